#include "app/print.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace earshot::app {

void print_json(const nlohmann::ordered_json& line) {
  std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

int wrong_use(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  return 2;
}

}  // namespace earshot::app
