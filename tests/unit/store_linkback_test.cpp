#include "store/linkback_store.h"
#include "store/moderation_store.h"

#include <boost/test/unit_test.hpp>

#include "doubles/memory_books.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/post_store.h"

using namespace earshot;
using doubles::MemoryBooks;
using model::Linkback;
using model::LinkbackState;

BOOST_AUTO_TEST_SUITE(store_linkback)

namespace {

struct Shelf : MemoryBooks {
  Linkback make(std::string_view source, std::string_view target, LinkbackState state,
                std::int64_t post = 1) {
    Linkback out;
    out.id = mint.next(clock.now());
    out.token = model::new_receipt(out.id);
    out.source = source;
    out.target = target;
    out.source_key = store::source_key(Url::parse(source).value());
    out.target_key = store::target_key(Url::parse(target).value());
    out.source_host = "fan.example";
    out.post_id = post;
    out.state = state;
    out.received = out.changed = clock.now();
    return out;
  }
  bool put(const Linkback& one) {
    return database->write([&](db::Tx& tx) { return store::insert_linkback(tx, books(), one); });
  }
  template <class F>
  auto read(F f) {
    return database->read([&](db::Reader& r) { return f(r); });
  }
};

constexpr std::string_view post = "https://blog.example/p/";

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_name_is_one_line_that_turns_nothing_whatever_brought_it, Shelf) {
  constexpr std::string_view forged = "Eve\n\nI take it:\u202E \u2066http\u200E\u200F";
  auto linkback = make("https://fan.example/a", "https://blog.example/1", LinkbackState::waiting);
  linkback.author_name = linkback.blog_name = forged;
  BOOST_REQUIRE(put(linkback));
  const auto stored = read([&](db::Reader& r) { return *store::find_linkback(r, site.id, linkback.id); });
  BOOST_TEST(stored.author_name == "Eve I take it: http");
  BOOST_TEST(stored.blog_name == "Eve I take it: http");
  auto verified = stored;
  verified.author_name = forged;
  database->write([&](db::Tx& tx) { store::save_linkback(tx, books(), stored, verified); });
  BOOST_TEST(read([&](db::Reader& r) {
               return *store::find_linkback(r, site.id, linkback.id);
             }).author_name == "Eve I take it: http");

  model::Post post;
  post.engine_id = "9";
  post.url = "https://blog.example/9/";
  post.author_name = forged;
  model::Comment comment;
  comment.engine_id = "1";
  comment.author_name = forged;
  const auto id = database->write([&](db::Tx& tx) {
    comment.post_id = store::put_post(tx, books(), post).id;
    const auto first = store::put_comment(tx, books(), comment).id;
    BOOST_TEST(!store::put_comment(tx, books(), comment).changed);
    return first;
  });
  BOOST_TEST(read([&](db::Reader& r) { return *store::find_comment(r, site.id, id); }).author_name ==
             "Eve I take it: http");
  BOOST_TEST(read([&](db::Reader& r) {
               return *store::find_post(r, site.id, comment.post_id);
             }).author_name == "Eve I take it: http");
}

BOOST_FIXTURE_TEST_CASE(what_the_source_said_comes_back_and_the_last_reading_counts, Shelf) {
  const Linkback one = make("https://fan.example/1", post, LinkbackState::shown, 42);
  BOOST_TEST(put(one));
  BOOST_TEST(!read([&](auto& r) { return store::find_source_page(r, site.id, one.id); }));
  model::SourcePage page;
  page.final_url = "https://fan.example/one";
  page.page_text = "first";
  page.link_at = 3;
  page.content_html = "<p>c</p>";
  page.content_text = "c";
  page.summary = "s";
  page.author_photo = "https://fan.example/me.png";
  page.published_text = "2026-11-22T09:00:00+01:00";
  page.rsvp = "maybe";
  page.canonical = "https://fan.example/one";
  page.syndication = {"https://a.example/1", "https://b.example/2"};
  page.photos = {"https://fan.example/p.jpg"};
  const auto keep = [&] {
    database->write([&](db::Tx& tx) { store::put_source_page(tx, books(), one.id, page); });
    return read([&](auto& r) { return store::find_source_page(r, site.id, one.id); });
  };
  BOOST_TEST((keep() == page));
  page.page_text = "second";
  page.syndication.clear();
  BOOST_TEST((keep() == page));
}

