#include "base/clock.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <span>
#include <utility>

#include "base/text.h"

namespace earshot {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> day_names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

// Reads a date step by step; the first thing that does not fit makes everything after it fail.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

  int number(std::size_t min_digits, std::size_t max_digits) {
    std::size_t n = 0;
    while (n < rest_.size() && n < max_digits && rest_[n] >= '0' && rest_[n] <= '9') ++n;
    int value = 0;
    if (n < min_digits) {
      failed_ = true;
    } else {
      std::from_chars(rest_.data(), rest_.data() + n, value);
      rest_.remove_prefix(n);
    }
    return value;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(char c) { failed_ = !take(c) || failed_; }
  void spaces() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }
  std::string_view letters() {
    std::size_t n = 0;
    while (n < rest_.size() && ((rest_[n] | 0x20) >= 'a' && (rest_[n] | 0x20) <= 'z')) ++n;
    const auto out = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return out;
  }
  int fraction_micros() {
    int value = 0, digits = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      if (digits < 6) value = value * 10 + (rest_.front() - '0'), ++digits;
      rest_.remove_prefix(1);
    }
    if (digits == 0) failed_ = true;
    for (; digits < 6; ++digits) value *= 10;
    return value;
  }
  // "+hh:mm", "+hhmm" or "+hh"; the sign is still there.
  minutes offset() {
    const bool minus = take('-');
    if (!minus) need('+');
    const int h = number(2, 2);
    take(':');
    const int m = at_end() || rest_.front() < '0' || rest_.front() > '9' ? 0 : number(2, 2);
    if (h > 23 || m > 59) failed_ = true;
    const auto total = hours{h} + minutes{m};
    return minus ? -total : total;
  }
  // "am", "PM", "p.m.", right behind the digits or after a space: 'a', 'p', or 0 when there is none.
  char half_of_day() {
    Scanner ahead = *this;
    ahead.spaces();
    const char half = ahead.rest_.empty() ? '\0' : static_cast<char>(ahead.rest_.front() | 0x20);
    if (half != 'a' && half != 'p') return '\0';
    ahead.rest_.remove_prefix(1);
    const bool dotted = ahead.take('.');
    if (!ahead.take('m') && !ahead.take('M')) return '\0';
    if (dotted) ahead.take('.');
    *this = ahead;
    return half;
  }
  bool sees_sign() const { return !rest_.empty() && (rest_.front() == '+' || rest_.front() == '-'); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

struct Fields {
  int year_, month_, day_, hour = 0, minute = 0, second = 0, fraction = 0;
  std::optional<minutes> offset = std::nullopt;  // nothing: no zone is named
};

// Half past twelve at night is 12:30 am. False: there is no such hour on a clock's face.
bool count_half(Fields& f, char half) {
  if (half == '\0') return true;
  if (f.hour < 1 || f.hour > 12) return false;
  f.hour = f.hour % 12 + (half == 'p' ? 12 : 0);
  return true;
}

std::optional<Time> assemble(const Fields& f) {
  const year_month_day date{year{f.year_}, month{static_cast<unsigned>(f.month_)},
                            day{static_cast<unsigned>(f.day_)}};
  // 60 is a leap second; it is the next minute's start for us.
  if (!date.ok() || f.hour > 24 || f.minute > 59 || f.second > 60) return std::nullopt;
  if (f.hour == 24 && (f.minute != 0 || f.second != 0)) return std::nullopt;
  return Time{sys_days{date}} + hours{f.hour} + minutes{f.minute} + seconds{f.second} +
         microseconds{f.fraction} - f.offset.value_or(minutes{0});
}

std::optional<minutes> zone_by_name(std::string_view name) {
  struct Zone {
    std::string_view name;
    int hours;
  };
  static constexpr Zone zones[] = {{"GMT", 0},  {"UT", 0},   {"UTC", 0},  {"Z", 0},
                                   {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
                                   {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
  for (const auto& zone : zones) {
    if (equal_ignoring_case(zone.name, name)) return hours{zone.hours};
  }
  return std::nullopt;
}

std::optional<Fields> read_iso8601(std::string_view text) {
  Scanner in(trim(text));
  Fields f{};
  f.year_ = in.number(4, 4);
  const bool dashes = in.take('-');
  f.month_ = in.number(2, 2);
  if (dashes) in.need('-');
  f.day_ = in.number(2, 2);
  if (!in.failed() && !in.at_end()) {
    if (!in.take('T') && !in.take('t')) in.need(' ');
    const std::size_t before = in.left();
    f.hour = in.number(1, 2);
    const bool one_digit = before - in.left() == 1;
    char half = in.half_of_day();
    const bool colons = half == '\0' && in.take(':');
    if (half == '\0') f.minute = in.number(2, 2);
    if (half == '\0') half = in.half_of_day();
    if (half == '\0' && (colons ? in.take(':') : (!in.at_end() && !in.sees_sign() && !in.failed()))) {
      // Without colons a further digit pair is the seconds, a letter is the zone.
      Scanner ahead = in;
      const int seconds = ahead.number(2, 2);
      if (!ahead.failed()) {
        in = ahead;
        f.second = seconds;
        if (in.take('.') || in.take(',')) f.fraction = in.fraction_micros();
        half = in.half_of_day();
      } else if (colons) {
        return std::nullopt;
      }
    }
    // An hour of one digit is one of a clock's face.
    if (!count_half(f, half) || (one_digit && half == '\0')) return std::nullopt;
    in.spaces();
    if (!in.at_end()) f.offset = in.take('Z') || in.take('z') ? minutes{0} : in.offset();
  }
  if (in.failed() || !in.at_end()) return std::nullopt;
  return f;
}

std::optional<Fields> read_rfc5322(std::string_view text) {
  Scanner in(trim(text));
  Fields f{};
  if (!in.letters().empty()) in.need(',');
  in.spaces();
  f.day_ = in.number(1, 2);
  in.spaces();
  in.take('-');
  const auto month = in.letters().substr(0, 3);
  for (std::size_t i = 0; i < month_names.size(); ++i) {
    if (equal_ignoring_case(month, month_names[i])) f.month_ = static_cast<int>(i) + 1;
  }
  in.spaces();
  in.take('-');
  f.year_ = in.number(2, 4);
  if (f.year_ < 50) f.year_ += 2000;
  if (f.year_ < 1000) f.year_ += 1900;
  in.spaces();
  f.hour = in.number(1, 2);
  char half = in.half_of_day();
  if (half == '\0') {
    in.need(':');
    f.minute = in.number(2, 2);
    if (in.take(':')) f.second = in.number(2, 2);
    half = in.half_of_day();
  }
  if (!count_half(f, half)) return std::nullopt;
  in.spaces();
  if (in.sees_sign()) {
    f.offset = in.offset();
  } else if (const auto name = in.letters(); !name.empty()) {
    const auto zone = zone_by_name(name);
    if (!zone) return std::nullopt;
    f.offset = *zone;
  }
  in.spaces();
  if (in.failed() || !in.at_end()) return std::nullopt;
  return f;
}

std::string zone_in_numbers(minutes offset) {
  const hh_mm_ss zone{offset};
  std::array<char, 16> out;
  std::snprintf(out.data(), out.size(), "%c%02d:%02d", offset < minutes{0} ? '-' : '+',
                static_cast<int>(zone.hours().count()), static_cast<int>(zone.minutes().count()));
  return out.data();
}

std::string mail_date(Time t, const char* zone) {
  const auto midnight = floor<days>(t);
  const year_month_day date{midnight};
  const hh_mm_ss clock{floor<seconds>(t - midnight)};
  std::array<char, 64> out;
  std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d %s",
                day_names[weekday{midnight}.c_encoding()].data(), static_cast<unsigned>(date.day()),
                month_names[static_cast<unsigned>(date.month()) - 1].data(), static_cast<int>(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), zone);
  return out.data();
}

}  // namespace

Time SystemClock::now() const {
  return floor<microseconds>(system_clock::now());
}

std::string iso8601(Time t) {
  const auto midnight = floor<days>(t);
  const year_month_day date{midnight};
  const hh_mm_ss clock{floor<seconds>(t - midnight)};
  std::array<char, 40> out;
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return out.data();
}

std::string rfc5322(Time t) {
  return mail_date(t, "+0000");
}
std::string http_date(Time t) {
  return mail_date(t, "GMT");
}

std::optional<Time> parse_iso8601(std::string_view text) {
  const auto fields = read_iso8601(text);
  return fields ? assemble(*fields) : std::nullopt;
}
std::optional<Time> parse_rfc5322(std::string_view text) {
  const auto fields = read_rfc5322(text);
  return fields ? assemble(*fields) : std::nullopt;
}

std::optional<std::string> tidy_date(std::string_view text) {
  auto fields = read_iso8601(text);
  if (!fields) fields = read_rfc5322(text);
  if (!fields) return std::nullopt;
  const auto offset = std::exchange(fields->offset, std::nullopt);
  const auto local = assemble(*fields);
  if (!local) return std::nullopt;
  std::string out = iso8601(*local);
  out.pop_back();  // the Z
  return offset ? out + zone_in_numbers(*offset) : out;
}

std::string in_words(Duration d) {
  const auto s = duration_cast<seconds>(d).count();
  if (s < 1) return "moments";
  if (s < 60) return std::to_string(s) + " s";
  if (s < 3600) return std::to_string(s / 60) + " min";
  if (s < 48 * 3600) return std::to_string(s / 3600) + " h";
  return std::to_string(s / 86400) + " d";
}

}  // namespace earshot
