// Names of a roster that cannot tell its people apart.
#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/roster.h"

namespace earshot::names {

// The ids of those who have one full name, as texts are matched, for each such name: in the order of the
// roster, without who is no longer on the staff.
std::vector<std::vector<std::string>> shared_full_names(const model::Roster& roster, Time at);

}  // namespace earshot::names
