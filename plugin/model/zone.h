// Local time: what people's clocks show, and the moments behind it. A day may have 23 or 25 hours.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace earshot::model {

using LocalTime = std::chrono::local_time<Duration>;
using LocalDay = std::chrono::local_days;
// Since midnight as the clock shows it: nine o'clock is 9 h on a day of 23 hours too.
using TimeOfDay = std::chrono::minutes;

// A zone of the system's tz table. Its rules are known until 2037; later years keep that year's winter time.
class Zone {
 public:
  Zone() = default;  // UTC
  // By IANA name, "Europe/Berlin"; nothing if the table has no such zone.
  static std::optional<Zone> find(std::string_view name);

  const std::string& name() const { return name_; }

  LocalTime local(Time t) const;
  LocalDay day(Time t) const;
  TimeOfDay time_of_day(Time t) const;

  // The first and the last moment at which clocks show it. They differ where clocks are put back; what clocks
  // leap over when put on is the first moment after the leap, for both.
  Time first(LocalTime shown) const;
  Time last(LocalTime shown) const;
  Time start_of(LocalDay day) const { return first(day); }

  // The first moment later than `after` at which clocks come to show `at`, on that weekday if one is given.
  // On a day that leaps over it the moment after the leap; on one that shows it twice the first time.
  Time next(Time after, TimeOfDay at, std::optional<std::chrono::weekday> on = std::nullopt) const;
  // Is it from `begin` until before `end` by the clock? Also over midnight; never if both are the same.
  bool within(Time t, TimeOfDay begin, TimeOfDay end) const;

  friend bool operator==(const Zone&, const Zone&) = default;

 private:
  std::string name_ = "UTC";
};

// "9:00", "09:30", "24:00"; nothing for anything else.
std::optional<TimeOfDay> parse_time_of_day(std::string_view text);

}  // namespace earshot::model
