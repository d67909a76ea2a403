#include "outside/feed_links.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "markup/feed_links.h"

namespace earshot::outside {
namespace {

// Where engines keep the comments of all pages together.
bool of_whole_blog(const Url& url) {
  constexpr std::array<std::string_view, 4> places{"/comments/feed", "/feeds/comments/default",
                                                   "/comments/default", "feed=comments"};
  std::string path(url.path());
  while (path.ends_with('/')) path.pop_back();
  const std::string query(url.query().value_or(""));
  // Blogger's of one page has its number in between: /feeds/42/comments/default.
  if (path.ends_with(places[2]) && path != places[1] && !path.ends_with(places[1])) return false;
  return path.ends_with(places[0]) || path.ends_with(places[1]) || query.find(places[3]) != std::string::npos;
}

bool lies_below_page(const Url& feed, const Url& page) {
  return page.path().size() > 1 && lies_below(feed, page.without_fragment()) && feed.path() != page.path();
}

}  // namespace

std::optional<CommentsFeed> comments_feed_of(const markup::Page& page, const Url& page_url) {
  std::optional<CommentsFeed> named, whole;
  for (const auto& link : markup::feed_links(page)) {
    const bool below = lies_below_page(link.url, page_url);
    if (of_whole_blog(link.url) && !below) {
      if (!whole) whole = CommentsFeed{link.url, false};
      continue;
    }
    if (below) return CommentsFeed{link.url, true};
    if (link.of_comments && !named) named = CommentsFeed{link.url, false};
  }
  return named ? named : whole;
}

}  // namespace earshot::outside
