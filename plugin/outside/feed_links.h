// The feed of a page's own comments.
#pragma once
#include <optional>

#include "base/url.h"
#include "markup/page.h"

namespace earshot::outside {

struct CommentsFeed {
  Url url;
  bool of_page_only = true;  // else of the whole blog: most of it belongs to other pages
};
// As WordPress (`page/feed/`), Blogger (`/feeds/N/comments/default`) and their like advertise them.
std::optional<CommentsFeed> comments_feed_of(const markup::Page& page, const Url& page_url);

}  // namespace earshot::outside
