#include "markup/feed_links.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/text.h"

namespace earshot::markup {
namespace {

constexpr std::array<std::string_view, 5> feed_types{"application/rss+xml", "application/atom+xml",
                                                     "application/rdf+xml", "application/xml", "text/xml"};

bool has_word(std::string_view words, std::string_view word) {
  return (" " + std::string(words) + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

// tDiary names "RSS(without comments)" at no_comments.rdf.
bool speaks_of_comments(std::string_view words) {
  constexpr std::array<std::string_view, 4> none{"no_comment", "no-comment", "nocomment", "without comment"};
  const std::string text = lower_ascii(words);
  return text.find("comment") != std::string::npos &&
         std::ranges::none_of(none, [&](auto one) { return text.find(one) != std::string::npos; });
}

bool is_feed(const Link& link) {
  if (link.element != "link" || !(has_word(link.rels, "alternate") || has_word(link.rels, "replies")))
    return false;
  const auto type = std::string_view(link.type).substr(0, link.type.find(';'));
  return std::ranges::find(feed_types, trim(type)) != feed_types.end();
}

}  // namespace

std::vector<FeedLink> feed_links(const Page& page) {
  std::vector<FeedLink> out;
  for (const auto& link : page.links) {
    if (!is_feed(link) || std::ranges::find(out, link.url, &FeedLink::url) != out.end()) continue;
    out.push_back({link.url, speaks_of_comments(link.url.text()) || speaks_of_comments(link.title) ||
                                 has_word(link.rels, "replies")});
  }
  return out;
}

}  // namespace earshot::markup
