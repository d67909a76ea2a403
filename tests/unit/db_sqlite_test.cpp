#include <atomic>
#include <boost/test/unit_test.hpp>
#include <latch>
#include <thread>
#include <vector>

#include "db/database.h"

using namespace earshot::db;

namespace {

struct Store {
  Store() {
    database->write([](Tx& tx) {
      tx.exec(
          "create table parent (id bigint primary key);"
          "create table thing (id bigint primary key, name text, weight double precision,"
          " parent bigint references parent (id)); -- the end");
    });
  }
  std::int64_t count() {
    return database->read([](Reader& r) { return r.first("select count(*) from thing")->integer(0); });
  }
  std::unique_ptr<Database> database = open_database("sqlite::memory:");
};

void insert(Tx& tx, std::int64_t id) {
  tx.exec("insert into thing (id, name) values ($1, 'x')", {id});
}

StoreFailure::Kind kind_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const StoreFailure& failure) {
    return failure.kind();
  }
  BOOST_FAIL("nothing was thrown");
  return StoreFailure::Kind::other;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(db_sqlite, Store)

BOOST_AUTO_TEST_CASE(values_come_back_as_they_went_in) {
  const std::string odd("nul \0 and ü $1 ';--", 20);
  database->write([&](Tx& tx) {
    tx.exec("insert into thing (id, name, weight) values ($1, $2, $3)", {std::int64_t{1} << 60, odd, 1.5});
    tx.exec("insert into thing (id, name, weight) values ($1, $2, $3)", {std::int64_t{2}, Value{}, 2.0});
  });
  const auto rows = database->read(
      [](Reader& r) { return r.query("select id, name, weight from thing order by id desc"); });
  BOOST_REQUIRE(rows.size() == 2u);
  BOOST_TEST(rows[0].integer(0) == std::int64_t{1} << 60);
  BOOST_TEST(rows[0].text(1) == odd);
  BOOST_TEST(rows[0].real(2) == 1.5);
  BOOST_TEST(rows[1].is_null(1));
  BOOST_TEST(!rows[1].maybe_integer(1).has_value());
  BOOST_TEST(rows[1].real(2) == 2.0);
  BOOST_CHECK_THROW(rows[0].integer(1), StoreFailure);
  BOOST_CHECK_THROW(rows[0].text(0), StoreFailure);
  BOOST_CHECK_THROW(rows[0].text(7), StoreFailure);
}

BOOST_AUTO_TEST_CASE(parameters_are_bound_by_their_number_not_by_their_place) {
  const auto row = database->read([](Reader& r) {
    return r.first("select $2, $1, $2, $10, $3, $4, $5, $6, $7, $8, $9",
                   {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}, std::int64_t{4}, std::int64_t{5},
                    std::int64_t{6}, std::int64_t{7}, std::int64_t{8}, std::int64_t{9}, std::int64_t{10}});
  });
  BOOST_TEST(row->integer(0) == 2);
  BOOST_TEST(row->integer(1) == 1);
  BOOST_TEST(row->integer(2) == 2);
  BOOST_TEST(row->integer(3) == 10);
}

BOOST_AUTO_TEST_CASE(a_wrong_number_of_values_is_refused_and_the_statement_stays_usable) {
  const auto ask = [&](std::initializer_list<Value> values) {
    return database->read([&](Reader& r) { return r.first("select $1 + $2", values)->integer(0); });
  };
  BOOST_CHECK_THROW(ask({std::int64_t{1}}), StoreFailure);
  BOOST_CHECK_THROW(ask({std::int64_t{1}, std::int64_t{2}, std::int64_t{3}}), StoreFailure);
  BOOST_TEST(ask({std::int64_t{1}, std::int64_t{2}}) == 3);
}

BOOST_AUTO_TEST_CASE(exec_tells_how_many_rows_changed) {
  database->write([](Tx& tx) {
    BOOST_TEST(tx.exec("insert into thing (id) values (1), (2)") == 2);
    BOOST_TEST(tx.exec("insert into thing (id) values (1) on conflict do nothing") == 0);
    BOOST_TEST(tx.exec("update thing set name = 'n' where id = $1", {std::int64_t{2}}) == 1);
    BOOST_TEST(tx.exec("delete from thing where id > $1", {std::int64_t{5}}) == 0);
    BOOST_TEST(tx.exec("create table other (id bigint)") == 0);
    BOOST_TEST(tx.query("insert into thing (id) values (9) returning id").front().integer(0) == 9);
  });
  BOOST_TEST(count() == 3);
}

BOOST_AUTO_TEST_CASE(rows_stream_one_by_one_and_the_same_statement_may_run_within) {
  database->write([](Tx& tx) {
    for (std::int64_t i = 1; i <= 3; ++i) insert(tx, i);
  });
  int seen = 0;
  database->read([&](Reader& r) {
    r.stream("select id from thing", {},
             [&](const Row&) { r.stream("select id from thing", {}, [&](const Row&) { ++seen; }); });
  });
  BOOST_TEST(seen == 9);
}

BOOST_AUTO_TEST_CASE(a_work_that_throws_leaves_nothing_and_gets_its_own_exception_back) {
  BOOST_CHECK_THROW(database->write([](Tx& tx) {
    insert(tx, 1);
    throw std::out_of_range("mine");
  }),
                    std::out_of_range);
  BOOST_TEST(count() == 0);
  database->write([](Tx& tx) { insert(tx, 1); });
  BOOST_TEST(count() == 1);
}

