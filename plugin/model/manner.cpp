#include "model/manner.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace earshot::model {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr hours whole_day{24};

std::optional<weekday> weekday_named(std::string_view word) {
  const auto found = std::ranges::find(weekdays, word);
  if (found == weekdays.end()) return std::nullopt;
  return weekday(static_cast<unsigned>(found - weekdays.begin()));
}

// Is it quiet by this one, where clocks show `at` of `today`?
bool covers(const Quiet& quiet, weekday today, TimeOfDay at) {
  const bool on_day = !quiet.day || *quiet.day == today;
  if (quiet.from < quiet.to) return on_day && quiet.from <= at && at < quiet.to;
  // Over midnight: the part after it belongs to the day before.
  const bool since_yesterday = !quiet.day || *quiet.day == today - days{1};
  return (on_day && quiet.from <= at) || (since_yesterday && at < quiet.to);
}

}  // namespace

std::optional<Quiet> parse_quiet(std::string_view text) {
  Quiet out;
  const auto space = std::min(text.find(' '), text.size());
  if (const auto day = weekday_named(text.substr(0, space))) {
    out.day = day;
    if (space == text.size()) return out;
    text.remove_prefix(space + 1);
  }
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = parse_time_of_day(text.substr(0, dash)), to = parse_time_of_day(text.substr(dash + 1));
  if (!from || !to || *from == *to || *from == whole_day) return std::nullopt;
  out.from = *from;
  out.to = *to;
  return out;
}

bool Manner::is_quiet(Time t) const {
  if (quiet.empty()) return false;
  const weekday today{zone.day(t)};
  const auto at = zone.time_of_day(t);
  return std::ranges::any_of(quiet, [&](const Quiet& one) { return covers(one, today, at); });
}

Time Manner::after_quiet(Time t) const {
  Time at = t;
  // Quiet ends only where one of the hours ends or a day begins.
  while (is_quiet(at) && at - t < days{8}) {
    Time next = zone.next(at, TimeOfDay{0});
    for (const auto& one : quiet)
      if (one.to < whole_day) next = std::min(next, zone.next(at, one.to));
    at = next;
  }
  return is_quiet(at) ? t : at;
}

Time Manner::next_digest(Time t) const {
  assert(is_digest(pace));
  if (pace == Pace::daily) return zone.next(t, digest_at);
  if (pace == Pace::weekly) return zone.next(t, digest_at, Monday);
  return floor<hours>(t) + hours{1};
}

}  // namespace earshot::model
