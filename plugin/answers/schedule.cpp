#include "answers/schedule.h"

#include <algorithm>

namespace earshot::answers {

namespace {

// Before the first blog; a wait that began earlier has a wrong date.
constexpr Time blogs_began = std::chrono::sys_days{std::chrono::year{1994} / 1 / 1};

}  // namespace

Schedule::Schedule(const std::vector<store::ScheduleVersion>& versions, Time until) {
  for (const auto& version : versions) {
    const auto from = versions_.empty() ? blogs_began : version.valid_from;
    versions_.push_back({version.valid_from, model::BusinessCalendar(version.hours, from, until)});
  }
}

std::optional<Duration> Schedule::duration(Time from, Time to) const {
  if (versions_.empty()) return std::nullopt;
  const auto later = std::ranges::upper_bound(versions_, from, {}, &Version::valid_from);
  const auto& valid = later == versions_.begin() ? versions_.front() : *std::prev(later);
  return valid.calendar.duration(from, to);
}

}  // namespace earshot::answers
