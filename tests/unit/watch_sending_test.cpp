// A post that comes, changes or goes has its links told, if the host wants that and the post is no old one.
#include <boost/test/unit_test.hpp>

#include "doubles/memory_books.h"
#include "store/job_store.h"
#include "store/sent_store.h"
#include "watch/ingest.h"

namespace earshot::watch {

BOOST_AUTO_TEST_SUITE(watch_sending)

namespace {

struct Watching : doubles::MemoryBooks {
  Watching() { site.sending.on = true; }

  model::Post post(std::optional<Time> published, std::string html = "<p>words</p>") {
    model::Post out;
    out.engine_id = "5";
    out.url = "https://blog.example/five/";
    out.html = std::move(html);
    out.published = published;
    return out;
  }
  // How often `send_post` waits; then it does not any more.
  int sendings() {
    int count = 0;
    database->write([&](db::Tx& tx) {
      for (const auto& line : store::list_jobs(tx, 100)) count += line.job.kind == model::JobKind::send_post;
      tx.exec("delete from job");
    });
    return count;
  }
  model::RowId post_id() {
    return database->read(
        [&](db::Reader& reader) { return reader.first("select id from post")->integer(0); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_new_post_and_each_change_is_sent, Watching) {
  const Time now = clock.now();
  take_posts(books(), {post(now)});
  BOOST_TEST(sendings() == 1);
  take_posts(books(), {post(now)});
  BOOST_TEST(sendings() == 0);
  take_posts(books(), {post(now, "<p>other words</p>")});
  BOOST_TEST(sendings() == 1);
}

BOOST_FIXTURE_TEST_CASE(an_old_post_and_one_of_unknown_age_are_not, Watching) {
  take_posts(books(), {post(site.since - std::chrono::hours(1))});
  BOOST_TEST(sendings() == 0);
  take_posts(books(), {post(std::nullopt, "<p>other words</p>")});
  BOOST_TEST(sendings() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_deleted_post_is_sent_only_if_somebody_was_told_of_it, Watching) {
  take_posts(books(), {post(clock.now())});
  BOOST_TEST(sendings() == 1);
  take_away(books(), {post_id()}, {});
  BOOST_TEST(sendings() == 0);

  take_posts(books(), {post(clock.now())});
  BOOST_TEST(sendings() == 1);  // public again
  model::Sent sent;
  sent.id = mint.next(clock.now());
  sent.post_id = post_id();
  sent.source_key = "a";
  sent.target_key = "b";
  database->write([&](db::Tx& tx) { store::insert_sent(tx, books(), sent); });
  take_away(books(), {post_id()}, {});
  BOOST_TEST(sendings() == 1);
}

BOOST_FIXTURE_TEST_CASE(without_the_hosts_wish_nothing_is_sent, Watching) {
  site.sending.on = false;
  take_posts(books(), {post(clock.now())});
  BOOST_TEST(sendings() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot::watch
