#include "work/lane_thread.h"

#include <pthread.h>

#include <system_error>
#include <type_traits>

namespace earshot::work {

namespace {

// Enough for libxml2's deepest allowed nesting and SQLite; a sixteenth of what threads get otherwise.
constexpr std::size_t stack_bytes = 512 * 1024;

extern "C" void* run_lane(void* run) {
  (*static_cast<std::function<void()>*>(run))();
  return nullptr;
}

}  // namespace

LaneThread::LaneThread(std::function<void()> run) : run_(std::move(run)) {
  static_assert(std::is_same_v<pthread_t, unsigned long>);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  const int error = pthread_create(&thread_, &attributes, run_lane, &run_);
  pthread_attr_destroy(&attributes);
  if (error != 0) throw std::system_error(error, std::generic_category(), "starting a thread of the queue");
}

LaneThread::~LaneThread() {
  pthread_join(thread_, nullptr);
}

}  // namespace earshot::work
