#include "web/tally.h"

namespace earshot::web {

void Tally::add(std::string_view method, std::string_view route, int status,
                std::chrono::microseconds spent) {
  const std::lock_guard lock(mutex_);
  auto& sum = sums_[{method, route, status}];
  ++sum.requests;
  sum.spent += spent;
}

std::vector<Tally::Line> Tally::lines() const {
  const std::lock_guard lock(mutex_);
  std::vector<Line> out;
  for (const auto& [key, sum] : sums_) {
    const auto& [method, route, status] = key;
    out.push_back({std::string(method), std::string(route), status, sum.requests, sum.spent});
  }
  return out;
}

}  // namespace earshot::web
