#include "outside/pace.h"

#include <algorithm>

#include "base/text.h"
#include "base/token.h"

namespace earshot::outside {

Duration some_of(Duration span) {
  if (span <= Duration::zero()) return Duration::zero();
  return Duration(static_cast<std::int64_t>(random_number() % static_cast<std::uint64_t>(span.count())));
}

Duration next_wait(const Pace& pace, Duration quiet) {
  const Duration wait = std::clamp(quiet / 10, pace.shortest, pace.longest);
  return std::clamp(wait - wait / 10 + some_of(wait / 5), pace.shortest, pace.longest);
}

Duration wait_after_failure(int failures) {
  constexpr int most_doublings = 6;
  const Duration doubled = std::chrono::minutes(30) * (1 << std::clamp(failures - 1, 0, most_doublings));
  const Duration wait = std::min<Duration>(doubled, std::chrono::hours(24));
  return wait + some_of(wait / 5);
}

}  // namespace earshot::outside
