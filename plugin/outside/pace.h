// How often other people's servers are asked: what changes often is read often, and nobody is asked without
// need.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "net/fetcher.h"

namespace earshot::outside {

struct Pace {
  Duration shortest, longest;
};
inline constexpr Pace of_feeds{std::chrono::minutes(10), std::chrono::hours(24)};
inline constexpr Pace of_young_posts{std::chrono::hours(1), std::chrono::hours(24)};
inline constexpr Pace of_cases{std::chrono::minutes(15), std::chrono::hours(24)};

// A tenth of the time that nothing changed, within the pace; up to a tenth more or less, so that what was
// added together is not asked together for ever.
Duration next_wait(const Pace& pace, Duration quiet);
// Half an hour after the first failure, twice as long after each further one, a day at most.
Duration wait_after_failure(int failures);
// Some moment within the span.
Duration some_of(Duration span);

// How long until the pages of this host may be asked again; zero takes the turn. Empty: no limit.
using Turn = std::function<Duration(const std::string& host)>;

}  // namespace earshot::outside
