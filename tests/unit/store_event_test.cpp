#include <boost/test/unit_test.hpp>

#include "doubles/memory_books.h"
#include "store/event_store.h"

using namespace earshot;

BOOST_FIXTURE_TEST_SUITE(store_event, doubles::MemoryBooks)

BOOST_AUTO_TEST_CASE(events_of_one_subject_come_in_the_order_of_their_writing) {
  const auto other = add_site("second", "https://second.example/");
  database->write([&](db::Tx& tx) {
    store::add_event(tx, books(), "linkback", 7, "received", "from a stranger");
    clock.wind(std::chrono::seconds(5));
    store::add_event(tx, books(), "linkback", 7, "hidden", "", "ana");
    store::add_event(tx, books(), "linkback", 8, "received");
    store::add_event(tx, books(), "case", 7, "opened");
    store::add_event(tx, books(other), "linkback", 7, "received");
  });
  const auto events =
      database->read([&](db::Reader& r) { return store::events_of(r, site.id, "linkback", 7); });
  BOOST_REQUIRE(events.size() == 2u);
  BOOST_TEST(events[0].fact == "received");
  BOOST_TEST(events[0].detail == "from a stranger");
  BOOST_TEST(events[0].who == "");
  BOOST_CHECK(events[0].at == doubles::monday_morning);
  BOOST_TEST(events[1].fact == "hidden");
  BOOST_TEST(events[1].who == "ana");
  BOOST_CHECK(events[1].at == clock.now());
}

BOOST_AUTO_TEST_CASE(a_number_that_another_process_took_does_not_lose_the_event) {
  // The next numbers of this mint are taken, as if another process had minted them.
  const auto taken = mint.next(clock.now());
  database->write([&](db::Tx& tx) {
    for (std::int64_t i = 1; i <= 3; ++i) {
      tx.exec(
          "insert into event (site_id, id, at, subject_kind, subject_id, fact, who, detail)"
          " values ($1, $2, 0, 'post', 1, 'theirs', '', '')",
          {model::number(site.id), taken + i});
    }
    store::add_event(tx, books(), "post", 2, "ours");
  });
  const auto count =
      database->read([](db::Reader& r) { return r.first("select count(*) from event")->integer(0); });
  BOOST_TEST(count == 4);
}

BOOST_AUTO_TEST_SUITE_END()
