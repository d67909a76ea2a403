// Waits in business time, each counted in the hours that were valid when it began.
#pragma once
#include <optional>
#include <vector>

#include "model/business_time.h"
#include "store/figure_store.h"

namespace earshot::answers {

class Schedule {
 public:
  // `versions` oldest first; what began before the first one is counted in that. `until`: no wait is asked
  // about that ends later.
  Schedule(const std::vector<store::ScheduleVersion>& versions, Time until);

  // Nothing if no hours were given for the time at which it began.
  std::optional<Duration> duration(Time from, Time to) const;

 private:
  struct Version {
    Time valid_from;
    model::BusinessCalendar calendar;
  };
  std::vector<Version> versions_;
};

}  // namespace earshot::answers
