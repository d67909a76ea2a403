#include "watch/feed_source.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/url.h"
#include "markup/feed.h"
#include "markup/page.h"
#include "net/own_page.h"
#include "store/comment_feed_store.h"
#include "store/comment_store.h"
#include "store/post_address.h"
#include "store/post_store.h"
#include "store/site_store.h"
#include "watch/feed_choice.h"
#include "watch/feed_values.h"
#include "watch/ingest.h"
#include "watch/post_pages.h"

namespace earshot::watch {

namespace {

using std::chrono::seconds;

constexpr std::size_t feed_bytes = 8 * 1024 * 1024;
constexpr int own_pages_a_look = 10, pages_a_look = 10, feeds_a_look = 10, feeds_to_catch_up = 50,
              feeds_in_turn = 3;
// A look comes when a quarter of a feed's entries may be new.
constexpr Duration shortest_pace = seconds(3), usual_pace = seconds(10), longest_pace = seconds(30);

// --- settings

std::optional<std::string> setting(const store::Books& books, const std::string& name) {
  return books.database.read([&](db::Reader& reader) { return store::setting(reader, books.site.id, name); });
}

void put_setting(const store::Books& books, const std::string& name, const std::string& value) {
  if (setting(books, name).value_or("") == value) return;
  books.database.write([&](db::Tx& tx) { store::put_setting(tx, books.site.id, name, value); });
}

std::optional<Url> remembered(const store::Books& books, const std::string& name) {
  return Url::parse(setting(books, name).value_or(""));
}

// --- one feed

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

struct ReadFeedAnswer {
  std::optional<markup::Feed> feed;  // nothing when the engine says that it did not change
  std::string tag;
};

Result<ReadFeedAnswer, std::string> ask(const store::Books& books, net::Fetcher& web, const Url& url,
                                        FeedLook look) {
  auto got = get(books, web, url, look);
  if (!got) return got.error();
  ReadFeedAnswer out;
  if (got->status == 304) return out;
  // Addresses in it are meant from where it stands, which a redirect may have told.
  const auto place = net::public_address(books.site.url, books.site.origin, got->final_url);
  auto feed = markup::read_feed(got->body, got->header("content-type"), place);
  if (!feed) return feed.error();
  out.feed = std::move(*feed);
  const auto tag = got->header("etag");
  const bool plain = std::all_of(tag.begin(), tag.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (plain && tag.size() < 256) out.tag = tag;
  return out;
}

Result<std::optional<markup::Feed>, std::string> read(const store::Books& books, net::Fetcher& web,
                                                      const Url& url, FeedLook look) {
  auto got = ask(books, web, url, look);
  if (!got) return got.error();
  if (got->feed) put_setting(books, "etag:" + url.text(), got->tag);
  return std::move(got->feed);
}

// --- where the feeds are

struct Addresses {
  std::optional<Url> posts, comments;
};

constexpr std::string_view posts_found = "feed_found", comments_found = "comments_found";

std::optional<std::string> discover(const store::Books& books, net::Fetcher& web, Addresses& out) {
  const auto got = get(books, web, books.site.url, FeedLook::all);
  if (!got) return got.error();
  const auto place = net::public_address(books.site.url, books.site.origin, got->final_url);
  const auto page = markup::read_page(got->body, got->header("content-type"), place);
  const auto chosen = choose_feeds(page, [&](const Url& url) -> Result<markup::Feed, std::string> {
    auto answer = ask(books, web, url, FeedLook::all);
    if (!answer) return answer.error();
    if (!answer->feed) return std::string("status 304");
    return std::move(*answer->feed);
  });
  if (!out.posts && chosen.posts) put_setting(books, std::string(posts_found), chosen.posts->url.text());
  if (!out.posts && chosen.posts) out.posts = chosen.posts->url;
  const bool another = chosen.comments && chosen.comments->url != out.posts;
  if (!out.comments && another) put_setting(books, std::string(comments_found), chosen.comments->url.text());
  if (!out.comments && another) out.comments = chosen.comments->url;
  if (out.posts) return std::nullopt;
  return chosen.trouble.empty() ? "the front page names no feed"
                                : "the feed that the front page names: " + chosen.trouble;
}

// A sweep also looks whether there is a feed of comments by now.
std::optional<std::string> find_addresses(const store::Books& books, net::Fetcher& web, FeedLook look,
                                          Addresses& out) {
  out = {books.site.feed, books.site.comments};
  if (!out.posts) out.posts = remembered(books, std::string(posts_found));
  if (!out.comments) out.comments = remembered(books, std::string(comments_found));
  if (out.posts && (out.comments || look == FeedLook::changed)) return std::nullopt;
  auto trouble = discover(books, web, out);
  return out.posts ? std::nullopt : trouble;
}

// --- what stands in them

// The post that one of the hints means, by key or address, and the hint.
struct MeantPost {
  model::Post post;
  std::string hint;
};
std::optional<MeantPost> post_of(db::Reader& reader, const store::Books& books,
                                 const std::vector<std::string>& hints) {
  for (const auto& hint : hints) {
    if (auto found = store::find_post_by_engine_id(reader, books.site.id, hint))
      return MeantPost{*found, hint};
    const auto url = Url::parse(hint);
    if (!url) continue;
    if (auto found = store::post_at(reader, books.site, *url)) return MeantPost{*found, hint};
  }
  return std::nullopt;
}

bool is_page_of(const std::string& address, const model::Post& post) {
  const auto url = Url::parse(address), post_url = Url::parse(post.url);
  return url && post_url && !url->fragment() && page_key(*url) == page_key(*post_url);
}

// A first comment refers to the post itself.
bool is_post(const std::string& parent, const MeantPost& meant) {
  return parent == meant.hint || parent == meant.post.engine_id || is_page_of(parent, meant.post);
}

void take_comment_feeds(const store::Books& books, const markup::Feed& feed) {
  const bool any =
      std::ranges::any_of(feed.entries, [](const auto& e) { return e.comments_feed.has_value(); });
  if (!any) return;
  books.database.write([&](db::Tx& tx) {
    for (const auto& entry : feed.entries) {
      if (!entry.comments_feed) continue;
      const auto key = entry.id.empty() ? entry.link.value().text() : entry.id;
      const auto post = store::find_post_by_engine_id(tx, books.site.id, key);
      if (!post) continue;
      store::put_comment_feed(tx, books.site.id,
                              {post->id, entry.comments_feed->text(), entry.comment_count.value_or(-1), {}});
    }
  });
}

// Of which post all are, "" = they say it themselves; and whether what bears no date was there before us.
struct CommentsOf {
  std::string post;
  bool before_us = false;
};

struct TakenFeed {
  int comments = 0, fresh = 0;
  // Something may have passed between this look and the last.
  bool all_new() const { return comments > 0 && fresh == comments; }
};

// A post older than the feed of posts reaches is known by what its comments say of it.
void make_posts(const store::Books& books, const std::vector<FeedComment>& strays) {
  if (strays.empty()) return;
  books.database.write([&](db::Tx& tx) {
    for (const auto& one : strays) {
      model::Post post;
      post.url = post.engine_id = one.post_url;
      post.title = one.post_title.empty() ? one.post_url : one.post_title;
      if (!post_of(tx, books, {one.post_url})) store::put_post(tx, books, post);
    }
  });
}

// The engine's own word for it makes an address a post's, also one behind a query: tDiary's ?date=20261127.
bool could_be_made(const store::Books& books, const FeedComment& one) {
  const auto url = Url::parse(one.post_url);
  if (!url) return false;
  return store::could_be_post(books.site, *url) || (lies_below(*url, books.site.url) && url->query());
}

// By which address the page wants to be known.
std::optional<Url> canonical_of(const store::Books& books, net::Fetcher& web, const Url& address) {
  const auto got = get(books, web, address, FeedLook::all);
  if (!got || got->status != 200) return std::nullopt;
  for (const auto& link : markup::read_page(got->body, got->header("content-type"), got->final_url).links) {
    if (link.element == "link" && (" " + link.rels + " ").find(" canonical ") != std::string::npos)
      return net::public_address(books.site.url, books.site.origin, link.url);
  }
  return std::nullopt;
}

// Comments with pages of their own: the post is that of the comment we know, else what the page says. A few
// pages a look; the others are asked at the next one, those that named no post not again.
void ask_own_pages(const store::Books& books, net::Fetcher& web, std::vector<FeedComment>& comments) {
  constexpr std::size_t most_remembered = 2048;
  const auto before = setting(books, "pages_without_post").value_or("");
  auto in_vain = before;
  int asked = 0;
  for (auto& one : comments) {
    if (!one.own_page) continue;
    const auto known = books.database.read([&](db::Reader& reader) -> std::optional<model::Post> {
      if (post_of(reader, books, one.post_hints)) return model::Post{};
      const auto comment = store::find_comment_by_engine_id(reader, books.site.id, one.comment.engine_id);
      return comment ? store::find_post(reader, books.site.id, comment->post_id) : std::nullopt;
    });
    if (known) {
      if (known->id != 0) one.post_hints.push_back(known->engine_id);
      continue;
    }
    const auto mark = " " + one.comment.engine_id + " ";
    if (in_vain.find(mark) != std::string::npos || ++asked > own_pages_a_look) continue;
    const auto page = canonical_of(books, web, *one.own_page);
    if (page && page_key(*page) != page_key(*one.own_page))
      one.post_url = page->without_fragment().text();
    else
      in_vain = mark + in_vain.substr(0, most_remembered);
  }
  if (in_vain != before) put_setting(books, "pages_without_post", in_vain);
}

// The feed of posts given as that of comments, or an engine that puts both into one.
bool is_the_post(const FeedComment& one, const model::Post& post) {
  const auto& c = one.comment;
  const bool its_place = c.engine_id == post.engine_id || is_page_of(c.engine_id, post);
  const bool its_time = c.published == post.published || (c.published && one.dated_by_change);
  return its_place && its_time && one.title == post.title;
}

// An edit moves no comment in time.
void keep_known_date(db::Reader& reader, const store::Books& books, const model::Post& post,
                     FeedComment& one) {
  if (!one.dated_by_change) return;
  const auto known = store::find_comment_in_post(reader, books.site.id, post.id, one.comment.engine_id);
  if (known && known->published) one.comment.published = known->published;
}

TakenFeed take_comments_of(const store::Books& books, net::Fetcher& web, const markup::Feed& feed,
                           const CommentsOf& of) {
  const auto& post = of.post;
  auto comments = comments_in(feed);
  if (post.empty()) ask_own_pages(books, web, comments);
  std::vector<FeedComment> strays;
  books.database.read([&](db::Reader& reader) {
    for (auto& one : comments) {
      if (!post.empty()) one.post_hints.push_back(post);
      if (!one.post_url.empty()) one.post_hints.push_back(one.post_url);
      if (!post_of(reader, books, one.post_hints) && could_be_made(books, one)) strays.push_back(one);
    }
  });
  make_posts(books, strays);
  std::vector<SeenComment> seen;
  books.database.read([&](db::Reader& reader) {
    for (auto& one : comments) {
      const auto meant = post_of(reader, books, one.post_hints);
      if (!meant || is_the_post(one, meant->post)) continue;
      if (is_post(one.comment.parent_engine_id, *meant)) one.comment.parent_engine_id.clear();
      // Comments without an id all bear the address of their post.
      if (is_page_of(one.comment.engine_id, meant->post)) one.comment.engine_id = made_key(one.comment);
      keep_known_date(reader, books, meant->post, one);
      // What stood there before us may be any age: it alerts nobody, as if it had been imported.
      if (!one.comment.published && of.before_us) one.comment.imported = true;
      seen.push_back({std::move(one.comment), meant->post.engine_id});
    }
  });
  const auto taken = take_comments(books, seen);
  return {static_cast<int>(seen.size()), taken.fresh};
}

// A feed that tells only when entries were changed tells the age of new ones by it.
void keep_known_dates(const store::Books& books, std::vector<model::Post>& posts) {
  books.database.read([&](db::Reader& reader) {
    for (auto& post : posts) {
      if (post.published) continue;
      const auto known = store::find_post_by_engine_id(reader, books.site.id, post.engine_id);
      post.published = known && known->published ? known->published : post.modified;
    }
  });
}

// How long it takes for a quarter of these entries to be pushed out, as things go.
std::optional<Duration> pace_of(const markup::Feed& feed) {
  std::optional<Time> first, last;
  for (const auto& entry : feed.entries) {
    const auto at = entry.published ? entry.published : entry.updated;
    if (!at) continue;
    first = first ? std::min(*first, *at) : *at;
    last = last ? std::max(*last, *at) : *at;
  }
  if (!first || first == last) return std::nullopt;
  return std::clamp<Duration>((*last - *first) / 4, shortest_pace, longest_pace);
}

// --- one look

class Look {
 public:
  Look(const store::Books& books, net::Fetcher& web, FeedLook look) : books_(books), web_(web), look_(look) {}

  std::optional<std::string> run() {
    Addresses at;
    if (auto trouble = find_addresses(books_, web_, look_, at)) return trouble;
    auto posts = read(books_, web_, *at.posts, look_);
    if (!posts)
      return forget_found(posts_found, "the feed of posts " + at.posts->text() + ": " + posts.error());
    bool passed = false;
    if (*posts) {
      const bool first = is_first(*at.posts);
      auto held = sorted(std::move(**posts), false);
      auto rows = posts_in(held.posts);
      keep_known_dates(books_, rows);
      read_post_pages(books_, web_, summaries_in(held.posts), rows);
      take_posts(books_, rows, first);
      take_comment_feeds(books_, held.posts);
      if (!held.comments.entries.empty()) passed = take_pages(held.comments, first);
      note_read(*at.posts);
    }
    if (at.comments) {
      auto comments = read(books_, web_, *at.comments, look_);
      if (!comments)
        return forget_found(comments_found,
                            "the feed of comments " + at.comments->text() + ": " + comments.error());
      if (*comments) {
        passed = take_pages(sorted(std::move(**comments), true).comments, is_first(*at.comments));
        note_read(*at.comments);
      }
    }
    read_posts_feeds(passed, !at.comments);
    return std::nullopt;
  }

 private:
  // The front page may name another by now.
  std::string forget_found(std::string_view name, const std::string& trouble) {
    if (look_ == FeedLook::all) put_setting(books_, std::string(name), "");
    return trouble;
  }

  bool is_first(const Url& feed) const { return setting(books_, "read:" + feed.text()).value_or("").empty(); }
  void note_read(const Url& feed) { put_setting(books_, "read:" + feed.text(), "yes"); }

  // The feed, and its further pages as long as nothing on them is known; true if the end of what is new was
  // not found.
  bool take_pages(const markup::Feed& feed, bool before_us) {
    auto taken = take_comments_of(books_, web_, feed, {{}, before_us});
    if (const auto pace = pace_of(feed))
      put_setting(books_, "feed_pace", std::to_string((taken.all_new() ? shortest_pace : *pace).count()));
    auto next = feed.next_page;
    for (int page = 1; taken.all_new() && next && page < pages_a_look; ++page) {
      auto more = read(books_, web_, *next, FeedLook::all);
      if (!more || !*more) break;
      const auto held = sorted(std::move(**more), true).comments;
      taken = take_comments_of(books_, web_, held, {{}, before_us});
      if (taken.comments == 0) return false;
      next = held.next_page;
    }
    return taken.all_new();
  }

  // Those of which the blog tells that there is more than we have; when something passed, those of the newest
  // posts; where there is no feed of all comments, also some in turn.
  void read_posts_feeds(bool passed, bool alone) {
    auto feeds = books_.database.read([&](db::Reader& reader) {
      const auto site = books_.site.id;
      if (passed) return store::newest_comment_feeds(reader, site, feeds_to_catch_up);
      if (alone && look_ == FeedLook::all) return store::newest_comment_feeds(reader, site, feeds_a_look);
      auto out = store::comment_feeds_with_news(reader, site, feeds_a_look);
      if (!alone || !out.empty()) return out;
      out = store::newest_comment_feeds(reader, site, feeds_a_look);
      std::ranges::stable_sort(out, {}, [](const auto& feed) { return feed.read.value_or(Time{}); });
      out.resize(std::min<std::size_t>(out.size(), feeds_in_turn));
      return out;
    });
    for (const auto& feed : feeds) read_one(feed);
  }

  // One that cannot be read now is read in its turn, or when the blog tells of a further comment.
  void read_one(const store::CommentFeed& of) {
    const auto post = books_.database.read(
        [&](db::Reader& reader) { return store::find_post(reader, books_.site.id, of.post_id); });
    auto next = Url::parse(of.url);
    for (int page = 0; post && next && page < pages_a_look; ++page) {
      const auto feed = read(books_, web_, *next, FeedLook::all);
      if (!feed || !*feed) break;
      const bool before_us = !of.read && post->published && *post->published < books_.site.since;
      if (!take_comments_of(books_, web_, **feed, {post->engine_id, before_us}).all_new()) break;
      next = (*feed)->next_page;
    }
    books_.database.write([&](db::Tx& tx) { store::note_comment_feed_read(tx, books_, of); });
  }

  const store::Books& books_;
  net::Fetcher& web_;
  FeedLook look_;
};

Duration pace(const store::Books& books) {
  const auto text = setting(books, "feed_pace").value_or("");
  std::int64_t stored = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), stored);
  if (read.ec != std::errc()) return usual_pace;
  return std::clamp<Duration>(Duration(stored), shortest_pace, longest_pace);
}

}  // namespace

FeedNews read_feeds(const store::Books& books, net::Fetcher& web, FeedLook look) {
  FeedNews out;
  out.trouble = Look(books, web, look).run();
  out.pace = pace(books);
  return out;
}

}  // namespace earshot::watch
