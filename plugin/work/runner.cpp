#include "work/runner.h"

#include <algorithm>
#include <cassert>
#include <deque>
#include <exception>

#include "base/log.h"
#include "net/fetcher.h"
#include "work/group_lanes.h"

namespace earshot::work {

namespace {

// A job that wants to run again at once would keep run_once() from ending, and a lane from doing anything
// else.
constexpr std::chrono::seconds least_wait{1};
constexpr Duration store_pause = std::chrono::seconds(5);

std::vector<Group> only_known(std::vector<Group> groups, const JobTable& table) {
  for (auto& group : groups) {
    std::erase_if(group.kinds, [&](model::JobKind kind) { return !table.contains(kind); });
  }
  std::erase_if(groups, [](const Group& group) { return group.kinds.empty(); });
  return groups;
}

Duration lease_of(const std::vector<Group>& groups, model::JobKind kind) {
  for (const auto& group : groups) {
    if (std::ranges::find(group.kinds, kind) != group.kinds.end()) return group.lease;
  }
  return {};
}

// Shows a job to the lease keeper for as long as it runs.
class RunningHere {
 public:
  RunningHere(std::mutex& mutex, std::list<model::Job>& running, const model::Job& job)
      : mutex_(mutex), running_(running) {
    const std::lock_guard lock(mutex_);
    running_.push_front(job);
    self_ = running_.begin();
  }
  ~RunningHere() {
    const std::lock_guard lock(mutex_);
    running_.erase(self_);
  }
  RunningHere(const RunningHere&) = delete;
  RunningHere& operator=(const RunningHere&) = delete;

