// How a case stands, in words for its people.
#pragma once
#include <string>
#include <vector>

#include "model/alert.h"
#include "model/site.h"
#include "store/event_store.h"

namespace earshot::outreach {

// Who answered last, which need not be whom the case belongs to: roster id, "" = nobody, or unknown.
std::string answered_by(const model::Case& one, const std::vector<store::Event>& history);

// "Ana Ruiz has it since 2026-01-05T10:00:00Z", "it is answered since …, by Tom Becker". `history`: the
// events of the case.
std::string state_in_words(const model::Site& site, const model::Case& one,
                           const std::vector<store::Event>& history);

}  // namespace earshot::outreach
