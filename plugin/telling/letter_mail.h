// The mail that a letter is: one alert, many in one mail, or a reminder of a case.
#pragma once
#include <optional>

#include "model/letter.h"
#include "telling/alert_mail.h"

namespace earshot::telling {

// At most so many alerts go into one letter; the first of them in full, the others by a line.
constexpr std::size_t most_in_letter = 1000, most_in_full = 100;

// Nothing if nothing in it holds any more.
std::optional<AlertMail> compose_letter(const store::Books& books, const markup::Templates& templates,
                                        const model::Letter& letter);

// What a letter's alerts are about now, oldest first; without those whose item is gone.
std::vector<AlertFacts> facts_in(const store::Books& books, const model::Letter& letter);

}  // namespace earshot::telling
