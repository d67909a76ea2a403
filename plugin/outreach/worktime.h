// Time as staff have it: in business hours where the site names them, by the clock where it does not.
#pragma once
#include "model/site.h"

namespace earshot::outreach {

// When so much of it has passed since `from`.
inline Time after_worktime(const model::Site& site, Time from, Duration span) {
  return model::business_after(site.hours, from, span).value_or(from + span);
}
// `t` itself, or when somebody is there again.
inline Time next_worktime(const model::Site& site, Time t) {
  return model::next_opening(site.hours, t).value_or(t);
}

}  // namespace earshot::outreach
