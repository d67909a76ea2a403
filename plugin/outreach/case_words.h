// How a case stands, in words for its people.
#pragma once
#include <string>

#include "model/alert.h"
#include "model/site.h"

namespace earshot::outreach {

// "Ana Ruiz has it since 2026-01-05T10:00:00Z", "it is closed since …".
std::string state_in_words(const model::Site& site, const model::Case& one);

}  // namespace earshot::outreach
