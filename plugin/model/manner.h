// How a person wants to be told: at once or in a digest, when not, and where beside the mail.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/url.h"
#include "model/words.h"
#include "model/zone.h"

namespace earshot::model {

// at_once: the first few, then what a burst brings together; each: also in a burst, for mailboxes that a
// machine reads.
enum class Pace { at_once, each, hourly, daily, weekly, none };
template <>
struct Words<Pace> {
  static constexpr std::array<std::pair<Pace, std::string_view>, 6> table{{{Pace::at_once, "at_once"},
                                                                           {Pace::each, "each"},
                                                                           {Pace::hourly, "hourly"},
                                                                           {Pace::daily, "daily"},
                                                                           {Pace::weekly, "weekly"},
                                                                           {Pace::none, "none"}}};
};
constexpr bool is_digest(Pace pace) {
  return pace == Pace::hourly || pace == Pace::daily || pace == Pace::weekly;
}

// Hours of each day, also over midnight, or of one weekday.
struct Quiet {
  std::optional<std::chrono::weekday> day;
  TimeOfDay from{0}, to{std::chrono::hours(24)};
};
// "22:00-07:00", "sat", "sun 00:00-12:00"; nothing for anything else, also for hours without length.
std::optional<Quiet> parse_quiet(std::string_view text);

struct Manner {
  Pace pace = Pace::at_once;
  TimeOfDay digest_at = std::chrono::hours(8);
  Zone zone;
  std::vector<Quiet> quiet;
  std::optional<Url> webhook, slack;
  std::string webhook_secret;

  bool is_quiet(Time t) const;
  // The first moment from `t` on that is not quiet. If all the week is, `t` itself: nobody would ever be
  // told.
  Time after_quiet(Time t) const;
  // When the digest leaves that holds what is told at `t`; asserts that there are digests.
  Time next_digest(Time t) const;
};

}  // namespace earshot::model
