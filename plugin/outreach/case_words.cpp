#include "outreach/case_words.h"

#include <algorithm>

namespace earshot::outreach {

using model::CaseState;

std::string answered_by(const model::Case& one, const std::vector<store::Event>& history) {
  if (one.state != CaseState::answered) return {};
  const auto last = std::find_if(history.rbegin(), history.rend(), [](const store::Event& event) {
    return event.fact == model::word(CaseState::answered);
  });
  return last == history.rend() ? std::string() : last->who;
}

std::string state_in_words(const model::Site& site, const model::Case& one,
                           const std::vector<store::Event>& history) {
  const std::string since = " since " + iso8601(one.changed);
  const std::string who = answered_by(one, history);
  switch (one.state) {
    case CaseState::fresh:
      return "it waits for somebody to take it";
    case CaseState::claimed:
      return site.roster.name_of(one.owner) + " has it" + since;
    case CaseState::answered:
      return "it is answered" + since + (who.empty() ? "" : ", by " + site.roster.name_of(who));
    case CaseState::waiting_again:
      return "it waits again" + since;
    case CaseState::closed:
      break;
  }
  return "it is closed" + since;
}

}  // namespace earshot::outreach
