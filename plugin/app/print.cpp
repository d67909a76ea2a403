#include "app/print.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace earshot::app {

void print_json(const nlohmann::ordered_json& line) {
  std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

nlohmann::ordered_json seconds_or_null(const std::optional<Duration>& d) {
  if (!d) return nullptr;
  return std::chrono::duration_cast<std::chrono::seconds>(*d).count();
}

nlohmann::ordered_json time_or_null(const std::optional<Time>& t) {
  return t ? nlohmann::ordered_json(iso8601(*t)) : nlohmann::ordered_json();
}

int wrong_use(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  return 2;
}

std::string unknown_person(const model::Site& site, const std::string& id) {
  if (id.empty() || site.roster.person(id)) return {};
  return "nobody of the roster has the id \"" + id + "\"; `earshot staff` lists them";
}

}  // namespace earshot::app
