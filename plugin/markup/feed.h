// RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0 read into one shape: posts and comments of any engine.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/url.h"

namespace earshot::markup {

struct FeedReference {  // thr:in-reply-to
  std::string ref;      // id of the parent, "" if missing
  std::optional<Url> href;
};

struct FeedEntry {
  std::string id;           // guid or atom:id as written, else the link
  std::optional<Url> link;  // its own place, also where a service that counts clicks stands before it
  std::string title;        // plain text
  std::string html;  // body as HTML, not cleaned: content:encoded before description, content before summary
  bool whole = false;  // that was content; what a description is, nobody says
  std::string author_name;
  std::optional<Url> author_url, author_image;  // gd:image, of Blogger
  std::optional<Time> published, updated;
  std::vector<FeedReference> in_reply_to;
  std::optional<Url> related;                 // link rel=related: the parent in Blogger's comments
  std::optional<Url> comments_feed;           // wfw:commentRss (or …RSS), link rel=replies or comments
  std::optional<std::int64_t> comment_count;  // slash:comments, thr:total or thr:count; advisory
};

struct Feed {
  std::string title;
  std::optional<Url> link;       // the site
  std::optional<Url> next_page;  // link rel=next
  std::string robots;            // "noindex …", as aggregators and search engines read it, lower case
  std::vector<FeedEntry> entries;
};

struct FeedLimits {
  std::size_t bytes = 8 * 1024 * 1024;
  std::size_t entries = 2000;
  std::size_t entry_bytes = 512 * 1024;  // of one entry's html
};

// WordPress puts its pings among the comments of a feed, unmarked but for the shape of their text: "[…] so
// [...]".
bool is_ping_text(std::string_view text);

// The error is a sentence for the operator. A DOCTYPE that declares anything is refused; small sins against
// XML are forgiven.
Result<Feed, std::string> read_feed(std::string_view bytes, std::string_view content_type,
                                    const Url& feed_url, const FeedLimits& limits = {});

}  // namespace earshot::markup
