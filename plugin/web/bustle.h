// Do visitors keep us busy? Counted a tenth of a second at a time, so that the queue can step back for them,
// and who pings for who reads.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>

namespace earshot::web {

// Thread-safe; a lost count between two windows does not matter.
class Bustle {
 public:
  void note() {
    const auto now = window();
    if (window_.exchange(now, std::memory_order_relaxed) != now) {
      before_.store(count_.exchange(0, std::memory_order_relaxed), std::memory_order_relaxed);
    }
    count_.fetch_add(1, std::memory_order_relaxed);
  }
  void note_reader() { reader_.store(window(), std::memory_order_relaxed); }
  // Somebody read something within the last two tenths of a second.
  bool readers_about() const { return window() - reader_.load(std::memory_order_relaxed) <= 2; }
  bool high() const {
    const auto age = window() - window_.load(std::memory_order_relaxed);
    const auto now = count_.load(std::memory_order_relaxed), before = before_.load(std::memory_order_relaxed);
    return (age <= 1 && now >= many) || (age == 0 && before >= many);
  }

 private:
  static constexpr std::int64_t many = 20;
  static std::int64_t window() {
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::milliseconds(100);
  }
  std::atomic<std::int64_t> window_{0}, count_{0}, before_{0}, reader_{-10};
};

}  // namespace earshot::web
