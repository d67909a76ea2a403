#include <array>
#include <boost/test/unit_test.hpp>

#include "db/database.h"

using namespace earshot::db;

BOOST_AUTO_TEST_SUITE(db_migrate)

namespace {

constexpr std::array<Migration, 2> two{
    Migration{1, "001_first.sql",
              "-- a; comment\ncreate table a (id bigint);\ncreate index a_id on a (id);\n"},
    Migration{2, "002_second.sql", "alter table a add column name text; insert into a values (1, 'x;y');"}};

std::int64_t version(Database& database) {
  return database.read(
      [](Reader& r) { return r.first("select max(number) from schema_version")->integer(0); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_empty_store_gets_all_and_a_second_run_does_nothing) {
  const auto database = open_database("sqlite::memory:");
  BOOST_TEST(migrate(*database, two) == 2);
  BOOST_TEST(migrate(*database, two) == 0);
  BOOST_TEST(version(*database) == 2);
  BOOST_TEST(database->read([](Reader& r) { return r.first("select name from a")->text(0); }) == "x;y");
}

BOOST_AUTO_TEST_CASE(an_older_store_gets_what_it_lacks) {
  const auto database = open_database("sqlite::memory:");
  BOOST_TEST(migrate(*database, std::span(two).first(1)) == 1);
  BOOST_TEST(migrate(*database, two) == 1);
  BOOST_TEST(version(*database) == 2);
}

BOOST_AUTO_TEST_CASE(a_newer_store_is_refused_with_both_versions_and_a_cure) {
  const auto database = open_database("sqlite::memory:");
  migrate(*database, two);
  BOOST_CHECK_EXCEPTION(
      migrate(*database, std::span(two).first(1)), StoreFailure, [](const StoreFailure& failure) {
        const std::string text = failure.what();
        return text.find("version 2") != text.npos && text.find("only up to 1") != text.npos &&
               text.find("newer Earshot") != text.npos;
      });
}

BOOST_AUTO_TEST_CASE(a_migration_that_fails_half_way_leaves_nothing_of_itself) {
  const auto database = open_database("sqlite::memory:");
  const std::array<Migration, 2> bad{
      two[0], Migration{2, "002_bad.sql", "create table b (id bigint); create nonsense;"}};
  BOOST_CHECK_THROW(migrate(*database, bad), StoreFailure);
  BOOST_TEST(version(*database) == 1);
  BOOST_TEST(database->has_table("a"));
  BOOST_TEST(!database->has_table("b"));
  BOOST_TEST(migrate(*database, two) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
