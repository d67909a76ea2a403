// Works the queue: claims under a lease, commits, runs, stores the outcome. Nothing is open in the store
// while it runs.
#pragma once
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "store/job_store.h"
#include "work/job_table.h"
#include "work/lane_thread.h"

namespace earshot::work {

class GroupLanes;

// The references must live longer than the Runner. `busy`, if given, is asked often and from any thread: do
// visitors keep the program busy right now? Then groups that step back do.
class Runner {
 public:
  Runner(db::Database& database, model::IdMint& mint, const Clock& clock, JobTable table,
         std::vector<Group> groups = default_groups(), std::function<bool()> busy = {});
  ~Runner();  // stops
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  void start();  // once
  // Claims nothing more, waits for the jobs that run, gives back those that were claimed and not begun.
  // Again: nothing.
  void stop();
  // Something was added: look now instead of within a second. Cheap, from any thread; call it after the
  // commit.
  void wake();
  // Without start(): works all that is due, and what becomes due by that, until nothing is. `at_once` jobs
  // beside each other. Returns how many were worked; throws StoreFailure when the queue cannot be read or
  // written.
  int run_once(int at_once = 1);

  // Runs a claimed job and stores its outcome. If that cannot be stored, asks `pause` whether to try once
  // more and keeps the claim meanwhile; throws StoreFailure when it says no.
  void work(const model::Job& job, const std::function<bool()>& pause);

 private:
  friend class GroupLanes;
  std::vector<model::Job> claim(const Group& group, int limit);
  void store_outcome(const model::Job& job, const model::JobOutcome& outcome);
  void work_beside(const std::vector<model::Job>& jobs);
  void keep_leases();
  void extend_leases();
  void end_keeper();

  db::Database& database_;
  model::IdMint& mint_;
  const Clock& clock_;
  const JobTable table_;
  const std::vector<Group> groups_;
  const std::function<bool()> busy_;

  std::vector<std::unique_ptr<GroupLanes>> lanes_;
  std::mutex mutex_;
  std::condition_variable keeper_ends_;
  bool keeping_ = false;
  std::list<model::Job> running_;
  std::unique_ptr<LaneThread> lease_keeper_;
};

}  // namespace earshot::work
