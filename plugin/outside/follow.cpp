#include "outside/follow.h"

#include <algorithm>
#include <iterator>
#include <variant>

#include "base/log.h"
#include "markup/feed.h"
#include "markup/page.h"
#include "markup/page_comments.h"
#include "outside/asking.h"
#include "outside/conversation.h"
#include "outside/feed_links.h"
#include "outside/feed_reading.h"
#include "outside/reading.h"
#include "store/case_store.h"
#include "store/linkback_store.h"
#include "store/outside_store.h"
#include "store/watched_feed_store.h"

namespace earshot::outside {
namespace {

using model::FollowedPage;
using model::ItemKind;
using model::OutsideItem;

constexpr auto after_closing = std::chrono::hours(24 * 14), after_last_event = std::chrono::hours(24 * 60);

// What the books say about a followed page.
struct Situation {
  FollowedPage page;
  std::optional<model::Case> of_case;
  Time since{};                // comments from before are old
  std::optional<Time> posted;  // nothing: a linkback's page
  bool joined = false;         // its conversation goes on as a linkback's
};

std::optional<Situation> situation_of(db::Reader& reader, const store::Books& books, model::RowId id) {
  const auto site = books.site.id;
  auto page = store::find_followed(reader, site, id);
  if (!page || page->ended) return std::nullopt;
  Situation out{std::move(*page), {}, books.site.since, {}, false};
  out.of_case = store::case_of(reader, site, out.page.root_kind, out.page.root_id);
  if (out.page.root_kind == ItemKind::linkback) {
    // Its whole page was looked through when it came.
    if (const auto linkback = store::find_linkback(reader, site, out.page.root_id))
      out.since = linkback->received;
    return out;
  }
  const auto post = store::find_outside(reader, site, out.page.root_id);
  if (!post) return std::nullopt;
  out.posted = post->at();
  out.joined = post->root_kind != ItemKind::outside;
  if (post->whole) out.since = post->seen;
  if (const auto feed = post->feed ? store::find_feed(reader, site, *post->feed) : std::nullopt)
    out.since = std::max(out.since, feed->added);
  return out;
}

bool is_over(const Situation& now, Time at) {
  if (now.joined) return true;
  if (!now.of_case) return at > std::max(now.posted.value_or(now.page.begun), now.page.begun) + young;
  if (now.of_case->state == model::CaseState::closed) return at > now.of_case->changed + after_closing;
  return at > std::max(now.of_case->changed, now.page.news.value_or(now.page.begun)) + after_last_event;
}

struct Heard {
  std::vector<OutsideItem> comments;
  std::string comments_feed;  // "" = the page itself was read
  model::Freshness known;
};
using PageLook = std::variant<Heard, Unchanged, Trouble>;

PageLook look_at_feed(net::Fetcher& web, const Url& feed_url, const Url& page, bool only_of_page,
                      const model::Freshness& known, Time now) {
  auto answer = ask(web, {.url = feed_url, .known = known, .accept = accept_feeds}, now);
  if (std::holds_alternative<Unchanged>(answer)) return std::get<Unchanged>(answer);
  if (std::holds_alternative<Gone>(answer)) return Trouble{"its feed of comments is gone (410)", {}};
  if (auto* trouble = std::get_if<Trouble>(&answer)) return std::move(*trouble);
  const auto& document = std::get<Document>(answer);
  const auto feed =
      markup::read_feed(document.got.body, document.got.header("content-type"), document.got.final_url);
  if (!feed) return Trouble{"its feed of comments is none: " + feed.error(), {}};
  return Heard{comments_in(*feed, page, only_of_page, now), feed_url.text(), document.known};
}

std::vector<OutsideItem> comments_on(const net::Fetched& got, Time now) {
  return comments_in(markup::read_page_comments(got.body, got.header("content-type"), got.final_url),
                     got.final_url, now);
}

PageLook look_at_page(net::Fetcher& web, const FollowedPage& followed, const Url& url, Time now) {
  auto answer = ask(web, {.url = url, .known = followed.known}, now);
  if (std::holds_alternative<Unchanged>(answer)) return std::get<Unchanged>(answer);
  if (std::holds_alternative<Gone>(answer)) return Trouble{"the page is gone (410)", {}};
  if (auto* trouble = std::get_if<Trouble>(&answer)) return std::move(*trouble);
  const auto& [got, known] = std::get<Document>(answer);
  const auto page = markup::read_page(got.body, got.header("content-type"), got.final_url);
  if (wants_no_copy(page.robots) || wants_no_copy(got.header("x-robots-tag")))
    return Trouble{"the page asks not to be kept (robots)", {}};
  if (const auto feed = comments_feed_of(page, got.final_url)) {
    auto heard = look_at_feed(web, feed->url, got.final_url, !feed->of_page_only, {}, now);
    auto* found = std::get_if<Heard>(&heard);
    if (found && feed->of_page_only) return heard;
    // The blog's common feed has the newest of all pages: what the page marks up itself is heard as well, and
    // the page is read each time, since it does not change when that feed does.
    auto comments = comments_on(got, now);
    if (found) std::ranges::move(found->comments, std::back_inserter(comments));
    return Heard{std::move(comments), {}, {}};
  }
  return Heard{comments_on(got, now), {}, known};
}

PageLook look_at_followed(net::Fetcher& web, const FollowedPage& page, Time now) {
  const auto url = Url::parse(page.page_url);
  if (!url) return Trouble{"the page has no address", {}};
  const auto feed = Url::parse(page.comments_feed);
  if (feed) return look_at_feed(web, *feed, *url, false, page.known, now);
  return look_at_page(web, page, *url, now);
}

model::JobOutcome end(db::Tx& tx, const store::Books& books, FollowedPage page) {
  page.ended = books.now();
  store::save_followed(tx, books, page);
  return model::Done{};
}

model::JobOutcome again(db::Tx& tx, const store::Books& books, const Situation& now, Duration wait,
                        const std::string& why = {}) {
  store::save_followed(tx, books, now.page);
  return model::Again{books.now() + wait, why};
}

model::JobOutcome keep(db::Tx& tx, const store::Books& books, Situation now, const PageLook& look) {
  auto& page = now.page;
  if (const auto* trouble = std::get_if<Trouble>(&look)) {
    page.failure = trouble->why;
    ++page.failures;
    // A feed that is no more may have moved: the page is asked anew.
    if (page.failures > 2) page.comments_feed.clear();
    page.known = {};
    return again(tx, books, now,
                 std::max(trouble->wait.value_or(wait_after_failure(page.failures)), of_cases.shortest),
                 trouble->why);
  }
  const bool first = !page.read;
  page.read = books.now();
  page.failure.clear();
  page.failures = 0;
  if (const auto* heard = std::get_if<Heard>(&look)) {
    page.comments_feed = heard->comments_feed;
    page.known = heard->known;
    if (take_comments(tx, books, page.root_kind, page.root_id, heard->comments, now.since, first))
      page.news = books.now();
  }
  follow_case(tx, books, page.root_kind, page.root_id);
  const auto& pace = now.of_case ? of_cases : of_young_posts;
  Time last = page.news.value_or(page.begun);
  if (now.of_case) last = std::max(last, now.of_case->changed);
  return again(tx, books, now, next_wait(pace, books.now() - last));
}

}  // namespace

model::JobOutcome follow_outside(const store::Books& books, net::Fetcher& web, const model::Job& job,
                                 const Turn& turn) {
  const auto load = [&](db::Reader& reader) { return situation_of(reader, books, job.subject); };
  const auto now = books.database.read(load);
  if (!now) return model::Done{};
  if (is_over(*now, books.now()))
    return books.database.write([&](db::Tx& tx) { return end(tx, books, now->page); });
  const auto url = Url::parse(now->page.page_url);
  if (const auto wait = url ? wait_for_turn(turn, *url) : std::nullopt)
    return model::Again{books.now() + *wait, "other pages of that host are read first"};
  const PageLook look = look_at_followed(web, now->page, books.now());
  return books.database.write([&](db::Tx& tx) -> model::JobOutcome {
    auto then = load(tx);  // a linkback may have taken the conversation over meanwhile
    if (!then) return model::Done{};
    return keep(tx, books, std::move(*then), look);
  });
}

}  // namespace earshot::outside
