// The threads of one group of kinds. One idle lane at a time watches the queue; the others sleep until it
// found work. Where a group has slow lanes, a lane whose job takes long is replaced by another for that time.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "work/lane_thread.h"
#include "work/runner.h"

namespace earshot::work {

class GroupLanes {
 public:
  GroupLanes(Runner& runner, const Group& group);

  void start();
  void wake();
  void begin_stop();
  // After begin_stop(): waits for the lanes; returns the jobs that were claimed and not begun.
  std::deque<model::Job> finish_stop();
  // Claimed and not yet begun.
  std::vector<model::Job> claimed();
  const Group& group() const { return group_; }

 private:
  struct Lane {
    std::unique_ptr<LaneThread> thread;
    bool ended = false;
  };
  struct Running {
    std::chrono::steady_clock::time_point begun;
    bool slow = false;
  };

  void add_lane();
  void run_lane(Lane& self);
  bool is_one_too_many() const;
  void relieve();
  void replace_slow();
  void watch(std::unique_lock<std::mutex>& lock);
  void look(std::unique_lock<std::mutex>& lock);
  void work_next(std::unique_lock<std::mutex>& lock);
  bool pause_before_storing_again();

  Runner& runner_;
  const Group& group_;
  std::mutex mutex_;
  std::condition_variable work_, look_again_, stop_;
  std::deque<model::Job> ready_;
  std::chrono::steady_clock::time_point next_look_, not_before_;
  std::list<Running> running_;  // the longest first
  int idle_ = 0, slow_ = 0, alive_ = 0;
  int quick_,
      lately_slow_ = 0;  // lanes wanted for jobs that are not slow; jobs that became it since `counted_`
  std::chrono::steady_clock::time_point counted_;
  bool watched_ = false, woken_ = true, stopping_ = false, store_failed_ = false;
  std::list<Lane> lanes_;  // last: gone before what they use
  std::unique_ptr<LaneThread> relief_;
};

}  // namespace earshot::work