 private:
  std::mutex& mutex_;
  std::list<model::Job>& running_;
  std::list<model::Job>::iterator self_;
};

model::JobOutcome outcome_of(const JobFunction& function, const model::Job& job, const Clock& clock) {
  try {
    return function(job);
  } catch (const net::Stopping& stopping) {
    return model::Again{clock.now(), stopping.what()};
  } catch (const std::exception& failure) {
    // A full disk and a locked store pass sooner than what is wrong with a job.
    const bool by_store = dynamic_cast<const db::StoreFailure*>(&failure) != nullptr;
    const Time due = clock.now() + (by_store ? std::min(store_pause * job.tries, back_off(job.tries))
                                             : back_off(job.tries));
    log::warning("work", "job failed",
                 {{"job", job.id},
                  {"kind", model::word(job.kind)},
                  {"subject", job.subject},
                  {"tries", std::int64_t{job.tries}},
                  {"again", iso8601(due)},
                  {"why", failure.what()}});
    return model::Again{due, failure.what()};
  }
}

}  // namespace

Runner::Runner(db::Database& database, model::IdMint& mint, const Clock& clock, JobTable table,
               std::vector<Group> groups, std::function<bool()> busy)
    : database_(database),
      mint_(mint),
      clock_(clock),
      table_(std::move(table)),
      groups_(only_known(std::move(groups), table_)),
      busy_(std::move(busy)) {}

Runner::~Runner() {
  stop();
}

void Runner::start() {
  assert(lanes_.empty());
  for (const auto& group : groups_) lanes_.push_back(std::make_unique<GroupLanes>(*this, group));
  for (const auto& lanes : lanes_) lanes->start();
  keep_leases();
}

void Runner::stop() {
  for (const auto& lanes : lanes_) lanes->begin_stop();
  std::deque<model::Job> unbegun;
  for (const auto& lanes : lanes_) {
    const auto left = lanes->finish_stop();
    unbegun.insert(unbegun.end(), left.begin(), left.end());
  }
  end_keeper();
  if (unbegun.empty()) return;
  try {
    database_.write([&](auto& tx) {
      for (const auto& job : unbegun) store::release_job(tx, job);
    });
  } catch (const std::exception& failure) {
    log::warning("work", "claimed jobs not given back, they wait for the end of their lease",
                 {{"why", failure.what()}});
  }
}

void Runner::wake() {
  for (const auto& lanes : lanes_) lanes->wake();
}

std::vector<model::Job> Runner::claim(const Group& group, int limit) {
  const Time now = clock_.now();
  return database_.write(
      [&](auto& tx) { return store::claim_jobs(tx, group.kinds, now, group.lease, limit); });
}

void Runner::work(const model::Job& job, const std::function<bool()>& pause) {
  assert(!database_.in_transaction());
  const RunningHere mark(mutex_, running_, job);
  const auto outcome = outcome_of(table_.at(job.kind), job, clock_);
  assert(!database_.in_transaction());
  for (bool stored = false; !stored;) {
    try {
      store_outcome(job, outcome);
      stored = true;
    } catch (const db::StoreFailure&) {
      if (!pause()) throw;
    }
  }
}

void Runner::store_outcome(const model::Job& job, const model::JobOutcome& outcome) {
  const Time now = clock_.now();
  database_.write([&](auto& tx) {
    if (const auto* again = std::get_if<model::Again>(&outcome)) {
      store::put_back_job(tx, job, std::max(again->due, now + least_wait), again->why);
    } else {
      store::finish_job(tx, mint_, job, now);
    }
  });
}

void Runner::work_beside(const std::vector<model::Job>& jobs) {
  const auto no_second_try = [] { return false; };
  if (jobs.size() == 1) return work(jobs.front(), no_second_try);
  std::mutex failing;
  std::exception_ptr failed;
  {
    std::vector<std::unique_ptr<LaneThread>> threads;
    for (const auto& job : jobs) {
      threads.push_back(std::make_unique<LaneThread>([&, this] {
        try {
          work(job, no_second_try);
        } catch (const std::exception&) {
          const std::lock_guard lock(failing);
          failed = std::current_exception();
        }
      }));
    }
  }
  if (failed) std::rethrow_exception(failed);
}

int Runner::run_once(int at_once) {
  assert(lanes_.empty());
  struct KeptLeases {
    explicit KeptLeases(Runner& runner) : runner_(runner) { runner_.keep_leases(); }
    ~KeptLeases() { runner_.end_keeper(); }
    Runner& runner_;
  };
  const KeptLeases kept(*this);
  int worked = 0;
  for (bool found = true; found;) {
    found = false;
    for (const auto& group : groups_) {
      const auto jobs = claim(group, at_once);
      if (jobs.empty()) continue;
      found = true;
      worked += static_cast<int>(jobs.size());
      work_beside(jobs);
    }
  }
  return worked;
}

// Starts the thread that keeps our claims from running out under jobs that take long.
void Runner::keep_leases() {
  Duration pause = std::chrono::minutes(1);
  for (const auto& group : groups_) pause = std::min(pause, group.lease / 3);
  keeping_ = true;
  lease_keeper_ = std::make_unique<LaneThread>([this, pause] {
    std::unique_lock lock(mutex_);
    while (!keeper_ends_.wait_for(lock, pause, [&] { return !keeping_; })) {
      lock.unlock();
      extend_leases();
      lock.lock();
    }
  });
}

void Runner::end_keeper() {
  {
    const std::lock_guard lock(mutex_);
    keeping_ = false;
  }
  keeper_ends_.notify_all();
  lease_keeper_.reset();
}

void Runner::extend_leases() {
  std::vector<model::Job> held;
  {
    const std::lock_guard lock(mutex_);
    held.assign(running_.begin(), running_.end());
  }
  for (const auto& lanes : lanes_) {
    const auto claimed = lanes->claimed();
    held.insert(held.end(), claimed.begin(), claimed.end());
  }
  if (held.empty()) return;
  const Time now = clock_.now();
  try {
    database_.write([&](auto& tx) {
      for (const auto& job : held) store::extend_lease(tx, job, now + lease_of(groups_, job.kind));
    });
  } catch (const std::exception& failure) {
    log::warning("work", "leases not extended, jobs may run twice", {{"why", failure.what()}});
  }
}

}  // namespace earshot::work
