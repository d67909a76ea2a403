#include "outreach/case_words.h"

namespace earshot::outreach {

using model::CaseState;

std::string state_in_words(const model::Site& site, const model::Case& one) {
  const std::string since = " since " + iso8601(one.changed);
  const std::string who = site.roster.name_of(one.owner);
  switch (one.state) {
    case CaseState::fresh:
      return "it waits for somebody to take it";
    case CaseState::claimed:
      return who + " has it" + since;
    case CaseState::answered:
      return "it is answered" + since + (one.owner.empty() ? "" : ", by " + who);
    case CaseState::waiting_again:
      return "it waits again" + since;
    case CaseState::closed:
      break;
  }
  return "it is closed" + since;
}

}  // namespace earshot::outreach
