#include <boost/test/unit_test.hpp>

#include "doubles/memory_books.h"

using namespace earshot;

BOOST_FIXTURE_TEST_SUITE(store_site, doubles::MemoryBooks)

BOOST_AUTO_TEST_CASE(the_migrations_are_embedded_in_order_and_run_once) {
  const auto all = store::migrations();
  BOOST_REQUIRE(!all.empty());
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST(all[i].number > (i == 0 ? 0 : all[i - 1].number));  // branches number theirs apart
    BOOST_TEST(!all[i].sql.empty());
  }
  BOOST_TEST(db::migrate(*database, all) == 0);
}

BOOST_AUTO_TEST_CASE(a_site_keeps_its_number_and_takes_a_new_address) {
  const auto again = database->write(
      [&](db::Tx& tx) { return store::open_site(tx, "blog", "https://new.example/", clock.now()); });
  BOOST_TEST(model::number(again) == model::number(site.id));
  BOOST_TEST(database->read([](db::Reader& r) { return r.first("select url from site")->text(0); }) ==
             "https://new.example/");
}

BOOST_AUTO_TEST_CASE(another_site_gets_another_number) {
  const auto other = add_site("second", "https://second.example/");
  BOOST_TEST(model::number(other.id) != model::number(site.id));
  BOOST_TEST(database->read([](db::Reader& r) { return r.first("select count(*) from site")->integer(0); }) ==
             2);
}

BOOST_AUTO_TEST_CASE(a_setting_belongs_to_its_site_and_is_replaced) {
  const auto other = add_site("second", "https://second.example/");
  database->write([&](db::Tx& tx) {
    store::put_setting(tx, site.id, "cursor", "1");
    store::put_setting(tx, site.id, "cursor", "2");
    store::put_setting(tx, other.id, "cursor", "9");
  });
  database->read([&](db::Reader& r) {
    BOOST_TEST(store::setting(r, site.id, "cursor").value() == "2");
    BOOST_TEST(store::setting(r, other.id, "cursor").value() == "9");
    BOOST_TEST(!store::setting(r, site.id, "other").has_value());
  });
}

BOOST_AUTO_TEST_SUITE_END()
