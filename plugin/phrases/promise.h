// "We will fix it next week": what somebody promises, and by when a reader would expect it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/zone.h"

namespace earshot::phrases {

struct FoundPromise {
  std::string sentence, words;  // words: those that made it one
  Time due{};                   // the end of the day, two weeks from `at` if none is named
};
// English and German; what depends on the reader ("if you …") and what is denied is no promise.
std::vector<FoundPromise> promises_in(std::string_view text, Time at, const model::Zone& zone);

// The day that a sentence of a promise names, seen from `at`; its end. Two weeks if it names none.
Time promised_by(std::string_view sentence, Time at, const model::Zone& zone);

}  // namespace earshot::phrases
