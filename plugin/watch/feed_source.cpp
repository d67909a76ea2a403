#include "watch/feed_source.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "base/url.h"
#include "markup/clean.h"
#include "markup/page.h"
#include "net/own_page.h"
#include "store/post_store.h"
#include "store/site_store.h"

namespace earshot::watch {

namespace {

constexpr std::size_t comment_bytes = 256 * 1024, post_bytes = 2 * 1024 * 1024, feed_bytes = 8 * 1024 * 1024;

std::optional<std::string> setting(const store::Books& books, const std::string& name) {
  return books.database.read([&](db::Reader& reader) { return store::setting(reader, books.site.id, name); });
}

void put_setting(const store::Books& books, const std::string& name, const std::string& value) {
  books.database.write([&](db::Tx& tx) { store::put_setting(tx, books.site.id, name, value); });
}

// Engines write one comment's id with and without a slash, as address and as guid; the fragment is what
// stays.
std::string comment_key(const std::string& id, const std::optional<Url>& link) {
  for (const std::string& text : {link ? link->text() : std::string(), id}) {
    const auto hash = text.find("#comment-");
    if (hash != std::string::npos && hash + 9 < text.size()) return text.substr(hash + 9);
  }
  return id;
}

Result<net::Fetched, std::string> get(const store::Books& books, net::Fetcher& web, const Url& url,
                                      FeedLook look) {
  auto request = net::own_page(books.site.url, books.site.origin, url);
  request.limits.body_bytes = feed_bytes;
  if (look == FeedLook::changed) {
    if (const auto tag = setting(books, "etag:" + url.text()); tag && !tag->empty()) {
      request.headers.emplace_back("If-None-Match", *tag);
    }
  }
  auto got = web.fetch(request);
  if (!got) return std::string(net::word(got.error()));
  if (got->status != 200 && got->status != 304) return "status " + std::to_string(got->status);
  if (got->truncated) return std::string("the feed is too long");
  return std::move(*got);
}

// Nothing when the engine says that it did not change.
Result<std::optional<markup::Feed>, std::string> read(const store::Books& books, net::Fetcher& web,
                                                      const Url& url, FeedLook look) {
  auto got = get(books, web, url, look);
  if (!got) return got.error();
  if (got->status == 304) return std::optional<markup::Feed>();
  auto feed = markup::read_feed(got->body, got->header("content-type"), url);
  if (!feed) return feed.error();
  const auto tag = got->header("etag");
  const auto name = "etag:" + url.text();
  const bool plain = std::all_of(tag.begin(), tag.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (plain && tag.size() < 256 && setting(books, name).value_or("") != tag) put_setting(books, name, tag);
  return std::optional(std::move(*feed));
}

struct Addresses {
  std::optional<Url> posts, comments;
};

std::optional<Url> remembered(const store::Books& books, const std::string& name) {
  return Url::parse(setting(books, name).value_or(""));
}

// The front page names its feeds; the one that speaks of comments is theirs.
std::optional<std::string> discover(const store::Books& books, net::Fetcher& web, Addresses& out) {
  const auto got = get(books, web, books.site.url, FeedLook::all);
  if (!got) return got.error();
  const auto page = markup::read_page(got->body, got->header("content-type"), books.site.url);
  for (const auto& link : page.links) {
    if (link.element != "link" || (" " + link.rels + " ").find(" alternate ") == std::string::npos) continue;
    const bool comments = link.url.text().find("comment") != std::string::npos;
    auto& place = comments ? out.comments : out.posts;
    if (place) continue;
    const auto feed = read(books, web, link.url, FeedLook::all);
    if (feed) place = link.url;
  }
  if (!out.posts) return "the front page names no feed";
  put_setting(books, "feed_found", out.posts->text());
  if (out.comments) put_setting(books, "comments_found", out.comments->text());
  return std::nullopt;
}

// The post that one of the hints means, by key or address.
std::optional<model::Post> post_of(db::Reader& reader, const store::Books& books,
                                   const std::vector<std::string>& hints) {
  for (const auto& hint : hints) {
    if (auto found = store::find_post_by_engine_id(reader, books.site.id, hint)) return found;
    const auto url = Url::parse(hint);
    if (!url) continue;
    if (auto found = store::find_post_by_key(reader, books.site.id, page_key(url->without_fragment())))
      return found;
  }
  return std::nullopt;
}

void take_feed_comments(const store::Books& books, const markup::Feed& feed) {
  std::vector<SeenComment> seen;
  books.database.read([&](db::Reader& reader) {
    for (auto& one : comments_in(feed)) {
      const auto post = post_of(reader, books, one.post_hints);
      if (!post) continue;
      // A first comment refers to the post itself.
      if (one.comment.parent_engine_id == post->engine_id || one.comment.parent_engine_id == post->url) {
        one.comment.parent_engine_id.clear();
      }
      seen.push_back({std::move(one.comment), post->engine_id});
    }
  });
  take_comments(books, seen);
}

}  // namespace

std::vector<model::Post> posts_in(const markup::Feed& feed) {
  std::vector<model::Post> out;
  for (const auto& entry : feed.entries) {
    if (!entry.link && entry.id.empty()) continue;
    model::Post post;
    post.engine_id = entry.id.empty() ? entry.link->text() : entry.id;
    post.url = entry.link ? entry.link->text() : std::string();
    post.title = entry.title;
    post.author_name = entry.author_name;
    post.html = std::string(cut(entry.html, post_bytes));
    post.published = entry.published ? entry.published : entry.updated;
    post.modified = entry.updated;
    out.push_back(std::move(post));
  }
  return out;
}

std::vector<FeedComment> comments_in(const markup::Feed& feed) {
  std::vector<FeedComment> out;
  for (const auto& entry : feed.entries) {
    FeedComment one;
    auto& c = one.comment;
    c.engine_id = comment_key(entry.id, entry.link);
    if (c.engine_id.empty()) continue;
    c.author_name = entry.author_name;
    c.author_url = entry.author_url ? entry.author_url->text() : std::string();
    c.url = entry.link ? entry.link->text() : std::string();
    c.html = std::string(cut(entry.html, comment_bytes));
    c.published = entry.published ? entry.published : entry.updated;
    if (markup::is_ping_text(markup::plain_text(c.html))) c.kind = "pingback";
    for (const auto& parent : entry.in_reply_to) {
      // Of several the last is the deepest: bridges write the post first.
      c.parent_engine_id = comment_key(parent.ref, parent.href);
      if (!parent.ref.empty()) one.post_hints.push_back(parent.ref);
      if (parent.href) one.post_hints.push_back(parent.href->text());
      if (c.parent_engine_id.empty() && parent.href) c.parent_engine_id = parent.href->text();
    }
    if (entry.link) one.post_hints.push_back(entry.link->text());
    one.post_hints.push_back(entry.id);
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<std::string> read_feeds(const store::Books& books, net::Fetcher& web, FeedLook look) {
  Addresses at{books.site.feed, books.site.comments};
  if (!at.posts) at.posts = remembered(books, "feed_found");
  if (!at.comments) at.comments = remembered(books, "comments_found");
  if (!at.posts) {
    if (auto trouble = discover(books, web, at)) return trouble;
  }
  const auto posts = read(books, web, *at.posts, look);
  if (!posts) return posts.error();
  if (*posts) take_posts(books, posts_in(**posts));
  if (at.comments) {
    const auto comments = read(books, web, *at.comments, look);
    if (!comments) return comments.error();
    if (*comments) take_feed_comments(books, **comments);
    return std::nullopt;
  }
  // No feed of all comments: those of the newest posts, where the posts name them.
  if (!*posts || look == FeedLook::changed) return std::nullopt;
  std::size_t asked = 0;
  for (const auto& entry : (*posts)->entries) {
    if (!entry.comments_feed || asked++ == 10) continue;
    const auto comments = read(books, web, *entry.comments_feed, look);
    if (comments && *comments) take_feed_comments(books, **comments);
  }
  return std::nullopt;
}

}  // namespace earshot::watch
