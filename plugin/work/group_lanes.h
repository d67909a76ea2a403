// The threads of one group of kinds. One idle lane at a time watches the queue; the others sleep until it
// found work.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
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
  void run_lane();
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
  int idle_ = 0, running_ = 0;
  bool watched_ = false, woken_ = true, stopping_ = false, store_failed_ = false;
  std::vector<std::unique_ptr<LaneThread>> threads_;  // last: gone before what they use
};

}  // namespace earshot::work
