// The feeds that a page names.
#pragma once
#include <vector>

#include "base/url.h"
#include "markup/page.h"

namespace earshot::markup {

struct FeedLink {
  Url url;
  bool of_comments = false;  // by its own words: "Comments on …", /comments/feed, rel=replies
};
// In page order, each once.
std::vector<FeedLink> feed_links(const Page& page);

}  // namespace earshot::markup
