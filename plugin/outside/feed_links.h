// The feeds that a page names: its blog's, and that of its own comments.
#pragma once
#include <optional>
#include <vector>

#include "base/url.h"
#include "markup/page.h"

namespace earshot::outside {

// Feeds of the blog, the likeliest first; those of comments come last.
std::vector<Url> feeds_of(const markup::Page& page);

struct CommentsFeed {
  Url url;
  bool of_page_only = true;  // else of the whole blog: most of it belongs to other pages
};
// As WordPress (`page/feed/`), Blogger (`/feeds/N/comments/default`) and their like advertise them.
std::optional<CommentsFeed> comments_feed_of(const markup::Page& page, const Url& page_url);

}  // namespace earshot::outside
