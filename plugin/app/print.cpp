#include "app/print.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace earshot::app {

void print_json(const nlohmann::ordered_json& line) {
  std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

}  // namespace earshot::app
