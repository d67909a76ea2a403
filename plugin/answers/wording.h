// Figures in words, the same in reports and mails.
#pragma once
#include <optional>
#include <string>

#include "answers/response_times.h"

namespace earshot::answers {

// "2 h 5 min", "3 d 4 h"; "unknown" for nothing.
std::string words(const std::optional<Duration>& d);
std::string words(const std::optional<Quantile>& q);  // "> 3 d" where that is all that is known
// "83 %", "83 % so far"; "none" where there was nothing.
std::string percent(const std::optional<double>& share, bool so_far = false);

}  // namespace earshot::answers
