// When a person is told: at once, or together with what else comes until a window closes, a quiet night ends
// or a digest leaves. Knows no store.
#pragma once
#include <chrono>

#include "model/alert.h"
#include "model/manner.h"
#include "store/letter_store.h"

namespace earshot::telling {

// Fixed, beginning with what is told first: one that slid would tell nothing while a storm lasts. A burst is
// the first few letters and one more, so that nobody gets more than 30 an hour.
constexpr auto window_length = std::chrono::minutes(10);
constexpr int at_once_in_window = 4;
static_assert(std::chrono::hours(1) / window_length * (at_once_in_window + 1) == 30);

struct Turn {
  bool at_once = false;
  Time due{};     // when what gathers leaves
  Time window{};  // that this counts into
};

// `lately` is what the same person was told by the same channel, and about the same case since
// `now - window_length`.
Turn turn_of(const model::Manner& manner, model::AlertReason reason, const store::ToldLately& lately,
             Time now);

}  // namespace earshot::telling
