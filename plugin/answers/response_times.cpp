#include "answers/response_times.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace earshot::answers {

namespace {

constexpr std::size_t few = 5;
constexpr double rounding = 1e-9;

}  // namespace

Duration nearest_rank(const std::vector<Duration>& sorted, double q) {
  const auto k = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size()) - rounding));
  return sorted[std::clamp<std::size_t>(k, 1, sorted.size()) - 1];
}

std::optional<Duration> median_of(std::vector<Duration>& values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  return nearest_rank(values, 0.5);
}

std::optional<Quantile> with_waiting(const std::vector<Duration>& answered, const std::vector<Duration>& ages,
                                     double q) {
  if (answered.empty() && ages.empty()) return std::nullopt;
  double unanswered = 1;  // share that is not yet answered at this time
  std::size_t gone = 0;   // of those who wait: how many are younger than this time
  for (std::size_t at = 0; at < answered.size();) {
    const auto time = answered[at];
    while (gone < ages.size() && ages[gone] < time) ++gone;
    const auto at_risk = static_cast<double>(answered.size() - at + ages.size() - gone);
    auto next = at;
    while (next < answered.size() && answered[next] == time) ++next;
    unanswered *= 1 - static_cast<double>(next - at) / at_risk;
    if (unanswered <= 1 - q + rounding) return Quantile{time, false};
    at = next;
  }
  Duration last{};
  if (!answered.empty()) last = answered.back();
  if (!ages.empty()) last = std::max(last, ages.back());
  return Quantile{last, true};
}

void measure(ResponseTimes& out, std::vector<Duration>& answered, std::vector<Duration>& ages) {
  std::ranges::sort(answered);
  std::ranges::sort(ages);
  if (!answered.empty()) {
    out.median = nearest_rank(answered, 0.5);
    out.p90 = nearest_rank(answered, 0.9);
    const auto sum = std::accumulate(answered.begin(), answered.end(), 0.0, [](double so_far, Duration d) {
      return so_far + static_cast<double>(d.count());
    });
    out.mean = Duration{std::llround(sum / static_cast<double>(answered.size()))};
    if (answered.size() < few) out.values = answered;
  }
  out.median_so_far = with_waiting(answered, ages, 0.5);
  out.p90_so_far = with_waiting(answered, ages, 0.9);
}

}  // namespace earshot::answers