BOOST_FIXTURE_TEST_CASE(every_field_comes_back, Shelf) {
  Linkback one = make("https://fan.example/1", post, LinkbackState::shown, 42);
  one.protocol = model::Protocol::trackback;
  one.reason = model::Refusal::no_link;
  one.type = "reply";
  one.title = "t";
  one.excerpt = "e";
  one.author_name = "a";
  one.author_url = "https://a.example/";
  one.blog_name = "b";
  one.digest = "d";
  one.sender_block = "203.0.113.0/24";
  one.published = from_micros(5);
  one.verified = from_micros(6);
  one.next_try = from_micros(7);
  one.tries = 2;
  BOOST_TEST(put(one));
  const auto got = read([&](auto& r) { return store::find_linkback_by_token(r, site.id, one.token); });
  BOOST_REQUIRE(got);
  BOOST_TEST(got->id == one.id);
  BOOST_TEST((got->protocol == one.protocol && got->reason == one.reason && got->state == one.state));
  BOOST_TEST((got->title + got->excerpt + got->author_name + got->author_url + got->blog_name ==
              "teahttps://a.example/b"));
  BOOST_TEST(got->type == "reply");
  BOOST_TEST(got->digest == "d");
  BOOST_TEST(got->sender_block == one.sender_block);
  BOOST_TEST(
      (got->published == one.published && got->verified == one.verified && got->next_try == one.next_try));
  BOOST_TEST((got->received == one.received && got->changed == one.changed));
  BOOST_TEST(got->tries == 2);
  BOOST_TEST(got->post_id.value() == 42);
}

BOOST_FIXTURE_TEST_CASE(a_pair_is_stored_once_per_site, Shelf) {
  BOOST_TEST(put(make("https://fan.example/1", post, LinkbackState::received)));
  BOOST_TEST(!put(make("https://fan.example/1", "https://blog.example/p/#top", LinkbackState::received)));
  BOOST_TEST(put(make("https://fan.example/1#p2", post, LinkbackState::received)));
  const auto other = add_site("other", "https://other.example/");
  BOOST_TEST(database->write([&](db::Tx& tx) {
    return store::insert_linkback(tx, books(other),
                                  make("https://fan.example/1", post, LinkbackState::received));
  }));
}

