// What commands print, for programs and for people.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/site.h"

namespace earshot::app {

// One object, one line, to standard output. Bad UTF-8 cannot break it.
void print_json(const nlohmann::ordered_json& line);

// Whole seconds; ISO 8601; null for what is not known.
nlohmann::ordered_json seconds_or_null(const std::optional<Duration>& d);
nlohmann::ordered_json time_or_null(const std::optional<Time>& t);

// Says on standard error why the command line cannot be meant so. Returns the exit status for that.
int wrong_use(const std::string& why);

// What to say of a roster id that nobody has, and how to find the right one; "" if somebody has it, or none
// was written. It is wrong_use of every command that takes one.
std::string unknown_person(const model::Site& site, const std::string& id);

}  // namespace earshot::app
