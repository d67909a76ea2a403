// What commands print for programs.
#pragma once
#include <nlohmann/json_fwd.hpp>

namespace earshot::app {

// One object, one line, to standard output. Bad UTF-8 cannot break it.
void print_json(const nlohmann::ordered_json& line);

}  // namespace earshot::app
