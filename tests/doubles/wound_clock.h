// A clock that stands still until a test winds it. Safe to read from several threads.
#pragma once
#include <atomic>

#include "base/clock.h"

namespace earshot::doubles {

// Monday, 5 January 2026, 10:00 UTC.
inline constexpr Time monday_morning =
    std::chrono::sys_days{std::chrono::year{2026} / 1 / 5} + std::chrono::hours{10};

class WoundClock final : public Clock {
 public:
  explicit WoundClock(Time start = monday_morning) : micros_(micros(start)) {}
  Time now() const override { return from_micros(micros_); }
  void wind(Duration by) { micros_ += by.count(); }
  void set(Time to) { micros_ = micros(to); }

 private:
  std::atomic<std::int64_t> micros_;
};

}  // namespace earshot::doubles
