#include "watch/feed_choice.h"

#include <algorithm>
#include <vector>

#include "markup/feed_links.h"
#include "watch/feed_values.h"

namespace earshot::watch {

namespace {

// A page may name one for each of its tags.
constexpr std::size_t most_tries = 8;

struct TriedFeed {
  Url url;
  markup::Feed feed;
  bool has_comments = false, has_posts = false;

  bool posts_only() const { return has_posts && !has_comments; }
  bool comments_only() const { return has_comments && !has_posts; }
};

TriedFeed tried(const markup::FeedLink& link, markup::Feed feed) {
  TriedFeed out{link.url, std::move(feed)};
  for (const auto& entry : out.feed.entries) {
    const bool comment = stands_as_comment(entry) || link.of_comments;
    (comment ? out.has_comments : out.has_posts) = true;
  }
  if (out.feed.entries.empty()) (link.of_comments ? out.has_comments : out.has_posts) = true;
  return out;
}

std::size_t bytes_of_text(const markup::Feed& feed) {
  std::size_t out = 0;
  for (const auto& entry : feed.entries) out += entry.html.size();
  return out;
}

bool names_comments(const markup::Feed& feed) {
  return std::ranges::any_of(feed.entries, [](const auto& entry) { return entry.comments_feed.has_value(); });
}

// The same posts with more of their text, or with where their comments are: Pelican offers summaries by RSS
// and whole texts by Atom, ikiwiki names its feeds of comments by Atom alone.
bool says_more(const markup::Feed& other, const markup::Feed& than) {
  const auto shared = std::ranges::count_if(other.entries, [&](const auto& entry) {
    return entry.link &&
           std::ranges::find(than.entries, entry.link, &markup::FeedEntry::link) != than.entries.end();
  });
  const auto most = static_cast<std::ptrdiff_t>(std::max(other.entries.size(), than.entries.size()));
  const bool more_text = 2 * bytes_of_text(other) > 3 * bytes_of_text(than);
  const bool less_text = 3 * bytes_of_text(other) < 2 * bytes_of_text(than);
  const bool more_comments = names_comments(other) && !names_comments(than);
  return shared > 0 && 2 * shared >= most && (more_text || (more_comments && !less_text));
}

std::optional<ChosenFeed> chosen(const TriedFeed* feed) {
  if (feed == nullptr) return std::nullopt;
  return ChosenFeed{feed->url, feed->feed.entries.size()};
}

}  // namespace

ChosenFeeds choose_feeds(const markup::Page& front, const ReadFeed& read) {
  ChosenFeeds out;
  std::vector<TriedFeed> all;
  std::size_t tries = 0;
  for (const auto& link : markup::feed_links(front)) {
    if (++tries > most_tries) break;
    auto feed = read(link.url);
    if (feed)
      all.push_back(tried(link, std::move(*feed)));
    else
      out.trouble = feed.error();
  }
  const auto first = [&](auto is) {
    const auto found = std::ranges::find_if(all, is);
    return found == all.end() ? nullptr : &*found;
  };
  const TriedFeed* posts = first([](const TriedFeed& feed) { return feed.posts_only(); });
  for (const auto& other : all) {
    if (posts != nullptr && other.posts_only() && says_more(other.feed, posts->feed)) posts = &other;
  }
  if (posts == nullptr) posts = first([](const TriedFeed& feed) { return feed.has_posts; });
  const TriedFeed* comments = first([](const TriedFeed& feed) { return feed.comments_only(); });
  // One of both, as tDiary's, beside one of posts.
  if (comments == nullptr)
    comments = first([&](const TriedFeed& feed) { return feed.has_comments && &feed != posts; });
  out.posts = chosen(posts);
  out.comments = chosen(comments);
  return out;
}

}  // namespace earshot::watch