BOOST_FIXTURE_TEST_CASE(only_shown_ones_of_the_post_are_shown_and_each_source_once, Shelf) {
  put(make("https://fan.example/1", post, LinkbackState::shown));
  put(make("https://fan.example/1", "https://blog.example/?p=1", LinkbackState::shown));
  put(make("https://fan.example/2", post, LinkbackState::waiting));
  put(make("https://fan.example/3", post, LinkbackState::hidden));
  put(make("https://fan.example/4", "https://blog.example/q/", LinkbackState::shown, 2));
  const auto shown = read([&](auto& r) { return store::shown_linkbacks(r, site.id, 1, 10); });
  BOOST_REQUIRE_EQUAL(shown.size(), 1u);
  BOOST_TEST(shown[0].source == "https://fan.example/1");
  const auto counts = read([&](auto& r) { return store::count_linkbacks(r, site.id); });
  BOOST_TEST(counts.at(LinkbackState::shown) == 3);
  BOOST_TEST(!counts.contains(LinkbackState::gone));
  BOOST_TEST(read([&](auto& r) {
               return store::list_linkbacks(r, site.id, LinkbackState::waiting, 10);
             }).size() == 1u);
  BOOST_TEST(read([&](auto& r) { return store::list_linkbacks(r, site.id, std::nullopt, 3); }).size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(a_moderators_decision_is_kept_with_its_author_and_only_where_one_is_due, Shelf) {
  const auto waiting = make("https://fan.example/1", post, LinkbackState::waiting);
  const auto refused = make("https://fan.example/2", post, LinkbackState::refused);
  put(waiting);
  put(refused);
  const auto decide = [&](model::RowId id, store::Moderation what) {
    return database->write([&](db::Tx& tx) { return store::moderate(tx, books(), id, what, "ana-ruiz"); });
  };
  BOOST_TEST(decide(waiting.id, store::Moderation::approve));
  BOOST_TEST(!decide(waiting.id, store::Moderation::approve));
  BOOST_TEST(decide(waiting.id, store::Moderation::hide));
  BOOST_TEST(!decide(refused.id, store::Moderation::approve));
  BOOST_TEST(!decide(12345, store::Moderation::hide));
  const auto events = read([&](auto& r) { return store::events_of(r, site.id, "linkback", waiting.id); });
  BOOST_REQUIRE_EQUAL(events.size(), 2u);
  BOOST_TEST(events[0].fact == "approved");
  BOOST_TEST(events[1].fact == "hidden");
  BOOST_TEST(events[1].who == "ana-ruiz");
}

BOOST_FIXTURE_TEST_CASE(an_unknown_target_is_remembered_for_its_time_only, Shelf) {
  auto one = make("https://fan.example/1", "https://blog.example/nothing/", LinkbackState::refused);
  one.reason = model::Refusal::target_unknown;
  put(one);
  auto other = make("https://fan.example/1", post, LinkbackState::refused);
  other.reason = model::Refusal::no_link;
  put(other);
  const auto unknown = [&](const std::string& key, Time since) {
    return read([&](auto& r) { return store::target_was_unknown(r, site.id, key, since); });
  };
  BOOST_TEST(unknown(one.target_key, clock.now()));
  BOOST_TEST(!unknown(one.target_key, clock.now() + Duration(1)));
  BOOST_TEST(!unknown(other.target_key, clock.now()));
}

BOOST_FIXTURE_TEST_CASE(a_queued_check_is_seen_and_one_that_runs_is_not, Shelf) {
  const auto one = make("https://fan.example/1", post, LinkbackState::received);
  put(one);
  const auto due = [&] { return read([&](auto& r) { return store::verify_due(r, site.id, one.id); }); };
  BOOST_TEST(!due().has_value());
  database->write(
      [&](db::Tx& tx) { store::add_job(tx, books(), model::JobKind::verify, one.id, clock.now()); });
  BOOST_TEST((due() == clock.now()));
  constexpr model::JobKind kinds[] = {model::JobKind::verify};
  database->write([&](db::Tx& tx) { store::claim_jobs(tx, kinds, clock.now(), std::chrono::minutes(1), 1); });
  BOOST_TEST(!due().has_value());
  database->write(
      [&](db::Tx& tx) { store::add_job(tx, books(), model::JobKind::verify, one.id, clock.now()); });
  BOOST_TEST((due() == clock.now()));
}

BOOST_FIXTURE_TEST_CASE(a_twin_counts_only_once_it_is_settled, Shelf) {
  const auto twin = [&](const Linkback& one) {
    return read([&](auto& r) { return store::find_settled_twin(r, site.id, one.source_key, 1); }).has_value();
  };
  const auto fresh = make("https://fan.example/1", post, LinkbackState::received);
  put(fresh);
  BOOST_TEST(!twin(fresh));
  const auto hidden = make("https://fan.example/2", post, LinkbackState::hidden);
  put(hidden);
  BOOST_TEST(twin(hidden));
}

BOOST_AUTO_TEST_SUITE_END()
