// Does the page that pinged us really link to our post?
//
// A link counts only if its address is the target as the sender gave it, fragments aside: `http:` is not
// `https:`, and
// `?p=5` is not the permalink, even where both lead to the same post. Otherwise `/post-2` would vouch for
// `/post`.
#pragma once
#include <string>
#include <variant>

#include "base/url.h"
#include "markup/microformats.h"
#include "markup/page.h"
#include "model/job.h"
#include "model/linkback.h"
#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::linkback {

struct LinkFound {
  std::string type;  // mention, reply, like, repost, bookmark
  std::string title, excerpt, author_name, author_url, site_name;
  std::optional<Time> published;
  model::SourcePage page;
};
struct LinkAbsent {};
struct PageGone {};     // 410, or the page says so
struct PageMissing {};  // 404: gone only if it stays so
struct NotText {
  std::string content_type;
};
struct TryLater {
  std::string why;
};  // timeout, 5xx, 403 …: tells nothing about the link
struct NeverTry {
  std::string why;
};  // an address that we do not fetch, whatever the name server says later
using Verdict = std::variant<LinkFound, LinkAbsent, PageGone, PageMissing, NotText, TryLater, NeverTry>;

struct VerifyLimits {
  net::FetchLimits fetch = {};
  markup::PageLimits page = {};
  std::size_t page_text_bytes = 64 * 1024;  // what is kept for the scan for names, around the link
  std::size_t title_characters = 200, name_characters = 100, excerpt_characters = 300;
};

// Fetches `source` once and looks for a link to `target`. Holds no transaction and writes nothing.
[[nodiscard]] Verdict verify_link(net::Fetcher& web, const Url& source, const Url& target,
                                  const VerifyLimits& limits = {});

// The job `verify`: looks at the target first if it is not known yet, reads the source, stores what it found.
model::JobOutcome verify(const store::Books& books, net::Fetcher& web, const model::Job& job);

}  // namespace earshot::linkback
