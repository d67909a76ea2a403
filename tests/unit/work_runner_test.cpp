#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "doubles/memory_books.h"
#include "store/job_store.h"
#include "work/runner.h"

using namespace earshot;
using namespace std::chrono_literals;
using model::Again;
using model::Done;
using model::Job;
using model::JobKind;
using model::JobOutcome;

namespace {

// Waits until something is so, at most 20 seconds; true if it became so.
class Signal {
 public:
  void change(const std::function<void()>& act) {
    const std::lock_guard lock(mutex_);
    act();
    changed_.notify_all();
  }
  bool wait(const std::function<bool()>& so) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 20s, so);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

struct Queue : doubles::MemoryBooks {
  void add(JobKind kind, model::RowId subject, Duration in = {}) {
    database->write([&](db::Tx& tx) { store::add_job(tx, books(), kind, subject, clock.now() + in); });
  }
  std::vector<store::QueueLine> left() {
    return database->read([](db::Reader& r) { return store::list_jobs(r, 1000); });
  }
  bool comes_true(const std::function<bool()>& so) {
    for (const auto end = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < end;) {
      if (so()) return true;
      std::this_thread::sleep_for(1ms);
    }
    return false;
  }
  work::Runner runner(work::JobTable table, std::vector<work::Group> groups = work::default_groups()) {
    return {*database, mint, clock, std::move(table), std::move(groups)};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(work_runner, Queue)

BOOST_AUTO_TEST_CASE(run_once_works_what_is_due_and_what_comes_of_it_and_leaves_the_rest) {
  std::vector<model::RowId> verified, scanned;
  auto once = runner({{JobKind::verify,
                       [&](const Job& job) -> JobOutcome {
                         BOOST_TEST(!database->in_transaction());
                         verified.push_back(job.subject);
                         add(JobKind::scan_linkback, job.subject);
                         return Done{};
                       }},
                      {JobKind::scan_linkback, [&](const Job& job) -> JobOutcome {
                         scanned.push_back(job.subject);
                         return Done{};
                       }}});
  add(JobKind::verify, 1, -2s);
  add(JobKind::verify, 2, -1s);
  add(JobKind::verify, 3, 1s);
  add(JobKind::deliver, 4);  // no function for it in this program
  BOOST_TEST(once.run_once() == 4);
  BOOST_TEST(verified == (std::vector<model::RowId>{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(scanned == (std::vector<model::RowId>{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(left().size() == 2u);
  BOOST_TEST(once.run_once() == 0);
}

BOOST_AUTO_TEST_CASE(run_once_can_work_several_beside_each_other) {
  Signal signal;
  int inside = 0;
  auto once = runner({{JobKind::verify, [&](const Job&) -> JobOutcome {
                         signal.change([&] { ++inside; });
                         // Ends only if the others are here at the same time.
                         if (!signal.wait([&] { return inside >= 4; })) throw std::runtime_error("alone");
                         return Done{};
                       }}});
  for (int i = 0; i < 4; ++i) add(JobKind::verify, i);
  BOOST_TEST(once.run_once(4) == 4);
  BOOST_TEST(left().empty());
}

BOOST_AUTO_TEST_CASE(a_job_that_wants_to_run_again_is_put_back_with_its_reason) {
  int runs = 0;
  auto once = runner({{JobKind::verify, [&](const Job& job) -> JobOutcome {
                         ++runs;
                         BOOST_TEST(job.tries == runs);
                         if (runs < 3) return Again{clock.now() + 1h, "no answer"};
                         return Done{};
                       }}});
  add(JobKind::verify, 1);
  BOOST_TEST(once.run_once() == 1);
  BOOST_CHECK(left().at(0).due == clock.now() + 1h);
  BOOST_TEST(left().at(0).last_error == "no answer");
  clock.wind(1h);
  once.run_once();
  clock.wind(1h);
  once.run_once();
  BOOST_TEST(runs == 3);
  BOOST_TEST(left().empty());
}

BOOST_AUTO_TEST_CASE(a_job_that_wants_to_run_again_at_once_does_not_keep_run_once_from_ending) {
  int runs = 0;
  auto once = runner({{JobKind::verify, [&](const Job&) -> JobOutcome {
                         ++runs;
                         return Again{clock.now(), "greedy"};
                       }}});
  add(JobKind::verify, 1);
  BOOST_TEST(once.run_once() == 1);
  BOOST_TEST(runs == 1);
  BOOST_CHECK(left().at(0).due > clock.now());
}

BOOST_AUTO_TEST_CASE(an_exception_puts_the_job_back_for_later_and_later) {
  auto once =
      runner({{JobKind::verify, [](const Job&) -> JobOutcome { throw std::runtime_error("broke"); }}});
  add(JobKind::verify, 1);
  once.run_once();
  auto line = left().at(0);
  BOOST_TEST(line.last_error == "broke");
  BOOST_CHECK(line.due >= clock.now() + 1min);
  BOOST_CHECK(line.due <= clock.now() + 75s);
  clock.set(line.due);
  once.run_once();
  BOOST_CHECK(left().at(0).due >= clock.now() + 5min);
}

BOOST_AUTO_TEST_CASE(back_off_grows_to_a_day_and_scatters) {
  BOOST_CHECK(work::back_off(1) >= 1min && work::back_off(1) < 75s);
  BOOST_CHECK(work::back_off(3) >= 15min && work::back_off(3) < 19min);
  BOOST_CHECK(work::back_off(7) >= 24h && work::back_off(7) < 30h);
  BOOST_CHECK(work::back_off(1000) < 30h);
  BOOST_CHECK(work::back_off(0) >= 1min);
  BOOST_CHECK(work::back_off(5) != work::back_off(5) || work::back_off(5) != work::back_off(5));
}

BOOST_AUTO_TEST_CASE(every_kind_belongs_to_exactly_one_group_and_verify_to_none_with_deliver) {
  std::map<JobKind, std::string> seen;
  for (const auto& group : work::default_groups()) {
    for (const auto kind : group.kinds) BOOST_TEST(seen.emplace(kind, group.name).second);
  }
  BOOST_TEST(seen.size() == model::Words<JobKind>::table.size());
  BOOST_TEST(seen.at(JobKind::verify) != seen.at(JobKind::deliver));
}

BOOST_AUTO_TEST_CASE(lanes_work_everything_once_and_wake_at_once) {
  constexpr int jobs = 300;
  Signal signal;
  std::map<model::RowId, int> runs;
  auto lanes = runner({{JobKind::verify,
                        [&](const Job& job) -> JobOutcome {
                          add(JobKind::scan_linkback, job.subject);
                          return Done{};
                        }},
                       {JobKind::scan_linkback, [&](const Job& job) -> JobOutcome {
                          signal.change([&] { ++runs[job.subject]; });
                          return Done{};
                        }}});
  lanes.start();
  for (int i = 0; i < jobs; ++i) {
    add(JobKind::verify, i);
    lanes.wake();
  }
  BOOST_TEST(signal.wait([&] { return runs.size() == jobs; }));
  BOOST_TEST(comes_true([&] { return left().empty(); }));
  lanes.stop();
  for (const auto& [subject, times] : runs) BOOST_TEST(times == 1);
}

BOOST_AUTO_TEST_CASE(jobs_that_another_process_adds_are_seen_without_waking) {
  Signal signal;
  bool ran = false;
  auto lanes = runner({{JobKind::poll, [&](const Job&) -> JobOutcome {
                          signal.change([&] { ran = true; });
                          return Done{};
                        }}});
  lanes.start();
  add(JobKind::poll, 0);
  BOOST_TEST(signal.wait([&] { return ran; }));
}

BOOST_AUTO_TEST_CASE(verify_jobs_that_hang_do_not_hold_up_mail) {
  Signal signal;
  bool leave = false, delivered = false;
  int hanging = 0;
  auto lanes = runner({{JobKind::verify,
                        [&](const Job&) -> JobOutcome {
                          signal.change([&] { ++hanging; });
                          signal.wait([&] { return leave; });
                          return Done{};
                        }},
                       {JobKind::deliver,
                        [&](const Job&) -> JobOutcome {
                          signal.change([&] { delivered = true; });
                          return Done{};
                        }}},
                      {{.name = "verify", .kinds = {JobKind::verify}, .lanes = 2},
                       {.name = "deliver", .kinds = {JobKind::deliver}, .lanes = 1}});
  for (int i = 0; i < 5; ++i) add(JobKind::verify, i);
  lanes.start();
  BOOST_TEST(signal.wait([&] { return hanging == 2; }));
  add(JobKind::deliver, 1);
  lanes.wake();
  BOOST_TEST(signal.wait([&] { return delivered; }));
  signal.change([&] { leave = true; });
}

BOOST_AUTO_TEST_CASE(lanes_that_slow_strangers_hold_are_replaced_up_to_a_limit_and_go_again) {
  Signal signal;
  bool leave = false;
  int hanging = 0, most = 0, done = 0;
  const auto hang = [&](const Job&) -> JobOutcome {
    signal.change([&] { most = std::max(most, ++hanging); });
    signal.wait([&] { return leave; });
    signal.change([&] {
      --hanging;
      ++done;
    });
    return Done{};
  };
  auto lanes = runner({{JobKind::verify, hang}},
                      {{.name = "verify", .kinds = {JobKind::verify}, .lanes = 2, .slow_lanes = 3}});
  for (int i = 0; i < 9; ++i) add(JobKind::verify, i);
  lanes.start();
  BOOST_TEST(signal.wait([&] { return hanging == 5; }));
  std::this_thread::sleep_for(1200ms);  // twice as long as it takes for a lane to count as slow
  signal.change([&] {
    BOOST_TEST(hanging == 5);
    leave = true;
  });
  BOOST_TEST(signal.wait([&] { return done == 9; }));
  BOOST_TEST(most == 5);
  signal.change([&] { leave = false; });
  for (int i = 10; i < 15; ++i) add(JobKind::verify, i);
  lanes.wake();
  BOOST_TEST(signal.wait([&] { return hanging == 5; }));
  signal.change([&] { leave = true; });
  lanes.stop();
  BOOST_TEST(hanging == 0);
}

BOOST_AUTO_TEST_CASE(stop_lets_running_jobs_finish_and_gives_back_what_was_not_begun) {
  Signal signal;
  bool inside = false, leave = false;
  std::atomic<int> finished = 0;
  auto lanes = runner({{JobKind::scan_post,
                        [&](const Job&) -> JobOutcome {
                          signal.change([&] { inside = true; });
                          signal.wait([&] { return leave; });
                          ++finished;
                          return Done{};
                        }}},
                      {{.name = "local", .kinds = {JobKind::scan_post}, .lanes = 1, .batch = 5}});
  for (int i = 0; i < 5; ++i) add(JobKind::scan_post, i, Duration(i - 5));
  lanes.start();
  BOOST_TEST(signal.wait([&] { return inside; }));
  for (const auto& line : left()) BOOST_TEST(line.running);
  std::jthread stopping([&] { lanes.stop(); });
  // The job ends only after stop() was begun, or nearly so; whether another one is begun must not depend on
  // that.
  std::this_thread::sleep_for(300ms);
  signal.change([&] { leave = true; });
  stopping.join();
  BOOST_TEST(finished == 1);
  const auto rest = left();
  BOOST_TEST(rest.size() == 4u);
  for (const auto& line : rest) {
    BOOST_TEST(!line.running);
    BOOST_TEST(line.job.tries == 0);
    BOOST_CHECK(line.due < clock.now());
  }
  lanes.stop();
}

BOOST_AUTO_TEST_CASE(a_job_longer_than_its_lease_keeps_it_and_runs_once) {
  Signal signal;
  bool inside = false, leave = false;
  std::atomic<int> runs = 0;
  auto lanes = runner({{JobKind::sweep,
                        [&](const Job&) -> JobOutcome {
                          ++runs;
                          signal.change([&] { inside = true; });
                          signal.wait([&] { return leave; });
                          return Done{};
                        }}},
                      {{.name = "watch", .kinds = {JobKind::sweep}, .lanes = 2, .lease = 150ms}});
  add(JobKind::sweep, 0);
  lanes.start();
  BOOST_TEST(signal.wait([&] { return inside; }));
  const auto lease = [&] {
    return from_micros(
        database->read([](db::Reader& r) { return r.first("select lease_until from job")->integer(0); }));
  };
  for (int i = 0; i < 5; ++i) {
    clock.wind(100ms);
    lanes.wake();
    BOOST_TEST(comes_true([&] { return lease() == clock.now() + 150ms; }));
  }
  signal.change([&] { leave = true; });
  BOOST_TEST(comes_true([&] { return left().empty(); }));
  BOOST_TEST(runs == 1);
}

BOOST_AUTO_TEST_CASE(an_outcome_that_cannot_be_stored_now_is_stored_later_and_the_job_runs_once) {
  std::atomic<int> runs = 0;
  auto lanes = runner(
      {{JobKind::deliver, [&](const Job&) -> JobOutcome {
          database->write([](db::Tx& tx) {
            tx.exec("create trigger full before delete on job begin select raise(abort, 'no space'); end");
          });
          ++runs;
          return Done{};
        }}});
  add(JobKind::deliver, 7);
  lanes.start();
  BOOST_TEST(comes_true([&] { return runs == 1; }));
  BOOST_TEST(left().size() == 1u);
  database->write([](db::Tx& tx) { tx.exec("drop trigger full"); });
  BOOST_TEST(comes_true([&] { return left().empty(); }));
  BOOST_TEST(runs == 1);
}

BOOST_AUTO_TEST_CASE(a_worker_that_cannot_store_an_outcome_ends_all_the_same) {
  std::atomic<int> runs = 0;
  auto lanes = runner(
      {{JobKind::deliver, [&](const Job&) -> JobOutcome {
          database->write([](db::Tx& tx) {
            tx.exec("create trigger full before delete on job begin select raise(abort, 'no space'); end");
          });
          ++runs;
          return Done{};
        }}});
  add(JobKind::deliver, 7);
  lanes.start();
  BOOST_TEST(comes_true([&] { return runs == 1; }));
  lanes.stop();
  BOOST_TEST(left().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_cause_that_comes_while_a_job_runs_has_it_run_again) {
  std::atomic<int> runs = 0;
  auto once = runner({{JobKind::poll, [&](const Job&) -> JobOutcome {
                         if (++runs == 1) add(JobKind::poll, 0);
                         return Done{};
                       }}});
  add(JobKind::poll, 0);
  BOOST_TEST(once.run_once() == 2);
  BOOST_TEST(left().empty());
}

BOOST_AUTO_TEST_SUITE_END()
