// A ping we received: trackback, pingback or webmention, from the claim to what readers see.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "model/words.h"

namespace earshot::model {

enum class Protocol { trackback, pingback, webmention };
template <>
struct Words<Protocol> {
  static constexpr std::array<std::pair<Protocol, std::string_view>, 3> table{
      {{Protocol::trackback, "trackback"},
       {Protocol::pingback, "pingback"},
       {Protocol::webmention, "webmention"}}};
};

//  received ──► waiting ──► shown ──► gone          received: stored, source not yet read
//     │  ▲          │  ▲      │  ▲      │            deferred: source could not be read, tried again later
//     ▼  │          ▼  │      ▼  │      │            waiting:  verified, a moderator decides
//  deferred ──►   hidden ◄────┘  └──────┘            hidden:   a moderator said no; stays so when the ping
//     │               ▲                                        comes again
//     ├──────►  junk ─┘                              junk:     verified, but looks like spam; purged later
//     └──────►  refused                              refused:  the source does not link to the target
//                                                    gone:     was shown, the source is gone or dropped the
//                                                              link
enum class LinkbackState { received, deferred, waiting, shown, hidden, junk, refused, gone };
template <>
struct Words<LinkbackState> {
  static constexpr std::array<std::pair<LinkbackState, std::string_view>, 8> table{
      {{LinkbackState::received, "received"},
       {LinkbackState::deferred, "deferred"},
       {LinkbackState::waiting, "waiting"},
       {LinkbackState::shown, "shown"},
       {LinkbackState::hidden, "hidden"},
       {LinkbackState::junk, "junk"},
       {LinkbackState::refused, "refused"},
       {LinkbackState::gone, "gone"}}};
};

struct LinkbackMove {
  LinkbackState from, to;
};
// The store refuses (asserts) every move that is not listed. A repeat of a ping verifies again without
// leaving its state. The last group is a moderator's alone: undoing a decision.
inline constexpr LinkbackMove linkback_moves[] = {
    {LinkbackState::received, LinkbackState::deferred}, {LinkbackState::received, LinkbackState::waiting},
    {LinkbackState::received, LinkbackState::shown},    {LinkbackState::received, LinkbackState::refused},
    {LinkbackState::received, LinkbackState::junk},     {LinkbackState::deferred, LinkbackState::waiting},
    {LinkbackState::deferred, LinkbackState::shown},    {LinkbackState::deferred, LinkbackState::refused},
    {LinkbackState::deferred, LinkbackState::junk},     {LinkbackState::waiting, LinkbackState::shown},
    {LinkbackState::waiting, LinkbackState::hidden},    {LinkbackState::waiting, LinkbackState::gone},
    {LinkbackState::shown, LinkbackState::hidden},      {LinkbackState::shown, LinkbackState::gone},
    {LinkbackState::hidden, LinkbackState::shown},      {LinkbackState::refused, LinkbackState::waiting},
    {LinkbackState::refused, LinkbackState::shown},     {LinkbackState::refused, LinkbackState::junk},
    {LinkbackState::gone, LinkbackState::waiting},      {LinkbackState::gone, LinkbackState::shown},
    {LinkbackState::gone, LinkbackState::junk},         {LinkbackState::junk, LinkbackState::refused},
    {LinkbackState::junk, LinkbackState::shown},        {LinkbackState::junk, LinkbackState::hidden},

    {LinkbackState::shown, LinkbackState::waiting},     {LinkbackState::hidden, LinkbackState::waiting},
    {LinkbackState::shown, LinkbackState::junk},        {LinkbackState::hidden, LinkbackState::junk},
};
constexpr bool may_move(LinkbackState from, LinkbackState to) {
  for (const auto& move : linkback_moves) {
    if (move.from == from && move.to == to) return true;
  }
  return from == to;
}

// Why a ping was not accepted. Each protocol's wire maps these to its own codes.
enum class Refusal {
  none,
  malformed,       // not a usable request
  source_invalid,  // not an http(s) address, credentials, a zero byte, too long
  target_invalid,
  same_page,        // source is the target
  target_not_ours,  // another host, home page, archive
  target_unknown,   // below our address, but no post
  target_closed,    // pings switched off for it
  source_blocked,
  source_not_post,     // below our own address, but no post
  too_many,            // rate limit
  source_unreachable,  // never answered, or 4xx
  no_link,             // read, and no link to the target in it
  source_gone,         // 410
  source_not_allowed,  // private address, forbidden port
  source_not_text,     // image, video …
  source_moved,        // for good, to an address that has a record of its own
  source_redirects,    // more often than we follow
  source_repeated      // one page with another address that is shown
};
template <>
struct Words<Refusal> {
  static constexpr std::array<std::pair<Refusal, std::string_view>, 19> table{{
      {Refusal::none, ""},
      {Refusal::malformed, "malformed"},
      {Refusal::source_invalid, "source_invalid"},
      {Refusal::target_invalid, "target_invalid"},
      {Refusal::same_page, "same_page"},
      {Refusal::target_not_ours, "target_not_ours"},
      {Refusal::target_unknown, "target_unknown"},
      {Refusal::target_closed, "target_closed"},
      {Refusal::source_blocked, "source_blocked"},
      {Refusal::source_not_post, "source_not_post"},
      {Refusal::too_many, "too_many"},
      {Refusal::source_unreachable, "source_unreachable"},
      {Refusal::no_link, "no_link"},
      {Refusal::source_gone, "source_gone"},
      {Refusal::source_not_allowed, "source_not_allowed"},
      {Refusal::source_not_text, "source_not_text"},
      {Refusal::source_moved, "source_moved"},
      {Refusal::source_redirects, "source_redirects"},
      {Refusal::source_repeated, "source_repeated"},
  }};
};
// One sentence a sender understands.
std::string_view sentence(Refusal refusal);

struct Linkback {
  RowId id = 0;
  std::string token;  // see new_receipt
  Protocol protocol = Protocol::webmention;
  std::string source, target;  // as the sender wrote them (trimmed, bounded)
  std::string source_key, target_key;
  std::string source_host;
  std::optional<RowId> post_id;
  LinkbackState state = LinkbackState::received;
  Refusal reason = Refusal::none;
  std::string type = "mention";  // mention, reply, like, repost, bookmark, rsvp, invite
  std::string title, excerpt, author_name, author_url, blog_name;
  std::string digest;
  std::string sender_block;  // /24 or /48 of the caller
  std::optional<Time> published, verified, next_try;
  Time received{}, changed{};
  int tries = 0;
};

// The unguessable part of a receipt's address. It begins with the record's number, so that finding it needs
// no index of random words, which would cost each accepted ping a page of its own on the disk.
std::string new_receipt(RowId id);
std::optional<RowId> id_in_receipt(std::string_view token);

// What the source said when it was last read; all of it bounded, empty where the page does not say.
struct SourcePage {
  std::string final_url;  // after redirects; a fragment only if it names an entry there
  std::string page_text;  // visible text: what `scan` reads
  std::vector<std::pair<std::size_t, std::size_t>> quoted;  // bytes of it that are not the page's own words
  std::int64_t link_at = -1;                                // byte of page_text where the link stands
  std::string content_html;  // of the entry, through the cleaner of markup/clean.h
  std::string content_text;  // the same as text
  std::string summary;
  std::string author_photo;
  std::string published_text;  // the date as the page wrote it, with its zone if it had one
  std::string rsvp;            // yes, no, maybe, interested
  std::string canonical;
  std::vector<std::string> syndication, photos;
  bool operator==(const SourcePage&) const = default;
};

}  // namespace earshot::model
