#include "model/zone.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>

namespace earshot::model {

namespace {

using namespace std::chrono;

constexpr std::string_view table_folder = "/usr/share/zoneinfo/", utc = "UTC";
constexpr std::size_t longest_name = 64;

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && name.front() != '/' && !name.ends_with('/') &&
         name.find("..") == std::string_view::npos && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("_+-/").find(c) != std::string_view::npos;
         });
}

// Reading the table's index takes 8 ms, which a CGI run that needs no local time shall not pay: one look at
// the zone's own file tells as much.
bool is_in_table(std::string_view name) {
  std::ifstream file(std::string(table_folder).append(name), std::ios::binary);
  std::array<char, 4> magic{};
  return file.read(magic.data(), magic.size()) && std::string_view(magic.data(), 4) == "TZif";
}

date::local_info around(const std::string& zone, LocalTime shown) {
  return date::locate_zone(zone)->get_info(date::local_seconds{floor<seconds>(shown).time_since_epoch()});
}

Time moment(LocalTime shown, const date::sys_info& rules) {
  return Time{shown.time_since_epoch() - rules.offset};
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
  if (!is_name(name) || !is_in_table(name)) return std::nullopt;
  Zone out;
  out.name_ = name;
  return out;
}

LocalTime Zone::local(Time t) const {
  if (name_ == utc) return LocalTime{t.time_since_epoch()};
  const auto rules =
      date::locate_zone(name_)->get_info(date::sys_seconds{floor<seconds>(t).time_since_epoch()});
  return LocalTime{t.time_since_epoch() + rules.offset};
}

LocalDay Zone::day(Time t) const {
  return floor<days>(local(t));
}

TimeOfDay Zone::time_of_day(Time t) const {
  const auto shown = local(t);
  return floor<minutes>(shown - floor<days>(shown));
}

Time Zone::first(LocalTime shown) const {
  if (name_ == utc) return Time{shown.time_since_epoch()};
  const auto info = around(name_, shown);
  if (info.result == date::local_info::nonexistent) return Time{info.first.end.time_since_epoch()};
  return moment(shown, info.first);
}

Time Zone::last(LocalTime shown) const {
  if (name_ == utc) return Time{shown.time_since_epoch()};
  const auto info = around(name_, shown);
  if (info.result == date::local_info::nonexistent) return Time{info.first.end.time_since_epoch()};
  return moment(shown, info.result == date::local_info::ambiguous ? info.second : info.first);
}

Time Zone::next(Time after, TimeOfDay at, std::optional<weekday> on) const {
  auto day_of = day(after);
  for (;; day_of += days{1}) {
    if (on && weekday{day_of} != *on) continue;
    if (const auto moment_of = first(day_of + at); moment_of > after) return moment_of;
  }
}

bool Zone::within(Time t, TimeOfDay begin, TimeOfDay end) const {
  const auto now = time_of_day(t);
  return begin <= end ? begin <= now && now < end : begin <= now || now < end;
}

std::optional<TimeOfDay> parse_time_of_day(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3)
    return std::nullopt;
  const auto number = [](std::string_view digits) {
    int out = -1;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return read.ptr == digits.data() + digits.size() ? out : -1;
  };
  const int hour = number(text.substr(0, colon)), minute = number(text.substr(colon + 1));
  if (hour < 0 || minute < 0 || minute > 59 || hours{hour} + minutes{minute} > hours{24}) return std::nullopt;
  return hours{hour} + minutes{minute};
}

}  // namespace earshot::model
