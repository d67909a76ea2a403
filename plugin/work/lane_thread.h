// A thread with a small stack: there are many lanes, most of them waiting for a stranger's server.
#pragma once
#include <functional>

namespace earshot::work {

class LaneThread {
 public:
  // Throws std::system_error if the machine has no thread to give. `run` must not throw.
  explicit LaneThread(std::function<void()> run);
  ~LaneThread();  // waits for the end of `run`
  LaneThread(const LaneThread&) = delete;
  LaneThread& operator=(const LaneThread&) = delete;

 private:
  std::function<void()> run_;
  unsigned long thread_ = 0;
};

}  // namespace earshot::work
