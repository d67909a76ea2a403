// The hours in which somebody is there to answer, and time counted in them.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/zone.h"

namespace earshot::model {

struct WeeklyInterval {
  std::chrono::weekday day;
  TimeOfDay begin{}, end{};  // begin < end <= 24 h
  friend bool operator==(const WeeklyInterval&, const WeeklyInterval&) = default;
};

// Without any interval nothing can be said in business time: the functions below answer nothing, never zero.
// Days before 1970 and after 2100 count as closed.
struct BusinessHours {
  Zone zone;
  std::vector<WeeklyInterval> week;  // as week_of() leaves them
  std::vector<LocalDay> holidays;    // sorted, each once; closed from midnight to midnight

  bool empty() const { return week.empty(); }
  friend bool operator==(const BusinessHours&, const BusinessHours&) = default;
};

// "mon-fri 09:00-17:00", "sat,sun 10:00-13:00 14:00-16:00". Hours that end before they begin go on into the
// next day, as its own. Nothing if it is written otherwise.
std::optional<std::vector<WeeklyInterval>> parse_weekly(std::string_view line);
// "mon 09:00-17:00", as parse_weekly reads it.
std::string weekly_text(const WeeklyInterval& interval);
// Sorted from Monday on; what touches or overlaps is one interval.
std::vector<WeeklyInterval> week_of(std::vector<WeeklyInterval> intervals);
// "2026-12-25".
std::optional<LocalDay> parse_day(std::string_view text);
std::string day_text(LocalDay day);

// An interval that begins in the hour that clocks leap over begins after the leap; one that ends in the hour
// that they show twice ends at the second showing.
struct OpenSpan {
  Time begin, end;  // half open
};

// How much of [from, to) is open; zero if `to` is not later.
std::optional<Duration> business_duration(const BusinessHours& hours, Time from, Time to);
// The first moment by which so much open time has passed since `from`. Nothing also if the next ten years
// do not hold as much.
std::optional<Time> business_after(const BusinessHours& hours, Time from, Duration open_time);
bool open_at(const BusinessHours& hours, Time t);
// `t` itself if it is open then. Nothing also if the next ten years are holidays.
std::optional<Time> next_opening(const BusinessHours& hours, Time t);

// The same durations for many pairs of moments: the walk over the days is done once.
class BusinessCalendar {
 public:
  // Knows [from, to]; what lies outside counts as closed.
  BusinessCalendar(const BusinessHours& hours, Time from, Time to);
  std::optional<Duration> duration(Time from, Time to) const;

 private:
  Duration until(Time t) const;
  std::vector<OpenSpan> spans_;
  std::vector<Duration> before_;  // open time before each span
  bool empty_;
};

}  // namespace earshot::model
