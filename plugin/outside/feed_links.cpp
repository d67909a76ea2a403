#include "outside/feed_links.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/text.h"

namespace earshot::outside {
namespace {

constexpr std::array<std::string_view, 5> feed_types{"application/rss+xml", "application/atom+xml",
                                                     "application/rdf+xml", "application/xml", "text/xml"};

bool has_word(std::string_view words, std::string_view word) {
  return (" " + std::string(words) + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

bool is_feed(const markup::Link& link) {
  if (link.element != "link" || !(has_word(link.rels, "alternate") || has_word(link.rels, "replies")))
    return false;
  const auto type = std::string_view(link.type).substr(0, link.type.find(';'));
  return std::ranges::find(feed_types, trim(type)) != feed_types.end();
}

bool speaks_of_comments(const markup::Link& link) {
  return lower_ascii(link.url.text()).find("comment") != std::string::npos ||
         lower_ascii(link.title).find("comment") != std::string::npos || has_word(link.rels, "replies");
}

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

std::vector<Url> feeds_of(const markup::Page& page) {
  std::vector<Url> out, of_comments;
  for (const auto& link : page.links) {
    if (!is_feed(link)) continue;
    auto& list = speaks_of_comments(link) ? of_comments : out;
    if (std::ranges::find(list, link.url) == list.end()) list.push_back(link.url);
  }
  out.insert(out.end(), of_comments.begin(), of_comments.end());
  return out;
}

std::optional<CommentsFeed> comments_feed_of(const markup::Page& page, const Url& page_url) {
  std::optional<CommentsFeed> named, whole;
  for (const auto& link : page.links) {
    if (!is_feed(link)) continue;
    const bool below = lies_below_page(link.url, page_url);
    if (of_whole_blog(link.url) && !below) {
      if (!whole) whole = CommentsFeed{link.url, false};
      continue;
    }
    if (below) return CommentsFeed{link.url, true};
    if (speaks_of_comments(link) && !named) named = CommentsFeed{link.url, false};
  }
  return named ? named : whole;
}

}  // namespace earshot::outside