BOOST_AUTO_TEST_CASE(an_error_caught_inside_a_work_leaves_its_other_rows) {
  database->write([](Tx& tx) {
    insert(tx, 1);
    try {
      insert(tx, 1);
    } catch (const StoreFailure&) {
    }
    insert(tx, 2);
  });
  BOOST_TEST(count() == 2);
}

BOOST_AUTO_TEST_CASE(failures_are_told_apart) {
  database->write([](Tx& tx) { insert(tx, 1); });
  using Kind = StoreFailure::Kind;
  BOOST_CHECK(kind_of([&] { database->write([](Tx& tx) { insert(tx, 1); }); }) == Kind::unique);
  BOOST_CHECK(kind_of([&] {
                database->write([](Tx& tx) { tx.exec("insert into thing (id, parent) values (5, 77)"); });
              }) == Kind::foreign_key);
  BOOST_CHECK(kind_of([&] { database->read([](Reader& r) { r.query("select nothing"); }); }) == Kind::other);
  BOOST_CHECK(kind_of([&] { database->read([](Reader& r) { r.query("delete from thing"); }); }) ==
              Kind::read_only);
  BOOST_CHECK(kind_of([&] {
                database->write([&](Tx&) { database->write([](Tx& tx) { insert(tx, 3); }); });
              }) == Kind::other);
  BOOST_TEST(count() == 1);
}

BOOST_AUTO_TEST_CASE(a_reader_sees_one_state_while_others_write) {
  database->read([&](Reader& r) {
    const auto now = [&] { return r.first("select count(*) from thing")->integer(0); };
    BOOST_TEST(now() == 0);
    database->write([](Tx& tx) { insert(tx, 1); });
    BOOST_TEST(now() == 0);
  });
  BOOST_TEST(count() == 1);
}

BOOST_AUTO_TEST_CASE(a_transaction_is_seen_as_open_only_on_its_thread_and_only_inside) {
  BOOST_TEST(!database->in_transaction());
  database->write([&](Tx&) {
    BOOST_TEST(database->in_transaction());
    std::thread([&] { BOOST_TEST(!database->in_transaction()); }).join();
  });
  database->read([&](Reader&) { BOOST_TEST(database->in_transaction()); });
  BOOST_CHECK_THROW(database->write([](Tx&) { throw std::runtime_error("x"); }), std::runtime_error);
  BOOST_TEST(!database->in_transaction());
}

BOOST_AUTO_TEST_CASE(sixteen_threads_write_and_read_and_each_failing_work_takes_only_itself_away) {
  constexpr int threads = 16, each = 60;
  std::atomic<int> failed = 0, torn = 0;
  std::latch start(threads);
  {
    std::vector<std::jthread> all;
    for (int t = 0; t < threads; ++t) {
      all.emplace_back([&, t] {
        start.arrive_and_wait();
        for (int i = 0; i < each; ++i) {
          try {
            database->write([&](Tx& tx) {
              insert(tx, t * 1000 + i * 2);
              if (i % 3 == 0) throw std::invalid_argument("not this one");
              if (i % 3 == 1) tx.exec("insert into thing (id, parent) values ($1, 1)", {std::int64_t{-1}});
              insert(tx, t * 1000 + i * 2 + 1);
            });
          } catch (const std::invalid_argument&) {
            ++failed;
          } catch (const StoreFailure& failure) {
            if (failure.kind() == StoreFailure::Kind::foreign_key) ++failed;
          }
          if (count() % 2 != 0) ++torn;
        }
      });
    }
  }
  BOOST_TEST(failed == threads * each * 2 / 3);
  BOOST_TEST(torn == 0);
  BOOST_TEST(count() == threads * each * 2 / 3);
}

BOOST_AUTO_TEST_CASE(works_that_wait_while_another_commits_go_in_one_transaction) {
  // The first work holds the store until the others wait; they then see each other's rows before any commit.
  std::latch inside(1), queued(8);
  std::atomic<bool> leave = false;
  std::jthread first([&] {
    database->write([&](Tx& tx) {
      insert(tx, 100);
      inside.count_down();
      while (!leave) std::this_thread::yield();
    });
  });
  inside.wait();
  std::atomic<int> uncommitted_seen = 0;
  {
    std::vector<std::jthread> others;
    for (int i = 0; i < 8; ++i) {
      others.emplace_back([&, i] {
        queued.count_down();
        database->write([&](Tx& tx) {
          const auto here = tx.first("select count(*) from thing")->integer(0);
          if (here > count()) ++uncommitted_seen;
          insert(tx, i);
        });
      });
    }
    queued.wait();
    for (int i = 0; i < 1000; ++i) std::this_thread::yield();
    leave = true;
  }
  first.join();
  BOOST_TEST(count() == 9);
  BOOST_TEST(uncommitted_seen > 0);
}

BOOST_AUTO_TEST_CASE(has_table_knows_what_is_there) {
  BOOST_TEST(database->has_table("thing"));
  BOOST_TEST(!database->has_table("nothing"));
}

BOOST_AUTO_TEST_CASE(two_stores_in_memory_are_two) {
  const auto other = open_database("sqlite::memory:");
  BOOST_TEST(!other->has_table("thing"));
}

BOOST_AUTO_TEST_SUITE_END()
