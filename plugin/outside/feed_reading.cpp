#include "outside/feed_reading.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "markup/feed.h"
#include "markup/feed_links.h"
#include "markup/page.h"
#include "outside/asking.h"
#include "outside/reading.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/outside_store.h"
#include "store/watched_feed_store.h"

namespace earshot::outside {
namespace {

using model::FeedState;
using model::OutsideItem;
using model::WatchedFeed;

// A feed as it was found, with the address to ask from now on.
struct Found {
  Url url;
  markup::Feed feed;
  model::Freshness known;
  bool moved = false;
};
using Look = std::variant<Found, Unchanged, Gone, Trouble>;

std::variant<Found, Trouble> as_feed(Document document, const Url& asked) {
  const auto& got = document.got;
  auto feed = markup::read_feed(got.body, got.header("content-type"), got.final_url);
  if (!feed) return Trouble{"it is no feed: " + feed.error(), {}};
  if (wants_no_copy(feed->robots))
    return Trouble{"it asks not to be kept (robots: " + feed->robots + ")", {}};
  // Only what said so for good is asked there from now on.
  const bool moved = got.moved_for_good && !same_page(got.final_url, asked);
  return Found{moved ? got.final_url : asked, std::move(*feed), std::move(document.known), moved};
}

// The page names its feeds: the first that is one counts.
Look discover(net::Fetcher& web, const Document& page_read, Time now) {
  constexpr std::size_t most_tries = 3;
  const auto& got = page_read.got;
  const auto page = markup::read_page(got.body, got.header("content-type"), got.final_url);
  if (wants_no_copy(page.robots))
    return Trouble{"the page asks not to be kept (robots: " + page.robots + ")", {}};
  auto feeds = markup::feed_links(page);
  std::stable_partition(feeds.begin(), feeds.end(), [](const auto& feed) { return !feed.of_comments; });
  if (page.not_text || feeds.empty()) return Trouble{"it is neither a feed nor a page that names one", {}};
  Trouble last;
  for (std::size_t i = 0; i < std::min(feeds.size(), most_tries); ++i) {
    auto answer = ask(web, {.url = feeds[i].url, .accept = accept_feeds}, now);
    if (auto* document = std::get_if<Document>(&answer)) {
      auto found = as_feed(std::move(*document), feeds[i].url);
      if (auto* feed = std::get_if<Found>(&found)) return std::move(*feed);
      last = std::get<Trouble>(found);
    } else if (auto* trouble = std::get_if<Trouble>(&answer)) {
      last = std::move(*trouble);
    }
  }
  last.why = "the feed that the page names: " + (last.why.empty() ? "it is gone" : last.why);
  return last;
}

Look look_at(net::Fetcher& web, const WatchedFeed& feed, Time now) {
  const auto url = Url::parse(feed.feed_url.empty() ? feed.address : feed.feed_url);
  if (!url) return Trouble{"its address is none any more", {}};
  auto answer = ask(web, {.url = *url, .known = feed.known, .accept = accept_feeds}, now);
  if (auto* document = std::get_if<Document>(&answer)) {
    auto kept = feed.feed_url.empty() ? std::optional(*document) : std::nullopt;
    auto found = as_feed(std::move(*document), *url);
    if (auto* read = std::get_if<Found>(&found)) return std::move(*read);
    if (kept) return discover(web, *kept, now);
    return std::get<Trouble>(found);
  }
  if (auto* trouble = std::get_if<Trouble>(&answer)) return std::move(*trouble);
  if (auto* unchanged = std::get_if<Unchanged>(&answer)) return *unchanged;
  return Gone{};
}

// One look's worth of writing; lives shorter than its tx.
struct Keeping {
  db::Tx& tx;
  const store::Books& books;
  WatchedFeed feed;

  model::JobOutcome operator()(const Found& found);
  model::JobOutcome operator()(const Unchanged& unchanged);
  model::JobOutcome operator()(const Gone&);
  model::JobOutcome operator()(const Trouble& trouble);

