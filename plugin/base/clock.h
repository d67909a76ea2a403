// Time comes from outside, so that tests can wind it. All times are UTC with microseconds.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace earshot {

using Time = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

// One of the three seams that tests replace (with net::Fetcher and net::Mailer).
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override;
};

// The store's form: microseconds since 1970-01-01T00:00:00Z.
constexpr std::int64_t micros(Time t) {
  return t.time_since_epoch().count();
}
constexpr Time from_micros(std::int64_t m) {
  return Time{Duration{m}};
}

std::string iso8601(Time t);    // 2026-11-22T05:55:25Z (whole seconds)
std::string rfc5322(Time t);    // Sun, 22 Nov 2026 05:55:25 +0000
std::string http_date(Time t);  // Sun, 22 Nov 2026 05:55:25 GMT

// ISO 8601 / RFC 3339 with or without seconds, fraction and offset ("Z", "+02:00", "+0200"); a date alone is
// its midnight. Without an offset the time is taken as UTC. Nothing for anything else, also for impossible
// dates. Here and below hours may be those of a clock's face ("5:06pm", "5 p.m."): people write such dates.
std::optional<Time> parse_iso8601(std::string_view text);
// The date of mail, RSS and HTTP headers: "Sun, 22 Nov 2026 05:55:25 +0100", weekday optional, zone names of
// RFC 822.
std::optional<Time> parse_rfc5322(std::string_view text);
// A date of either kind as webmention.io writes it: "2026-11-22T05:55:25+01:00". The zone is the one that was
// written, none where none was; fractions are dropped.
std::optional<std::string> tidy_date(std::string_view text);

// "3 h", "2 min", "4 d": for people, rounded down to the largest unit that is not zero; "moments" below a
// second.
std::string in_words(Duration d);

}  // namespace earshot
