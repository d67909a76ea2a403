// Other people's blogs: the feeds we watch, what stands there, whose conversations we follow, who answered.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "model/alert.h"
#include "model/ids.h"
#include "model/words.h"

namespace earshot::model {

//  new ──► read ◄──► failing      gone ends them all; adding the feed once more begins anew
enum class FeedState { fresh, read, failing, gone };
template <>
struct Words<FeedState> {
  static constexpr std::array<std::pair<FeedState, std::string_view>, 4> table{
      {{FeedState::fresh, "new"},
       {FeedState::read, "read"},
       {FeedState::failing, "failing"},
       {FeedState::gone, "gone"}}};
};

// What a server wants to hear when it is asked again for the same.
struct Freshness {
  std::string etag, last_modified;
  std::string body_digest;  // for servers that always answer in full
  friend bool operator==(const Freshness&, const Freshness&) = default;
};

struct WatchedFeed {
  RowId id = 0;
  std::string address;   // as the operator wrote it: a feed, or a page that names one
  std::string feed_url;  // "" = not found yet
  std::string title, home;
  FeedState state = FeedState::fresh;
  std::string failure;  // in words; of a gone feed why, of a good one what is to be known ("moved from …")
  int failures = 0;     // in a row
  Freshness known;
  std::int64_t items = 0;  // seen so far
  Time added{};
  std::optional<Time> read, changed, next;
};

enum class OutsideKind { post, comment };
template <>
struct Words<OutsideKind> {
  static constexpr std::array<std::pair<OutsideKind, std::string_view>, 2> table{
      {{OutsideKind::post, "post"}, {OutsideKind::comment, "comment"}}};
};

struct OutsideItem {
  RowId id = 0;
  std::optional<RowId> feed;  // the watched feed that it was found in
  OutsideKind kind = OutsideKind::post;
  std::string key;       // digest of its address, or of feed and guid: same key, same item
  std::string guid_key;  // digest of the guid, "" = none: a post whose address changed is found by it
  ItemKind root_kind = ItemKind::outside;  // the conversation it belongs to
  RowId root_id = 0;                       // of a new post 0: it begins one
  std::string url, host, title, author_name, author_url;
  std::string text;                                         // plain, bounded
  std::vector<std::pair<std::size_t, std::size_t>> quoted;  // bytes of text that repeat somebody else
  bool from_page = false;  // read from its own page, which knows better than any feed
  bool whole = false;      // text is all that the page shows, its comments too
  bool old = false;        // stood there before we looked: alerts nobody
  std::string person;      // roster id of the one whose name signs it: claimed, never a proof
  std::string comments_feed;
  std::optional<std::int64_t> comment_count;  // as its feed says
  std::optional<Time> published;
  Time seen{};

  Time at() const { return published.value_or(seen); }
};

// A page whose comments are read again and again.
struct FollowedPage {
  RowId id = 0;
  ItemKind root_kind = ItemKind::outside;
  RowId root_id = 0;
  std::string page_url;
  std::string comments_feed;  // "" = none known: the page itself is read
  Freshness known;
  std::string failure;
  int failures = 0;
  Time begun{};
  std::optional<Time> read, news, ended;
};

// How sure we are that it was the person of the roster: by name only, or somebody of the staff said so.
enum class AnswerLevel { claimed, confirmed };
template <>
struct Words<AnswerLevel> {
  static constexpr std::array<std::pair<AnswerLevel, std::string_view>, 2> table{
      {{AnswerLevel::claimed, "claimed"}, {AnswerLevel::confirmed, "confirmed"}}};
};

struct OutsideAnswer {
  RowId id = 0, case_id = 0;
  std::string key;            // of the comment, or of the address that was named
  std::optional<RowId> item;  // nothing: we have not seen the comment itself
  std::string person, url;
  AnswerLevel level = AnswerLevel::claimed;
  Time at{};
};

}  // namespace earshot::model
