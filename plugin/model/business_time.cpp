#include "model/business_time.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace earshot::model {

namespace {

using namespace std::chrono;

constexpr auto midnight_after = hours{24};
constexpr auto horizon = days{3653};
// A stranger's date may lie anywhere; years that no business time is asked of are not walked through.
constexpr LocalDay first_known{sys_days{1970y / January / 1}.time_since_epoch()},
    last_known{sys_days{2100y / January / 1}.time_since_epoch()};
constexpr std::array<std::string_view, 7> day_words{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

// Monday is 0.
std::optional<unsigned> day_number(std::string_view word) {
  const auto found =
      std::ranges::find_if(day_words, [&](auto known) { return equal_ignoring_case(known, word); });
  if (found == day_words.end()) return std::nullopt;
  return static_cast<unsigned>(found - day_words.begin());
}

weekday day_at(unsigned number) {
  return Monday + days{number};
}

// Cuts off what stands before the first of `marks`.
std::string_view take_until(std::string_view& rest, std::string_view marks) {
  const auto end = std::min(rest.find_first_of(marks), rest.size());
  const auto out = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return out;
}

std::optional<std::vector<unsigned>> parse_days(std::string_view text) {
  std::vector<unsigned> out;
  while (!text.empty()) {
    auto range = take_until(text, ",");
    const auto first = day_number(take_until(range, "-"));
    const auto last = range.empty() ? first : day_number(range);
    if (!first || !last) return std::nullopt;
    for (unsigned day = *first;; day = (day + 1) % 7) {
      out.push_back(day);
      if (day == *last) break;
    }
  }
  if (out.empty()) return std::nullopt;
  return out;
}

struct ClockSpan {
  TimeOfDay begin, end;
};

std::optional<ClockSpan> parse_clock_span(std::string_view text) {
  const auto begin = parse_time_of_day(take_until(text, "-"));
  const auto end = parse_time_of_day(text);
  if (!begin || !end || *begin == *end || *begin >= midnight_after) return std::nullopt;
  return ClockSpan{*begin, *end};
}

// Calls `each` with the open spans between `from` and `to`, in order and cut at both, until it says false.
template <class Each>
void walk(const BusinessHours& hours, Time from, Time to, Each each) {
  // A day earlier: where clocks are put back at midnight, yesterday's last interval reaches into today.
  const auto first_day = std::max(first_known, hours.zone.day(from) - days{1});
  const auto last_day = std::min(last_known, hours.zone.day(to));
  Time walked = from;
  for (auto day = first_day; day <= last_day; day += days{1}) {
    if (std::ranges::binary_search(hours.holidays, day)) continue;
    for (const auto& interval : hours.week) {
      if (interval.day != weekday{day}) continue;
      // What two intervals both cover where clocks are put back is open once.
      const OpenSpan span{std::max(walked, hours.zone.first(day + interval.begin)),
                          std::min(to, hours.zone.last(day + interval.end))};
      if (span.begin >= span.end) continue;
      walked = span.end;
      if (!each(span)) return;
    }
  }
}

}  // namespace

std::optional<std::vector<WeeklyInterval>> parse_weekly(std::string_view line) {
  const auto text = squeeze(line);
  std::string_view rest = text;
  const auto on = parse_days(take_until(rest, " "));
  if (!on || rest.empty()) return std::nullopt;
  std::vector<WeeklyInterval> out;
  while (!rest.empty()) {
    const auto span = parse_clock_span(take_until(rest, " "));
    if (!span) return std::nullopt;
    for (const auto day : *on) {
      if (span->begin < span->end) {
        out.push_back({day_at(day), span->begin, span->end});
        continue;
      }
      out.push_back({day_at(day), span->begin, midnight_after});
      if (span->end > TimeOfDay::zero()) out.push_back({day_at((day + 1) % 7), TimeOfDay::zero(), span->end});
    }
  }
  return out;
}

std::string weekly_text(const WeeklyInterval& interval) {
  const auto clock = [](TimeOfDay t) {
    const auto hour = std::to_string(t / hours{1}), minute = std::to_string((t % hours{1}).count());
    return std::string(hour.size() < 2, '0') + hour + ":" + std::string(minute.size() < 2, '0') + minute;
  };
  const auto day = static_cast<std::size_t>((interval.day - Monday).count());
  return std::string(day_words[day]) + " " + clock(interval.begin) + "-" + clock(interval.end);
}

std::vector<WeeklyInterval> week_of(std::vector<WeeklyInterval> intervals) {
  std::ranges::sort(intervals, {}, [](const auto& i) { return std::pair(i.day - Monday, i.begin); });
  std::vector<WeeklyInterval> out;
  for (const auto& next : intervals) {
    if (!out.empty() && out.back().day == next.day && next.begin <= out.back().end) {
      out.back().end = std::max(out.back().end, next.end);
    } else {
      out.push_back(next);
    }
  }
  return out;
}

std::optional<LocalDay> parse_day(std::string_view text) {
  const auto at = text.size() == 10 && text[4] == '-' && text[7] == '-' ? parse_iso8601(text) : std::nullopt;
  if (!at) return std::nullopt;
  return LocalDay{floor<days>(*at).time_since_epoch()};
}

std::string day_text(LocalDay day) {
  return iso8601(Time{day.time_since_epoch()}).substr(0, 10);
}

std::optional<Duration> business_duration(const BusinessHours& hours, Time from, Time to) {
  return BusinessCalendar(hours, from, to).duration(from, to);
}

std::optional<Time> business_after(const BusinessHours& hours, Time from, Duration open_time) {
  if (hours.empty()) return std::nullopt;
  if (open_time <= Duration::zero()) return from;
  std::optional<Time> out;
  walk(hours, from, from + horizon, [&](const OpenSpan& span) {
    const auto length = span.end - span.begin;
    if (length >= open_time) out = span.begin + open_time;
    open_time -= length;
    return !out;
  });
  return out;
}

std::optional<Time> next_opening(const BusinessHours& hours, Time t) {
  std::optional<Time> out;
  walk(hours, t, t + horizon, [&](const OpenSpan& span) {
    out = span.begin;
    return false;
  });
  return out;
}

bool open_at(const BusinessHours& hours, Time t) {
  return next_opening(hours, t) == t;
}

BusinessCalendar::BusinessCalendar(const BusinessHours& hours, Time from, Time to) : empty_(hours.empty()) {
  if (empty_ || to <= from) return;
  Duration open{};
  walk(hours, from, to, [&](const OpenSpan& span) {
    spans_.push_back(span);
    before_.push_back(open);
    open += span.end - span.begin;
    return true;
  });
}

Duration BusinessCalendar::until(Time t) const {
  const auto after = std::ranges::upper_bound(spans_, t, {}, &OpenSpan::begin);
  if (after == spans_.begin()) return Duration::zero();
  const auto at = static_cast<std::size_t>(after - spans_.begin()) - 1;
  return before_[at] + (std::min(t, spans_[at].end) - spans_[at].begin);
}

std::optional<Duration> BusinessCalendar::duration(Time from, Time to) const {
  if (empty_) return std::nullopt;
  return to <= from ? Duration::zero() : until(to) - until(from);
}

}  // namespace earshot::model
