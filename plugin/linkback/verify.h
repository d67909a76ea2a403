// Does the page that pinged us really link to our post?
//
// A link counts only if its address is the target as the sender gave it, fragments aside: `http:` is not
// `https:`, and `?p=5` is not the permalink, even where both lead to the same post. Otherwise `/post-2` would
// vouch for `/post`. A link that no reader sees counts as well (`<link>`, hidden `u-in-reply-to`), but unless
// the page says what it is to the target, a moderator looks at it first (score.h). In a feed the entries'
// HTML is read as well as the feed's own links. A `<meta http-equiv=refresh>` is not followed.
#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/url.h"
#include "linkback/receive.h"
#include "linkback/score.h"
#include "markup/microformats.h"
#include "markup/page.h"
#include "model/job.h"
#include "model/linkback.h"
#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::linkback {

struct LinkFound {
  std::string type;  // mention, reply, like, repost, bookmark, rsvp, invite
  std::string title, excerpt, author_name, author_url, site_name;
  std::string page_titles;  // also those that the entry does not go by
  std::optional<Time> published;
  model::SourcePage page;
  SpamSigns signs;
  std::vector<std::string> passed;  // hosts on the way to the page, beside its own
  std::string target;               // as the page writes it, if that is another spelling than the sender's
  bool by_fragment = false;         // what it says is the entry that the source's fragment names
  std::optional<Url> moved_to;      // the source's address from now on: all redirects to it said "for good"
};
struct LinkAbsent {
  bool page_cut = false;  // the page is longer than what we read of it
};
struct PageGone {};     // 410, or the page says so
struct PageMissing {};  // 404: gone only if it stays so
struct NotText {
  std::string content_type;
};
struct TryLater {
  std::string why;
  Duration wait = {};  // that the server asked for
};                     // timeout, 5xx, 403 …: tells nothing about the link
struct NeverTry {
  std::string why;
};  // an address that we do not fetch, whatever the name server says later
struct Unreadable {
  model::Refusal reason = model::Refusal::source_unreachable;
  std::string why;
};  // redirects without end, headers without end: asking again costs both sides and tells the same
struct PostUnread {};  // a page of the blog itself that is none of the posts that we know
using Verdict = std::variant<LinkFound, LinkAbsent, PageGone, PageMissing, NotText, TryLater, NeverTry,
                             Unreadable, PostUnread>;

struct VerifyLimits {
  net::FetchLimits fetch = {};
  markup::PageLimits page = {};
  std::size_t page_text_bytes = 64 * 1024;  // what is kept for the scan for names, around the link
  std::size_t title_characters = 200, name_characters = 100, excerpt_characters = 300;
  std::size_t content_bytes = 16 * 1024;  // of what the entry says
};

// Who asks, and how often one host may be asked.
struct Errand {
  std::vector<std::pair<std::string, std::string>> headers = {};
  HostTurns* turns = nullptr;  // nullptr: no limit
  Time now = {};
  // Of one that was shown before: where the target is not there as the sender wrote it, another spelling of
  // it counts (its page moved from http to https, say).
  bool any_spelling = false;
};

// Fetches `source` once and looks for a link to `target`; where the page names its author only by address,
// that page is fetched as well (and none that it names). Holds no transaction and writes nothing.
[[nodiscard]] Verdict verify_link(net::Fetcher& web, const Url& source, const Url& target,
                                  const VerifyLimits& limits = {}, const Errand& errand = {});

// The job `verify`: looks at the target first if it is not known yet, reads the source, stores what it found.
// `turns`: how often the pages of one host are read, over all sites.
model::JobOutcome verify(const store::Books& books, net::Fetcher& web, const model::Job& job,
                         HostTurns* turns = nullptr);

}  // namespace earshot::linkback
