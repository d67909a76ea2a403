#include "answers/wording.h"

#include <cmath>

namespace earshot::answers {

std::string words(const std::optional<Duration>& d) {
  if (!d) return "unknown";
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(*d).count();
  struct Unit {
    std::int64_t seconds;
    const char* name;
  };
  static constexpr Unit units[] = {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}};
  for (std::size_t i = 0; i < std::size(units); ++i) {
    const auto& unit = units[i];
    // Two days and more in days and hours; less in hours and minutes.
    if (s < (i == 0 ? 2 : 1) * unit.seconds) continue;
    std::string out = std::to_string(s / unit.seconds) + unit.name;
    if (i + 1 >= std::size(units)) return out;
    const auto& finer = units[i + 1];
    if (const auto rest = s % unit.seconds / finer.seconds; rest > 0)
      out += " " + std::to_string(rest) + finer.name;
    return out;
  }
  return "moments";
}

std::string words(const std::optional<Quantile>& q) {
  return q ? (q->at_least ? "> " : "") + words(std::optional(q->value)) : "unknown";
}

std::string percent(const std::optional<double>& share, bool so_far) {
  if (!share) return "none";
  return std::to_string(std::llround(*share * 100)) + " %" + (so_far ? " so far" : "");
}

}  // namespace earshot::answers
