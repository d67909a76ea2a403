// Counts what was answered, for GET metrics.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace earshot::web {

class Tally {
 public:
  struct Line {
    std::string method, route;
    int status = 0;
    std::uint64_t requests = 0;
    std::chrono::microseconds spent{};
  };

  // `method` and `route` are texts of the table of routes, never a stranger's: they are kept by reference,
  // and the number of lines must stay small.
  void add(std::string_view method, std::string_view route, int status, std::chrono::microseconds spent);
  std::vector<Line> lines() const;

 private:
  struct Sum {
    std::uint64_t requests = 0;
    std::chrono::microseconds spent{};
  };
  mutable std::mutex mutex_;
  std::map<std::tuple<std::string_view, std::string_view, int>, Sum> sums_;
};

}  // namespace earshot::web
