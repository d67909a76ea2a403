#include "model/ids.h"

#include <algorithm>

#include "base/token.h"

namespace earshot::model {

namespace {

constexpr int counter_bits = 12;
constexpr std::int64_t counter_mask = (std::int64_t{1} << counter_bits) - 1;
constexpr Time first_day = std::chrono::sys_days{std::chrono::year{2020} / 1 / 1};

}  // namespace

RowId first_id_of(Time time) {
  // A clock set before 2020 must not give negative ids.
  const auto since =
      std::max(std::chrono::floor<std::chrono::milliseconds>(time - first_day).count(), std::int64_t{0});
  return std::int64_t{since} << counter_bits;
}

IdMint::IdMint() : last_(0) {}

RowId IdMint::next(Time now) {
  const std::int64_t fresh = first_id_of(now) | (static_cast<std::int64_t>(random_number()) & counter_mask);
  std::int64_t last = last_.load();
  std::int64_t next = 0;
  do {
    // Within one millisecond, after a full counter, or when the clock went back, the number simply counts on.
    const bool newer = (fresh >> counter_bits) > (last >> counter_bits);
    next = newer ? std::max(fresh, std::int64_t{1}) : last + 1;
  } while (!last_.compare_exchange_weak(last, next));
  return next;
}

}  // namespace earshot::model
