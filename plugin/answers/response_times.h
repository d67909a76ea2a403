// How long first answers took: quantiles of what was answered, and the honest ones that count those who wait.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"

namespace earshot::answers {

// Clocks differ: an answer dated so long before the question may be one all the same, and took no time.
inline constexpr Duration clock_skew = std::chrono::seconds(120);

// A quantile by nearest rank. Where those who still wait reach into it, all that is known is "more than".
struct Quantile {
  Duration value{};
  bool at_least = false;
};

struct ResponseTimes {
  std::int64_t known = 0;               // runs with a time on both sides
  std::int64_t unknown = 0;             // answered, but a date is missing
  std::int64_t impossible = 0;          // the answer is dated more than two minutes before the question
  std::optional<Duration> median, p90;  // of the answered
  std::optional<Duration> mean;         // exported only: one forgotten question moves it by days
  std::optional<Quantile> median_so_far, p90_so_far;  // with those that wait, by their age
  std::vector<Duration> values;                       // all, sorted, when there are fewer than five
};

// Fills all but the three counts. Both lists are sorted.
void measure(ResponseTimes& out, std::vector<Duration>& answered, std::vector<Duration>& ages);

// k = ceil(q n), counted from 1. `sorted` must not be empty.
Duration nearest_rank(const std::vector<Duration>& sorted, double q);

// Nothing for none. Sorts them.
std::optional<Duration> median_of(std::vector<Duration>& values);

// Kaplan and Meier: the first time by which a share `q` is answered, if those who wait go on as the others
// did at their age. Where nobody waits it is the nearest rank. Nothing if there is nobody.
std::optional<Quantile> with_waiting(const std::vector<Duration>& answered_sorted,
                                     const std::vector<Duration>& ages_sorted, double q);

}  // namespace earshot::answers
