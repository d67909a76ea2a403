// What commands print, for programs and for people.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace earshot::app {

// One object, one line, to standard output. Bad UTF-8 cannot break it.
void print_json(const nlohmann::ordered_json& line);

// Says on standard error why the command line cannot be meant so. Returns the exit status for that.
int wrong_use(const std::string& why);

}  // namespace earshot::app
