#include <boost/test/unit_test.hpp>

#include "doubles/memory_books.h"
#include "store/job_store.h"

using namespace earshot;
using namespace std::chrono_literals;
using model::Job;
using model::JobKind;

namespace {

struct Queue : doubles::MemoryBooks {
  using Kinds = std::vector<JobKind>;

  void add(JobKind kind, model::RowId subject, Time due) {
    database->write([&](db::Tx& tx) { store::add_job(tx, books(), kind, subject, due); });
  }
  std::vector<Job> claim(const Kinds& kinds = {JobKind::verify}, int limit = 10) {
    return database->write(
        [&](db::Tx& tx) { return store::claim_jobs(tx, kinds, clock.now(), 5min, limit); });
  }
  void finish(const Job& job) {
    database->write([&](db::Tx& tx) { store::finish_job(tx, mint, job, clock.now()); });
  }
  void put_back(const Job& job, Time due) {
    database->write([&](db::Tx& tx) { store::put_back_job(tx, job, due, "no answer"); });
  }
  std::vector<store::QueueLine> all() {
    return database->read([](db::Reader& r) { return store::list_jobs(r, 100); });
  }
  std::optional<Time> next(const Kinds& kinds = {JobKind::verify}) {
    return database->read([&](db::Reader& r) { return store::next_due(r, kinds); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(store_job, Queue)

BOOST_AUTO_TEST_CASE(a_job_is_claimed_when_it_is_due_and_not_a_microsecond_before) {
  add(JobKind::verify, 1, clock.now() + Duration(1));
  BOOST_TEST(claim().empty());
  clock.wind(Duration(1));
  const auto jobs = claim();
  BOOST_REQUIRE(jobs.size() == 1u);
  BOOST_TEST(jobs[0].subject == 1);
  BOOST_TEST(jobs[0].tries == 1);
  BOOST_CHECK(jobs[0].kind == JobKind::verify);
  BOOST_CHECK(jobs[0].site == site.id);
  BOOST_TEST(claim().empty());
}

BOOST_AUTO_TEST_CASE(jobs_come_oldest_first_of_the_kinds_asked_for_over_all_sites) {
  const auto other = add_site("second", "https://second.example/");
  add(JobKind::verify, 3, clock.now() - 3s);
  add(JobKind::deliver, 5, clock.now() - 5s);
  add(JobKind::scan_post, 9, clock.now() - 9s);
  database->write(
      [&](db::Tx& tx) { store::add_job(tx, books(other), JobKind::verify, 4, clock.now() - 4s); });
  const auto jobs = claim({JobKind::verify, JobKind::deliver}, 2);
  BOOST_REQUIRE(jobs.size() == 2u);
  BOOST_TEST(jobs[0].subject == 5);
  BOOST_TEST(jobs[1].subject == 4);
  BOOST_CHECK(jobs[1].site == other.id);
  BOOST_TEST(claim({JobKind::verify, JobKind::deliver}).size() == 1u);
  BOOST_TEST(claim({}).empty());
  BOOST_TEST(claim({JobKind::scan_post}, 0).empty());
}

BOOST_AUTO_TEST_CASE(a_finished_job_leaves) {
  add(JobKind::verify, 1, clock.now());
  finish(claim().at(0));
  BOOST_TEST(all().empty());
}

BOOST_AUTO_TEST_CASE(a_second_cause_brings_a_waiting_job_forward_and_never_puts_it_off) {
  add(JobKind::verify, 1, clock.now() + 10s);
  add(JobKind::verify, 1, clock.now() + 20s);
  BOOST_CHECK(all().at(0).due == clock.now() + 10s);
  add(JobKind::verify, 1, clock.now() + 5s);
  BOOST_REQUIRE(all().size() == 1u);
  BOOST_CHECK(all().at(0).due == clock.now() + 5s);
  add(JobKind::scan_post, 1, clock.now());
  add(JobKind::verify, 2, clock.now());
  BOOST_TEST(all().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_cause_that_comes_while_the_job_runs_has_it_run_again) {
  add(JobKind::verify, 1, clock.now());
  const auto first = claim().at(0);
  add(JobKind::verify, 1, clock.now() + 7s);
  add(JobKind::verify, 1, clock.now() + 3s);
  add(JobKind::verify, 1, clock.now() + 9s);
  BOOST_TEST(claim().empty());
  finish(first);
  BOOST_REQUIRE(all().size() == 1u);
  BOOST_CHECK(all()[0].due == clock.now() + 3s);
  BOOST_TEST(!all()[0].running);
  clock.wind(3s);
  const auto second = claim().at(0);
  BOOST_TEST(second.tries == 1);
  finish(first);  // too late, and it counts one try as well
  BOOST_TEST(all().size() == 1u);
  finish(second);
  BOOST_TEST(all().empty());
}

BOOST_AUTO_TEST_CASE(a_cause_from_long_ago_does_not_jump_the_queue) {
  add(JobKind::verify, 1, clock.now());
  const auto job = claim().at(0);
  add(JobKind::verify, 1, clock.now());
  clock.wind(1min);
  finish(job);
  BOOST_CHECK(all().at(0).due == clock.now());
}

BOOST_AUTO_TEST_CASE(a_job_put_back_waits_until_its_new_time_and_counts_its_tries) {
  add(JobKind::verify, 1, clock.now());
  put_back(claim().at(0), clock.now() + 1min);
  BOOST_TEST(claim().empty());
  BOOST_TEST(all().at(0).last_error == "no answer");
  BOOST_TEST(all().at(0).job.tries == 1);
  clock.wind(1min);
  const auto job = claim().at(0);
  BOOST_TEST(job.tries == 2);
  add(JobKind::verify, 1, clock.now() + 2s);  // a new cause while it ran
  put_back(job, clock.now() + 5min);
  BOOST_CHECK(all().at(0).due == clock.now() + 2s);
  clock.wind(2s);
  finish(claim().at(0));
  BOOST_TEST(all().empty());
}

BOOST_AUTO_TEST_CASE(a_job_whose_lease_ran_out_is_claimed_again_and_its_first_owner_changes_nothing_more) {
  add(JobKind::verify, 1, clock.now());
  const auto lost = claim().at(0);
  clock.wind(5min - Duration(1));
  BOOST_TEST(claim().empty());
  clock.wind(Duration(1));
  const auto ours = claim().at(0);
  BOOST_TEST(ours.tries == 2);
  finish(lost);
  put_back(lost, clock.now());
  database->write([&](db::Tx& tx) {
    store::release_job(tx, lost);
    BOOST_TEST(!store::extend_lease(tx, lost, clock.now() + 1h));
  });
  BOOST_REQUIRE(all().size() == 1u);
  BOOST_TEST(all()[0].running);
  finish(ours);
  BOOST_TEST(all().empty());
}

BOOST_AUTO_TEST_CASE(an_extended_lease_keeps_the_job) {
  add(JobKind::verify, 1, clock.now());
  const auto job = claim().at(0);
  clock.wind(4min);
  database->write([&](db::Tx& tx) { BOOST_TEST(store::extend_lease(tx, job, clock.now() + 5min)); });
  clock.wind(4min);
  BOOST_TEST(claim().empty());
  clock.wind(1min);
  BOOST_TEST(claim().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_released_job_is_as_if_never_claimed) {
  const Time due = clock.now();
  add(JobKind::verify, 1, due);
  clock.wind(3s);
  const auto job = claim().at(0);
  database->write([&](db::Tx& tx) { store::release_job(tx, job); });
  BOOST_CHECK(all().at(0).due == due);
  BOOST_TEST(claim().at(0).tries == 1);
}

BOOST_AUTO_TEST_CASE(next_due_is_the_earliest_of_waiting_jobs_and_ending_leases) {
  BOOST_TEST(!next().has_value());
  BOOST_TEST(!next({}).has_value());
  add(JobKind::verify, 1, clock.now());
  claim();
  BOOST_CHECK(next() == clock.now() + 5min);
  add(JobKind::verify, 2, clock.now() + 6min);
  BOOST_CHECK(next() == clock.now() + 5min);
  add(JobKind::deliver, 3, clock.now() + 1min);
  BOOST_CHECK(next() == clock.now() + 5min);
  BOOST_CHECK(next({JobKind::verify, JobKind::deliver}) == clock.now() + 1min);
}

BOOST_AUTO_TEST_CASE(kinds_of_a_newer_program_stay_untouched) {
  add(JobKind::verify, 1, clock.now());
  database->write([](db::Tx& tx) { tx.exec("update job set kind = 'dance'"); });
  std::vector<JobKind> every;
  for (const auto& [kind, word] : model::Words<JobKind>::table) every.push_back(kind);
  BOOST_TEST(claim(every).empty());
  BOOST_TEST(!next(every).has_value());
  BOOST_TEST(all().empty());
}

BOOST_AUTO_TEST_CASE(a_number_that_another_process_took_does_not_lose_the_job) {
  const auto taken = mint.next(clock.now());
  database->write([&](db::Tx& tx) {
    for (std::int64_t i = 1; i <= 3; ++i) {
      tx.exec(
          "insert into job (site_id, id, kind, subject, state, due_at, lease_until, again_at, tries, "
          "last_error)"
          " values ($1, $2, 'poll', $2, 'ready', 0, 0, null, 0, '')",
          {model::number(site.id), taken + i});
    }
  });
  add(JobKind::verify, 1, clock.now());
  BOOST_TEST(all().size() == 4u);
  BOOST_TEST(claim().size() == 1u);
}

BOOST_AUTO_TEST_CASE(claiming_reads_no_more_of_a_backlog_than_it_claims) {
  const std::vector<JobKind> kinds{JobKind::verify, JobKind::deliver};
  database->write([&](db::Tx& tx) {
    for (int i = 0; i < 3000; ++i) store::add_job(tx, books(), JobKind::verify, i, clock.now());
    tx.exec("analyze");
  });
  // Walked rows show as time; a plan that sorts or scans the table shows here.
  database->read([&](db::Reader& r) {
    for (const auto& row :
         r.query("explain query plan select site_id, id, due_at from job where state = 'ready'"
                 " and kind = 'verify' and due_at <= 1 order by due_at, id limit 5")) {
      BOOST_TEST(row.text(3).find("TEMP B-TREE") == std::string::npos);
      BOOST_TEST(row.text(3).find("job_due") != std::string::npos);
    }
  });
  BOOST_TEST(claim(kinds, 5).size() == 5u);
}

BOOST_AUTO_TEST_CASE(what_a_killed_worker_had_begun_is_due_at_once) {
  add(JobKind::verify, 1, clock.now() - 2s);
  add(JobKind::verify, 2, clock.now() + 1h);
  const auto before = claim();
  BOOST_REQUIRE(before.size() == 1u);
  BOOST_TEST(claim().empty());
  BOOST_TEST(database->write([](db::Tx& tx) { return store::take_over_jobs(tx); }) == 1);
  const auto again = claim();
  BOOST_REQUIRE(again.size() == 1u);
  BOOST_TEST(again[0].subject == 1);
  BOOST_TEST(again[0].tries == 2);
  finish(before[0]);  // the killed one's claim means nothing any more
  BOOST_TEST(all().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_job_begun_four_times_waits_for_its_lease_it_may_be_what_kills_the_worker) {
  add(JobKind::verify, 1, clock.now());
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(claim().size() == 1u);
    BOOST_TEST(database->write([](db::Tx& tx) { return store::take_over_jobs(tx); }) == 1);
  }
  BOOST_TEST(claim().size() == 1u);
  BOOST_TEST(database->write([](db::Tx& tx) { return store::take_over_jobs(tx); }) == 0);
  BOOST_TEST(claim().empty());
  clock.wind(5min);
  BOOST_TEST(claim().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_retry_brings_forward_what_failed_at_this_site_and_nothing_else) {
  const auto other = add_site("second", "https://second.example/");
  add(JobKind::verify, 1, clock.now());
  add(JobKind::deliver, 2, clock.now() + 1h);  // waits, but has not failed
  database->write([&](db::Tx& tx) { store::add_job(tx, books(other), JobKind::verify, 3, clock.now()); });
  for (const auto& job : claim()) put_back(job, clock.now() + 1h);
  BOOST_TEST(claim({JobKind::verify, JobKind::deliver}).empty());
  BOOST_TEST(database->write([&](db::Tx& tx) { return store::retry_jobs(tx, books()); }) == 1);
  const auto jobs = claim({JobKind::verify, JobKind::deliver});
  BOOST_REQUIRE(jobs.size() == 1u);
  BOOST_TEST(jobs[0].subject == 1);
}

BOOST_AUTO_TEST_SUITE_END()