  bool take_posts(std::vector<OutsideItem> posts, bool first_look);
  bool is_of_ours(const OutsideItem& post) const;
  void follow_young(const OutsideItem& post, const store::StoredOutside& stored, int& followed);
  void all_well();
  void note_move(const Url& to);
  model::JobOutcome again(Duration wait, const std::string& why = {});
};

model::JobOutcome Keeping::again(Duration wait, const std::string& why) {
  feed.next = books.now() + wait;
  store::save_feed(tx, books, feed);
  return model::Again{*feed.next, why};
}

void Keeping::all_well() {
  if (feed.failures > 0) log::info("outside", "a feed can be read again", {{"feed", feed.id}});
  feed.state = FeedState::read;
  if (feed.failures > 0) feed.failure.clear();
  feed.failures = 0;
  feed.read = books.now();
}

void Keeping::note_move(const Url& to) {
  feed.failure = "moved for good from " + (feed.feed_url.empty() ? feed.address : feed.feed_url);
  feed.feed_url = to.text();
  store::add_event(tx, books, "feed", feed.id, "moved", feed.failure);
  log::info("outside", "a feed moved", {{"feed", feed.id}, {"to", to.text()}});
}

// Planets show our own posts too.
bool Keeping::is_of_ours(const OutsideItem& post) const {
  const auto url = Url::parse(post.url);
  return url && lies_below(*url, books.site.url);
}

// True if there was anything new. What is only edited does not make a feed a busy one: some change their
// words with every look.
bool Keeping::take_posts(std::vector<OutsideItem> posts, bool first_look) {
  bool news = false;
  int followed = 0;
  auto room =
      most_of_a_day - store::count_of_feed(tx, books.site.id, feed.id, books.now() - std::chrono::hours(24));
  for (auto& post : posts) {
    if (room <= 0) {
      log::warning("outside", "a feed has more new posts a day than are kept", {{"feed", feed.id}});
      break;
    }
    // What is that old was thrown away, or never taken.
    if (post.published && *post.published < books.now() - words_are_kept) continue;
    if (is_of_ours(post)) continue;
    post.feed = feed.id;
    post.old = first_look || (post.published && *post.published < feed.added);
    const auto* writer = signed_by(books.site.roster, post.author_name, post.published.value_or(books.now()));
    if (writer) post.person = writer->id;
    const auto stored = store::put_outside(tx, books, post);
    if (stored.fresh) {
      ++feed.items;
      --room;
    }
    news = news || stored.fresh;
    if (stored.changes_something())
      store::add_job(tx, books, model::JobKind::scan_outside, stored.id, books.now());
    follow_young(post, stored, followed);
  }
  return news;
}

// Posts that say how many comments they have are asked for them when the number moves, the others at a pace.
void Keeping::follow_young(const OutsideItem& post, const store::StoredOutside& stored, int& followed) {
  constexpr int most_followed = 30;  // of one look
  if (post.comments_feed.empty() || post.comment_count == 0 || followed >= most_followed) return;
  if (post.published.value_or(books.now()) < books.now() - young) return;
  if (!stored.fresh && !stored.count_moved) return;
  const auto known = store::find_outside(tx, books.site.id, stored.id);
  if (!known || known->kind != model::OutsideKind::post) return;
  ++followed;
  store::follow_page(tx, books, known->root_kind, known->root_id, known->url, post.comments_feed,
                     books.now() + some_of(std::chrono::minutes(2)));
}

model::JobOutcome Keeping::operator()(const Found& found) {
  const bool first_look = !feed.read;
  all_well();
  if (found.moved && !feed.feed_url.empty()) {
    note_move(found.url);
  } else {
    feed.feed_url = found.url.text();
  }
  feed.known = found.known;
  if (!found.feed.title.empty()) feed.title = shorten(found.feed.title, title_characters);
  if (found.feed.link) feed.home = found.feed.link->text();
  auto posts = posts_in(found.feed, found.url, books.now());
  std::optional<Time> newest;
  for (const auto& post : posts) newest = std::max(newest, post.published);
  const bool news = take_posts(std::move(posts), first_look);
  if (news) feed.changed = first_look ? newest.value_or(books.now()) : books.now();
  if (!feed.changed) feed.changed = books.now();
  return again(next_wait(of_feeds, books.now() - *feed.changed));
}

model::JobOutcome Keeping::operator()(const Unchanged& unchanged) {
  all_well();
  if (unchanged.moved_to && !feed.feed_url.empty()) note_move(*unchanged.moved_to);
  return again(next_wait(of_feeds, books.now() - feed.changed.value_or(books.now())));
}

model::JobOutcome Keeping::operator()(const Gone&) {
  feed.state = FeedState::gone;
  feed.failure = "its server says that it is gone for good (410)";
  feed.next.reset();
  store::save_feed(tx, books, feed);
  store::add_event(tx, books, "feed", feed.id, "gone", feed.failure);
  log::warning("outside", "a watched feed is gone", {{"feed", feed.id}, {"address", feed.address}});
  return model::Done{};
}

model::JobOutcome Keeping::operator()(const Trouble& trouble) {
  if (feed.failures == 0)
    log::warning("outside", "a watched feed cannot be read", {{"feed", feed.id}, {"why", trouble.why}});
  feed.state = FeedState::failing;
  feed.failure = trouble.why;
  ++feed.failures;
  const Duration own = wait_after_failure(feed.failures);
  return again(std::max(trouble.wait.value_or(own), of_feeds.shortest), trouble.why);
}

}  // namespace

model::JobOutcome read_feed(const store::Books& books, net::Fetcher& web, const model::Job& job,
                            const Turn& turn) {
  const auto load = [&](db::Reader& reader) { return store::find_feed(reader, books.site.id, job.subject); };
  const auto feed = books.database.read(load);
  if (!feed || feed->state == FeedState::gone) return model::Done{};
  const auto url = Url::parse(feed->feed_url.empty() ? feed->address : feed->feed_url);
  if (const auto wait = url ? wait_for_turn(turn, *url) : std::nullopt)
    return model::Again{books.now() + *wait, "other pages of that host are read first"};
  const Look look = look_at(web, *feed, books.now());
  return books.database.write([&](db::Tx& tx) -> model::JobOutcome {
    auto now = load(tx);  // it may have been taken from the list meanwhile
    if (!now) return model::Done{};
    return std::visit(Keeping{tx, books, std::move(*now)}, look);
  });
}

}  // namespace earshot::outside
