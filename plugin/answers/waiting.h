// Which comments wait for an answer, and since when.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "answers/guess.h"
#include "answers/reading.h"
#include "model/site.h"
#include "names/matcher.h"

namespace earshot::answers {

struct Need {
  bool needs = false;
  std::string why;  // why it needs none; "" if it does
  // The comment that this one is a copy of: an answer to the copy answers it.
  std::optional<std::size_t> copy_of = std::nullopt;
};
struct NeedRules {
  model::NeedsAnswer policy = model::NeedsAnswer::all;
  const names::Matcher* names = nullptr;      // for the policy `mentions`; must outlive the call
  std::map<model::RowId, bool> said_by_hand;  // stands against policy and reading
};
// For each comment of the conversation: a reader's comment that the policy holds needs an answer unless it is
// thanks, praise or small talk alone, a greeting with a link, empty, or said before by the same author.
std::vector<Need> needs_of(const Conversation& conversation, const NeedRules& rules = {});

// What was said elsewhere to a comment of the conversation: a later post, a page of a staff member's own.
struct SaidElsewhere {
  std::size_t item = 0;
  model::RowId answer = 0;  // the post or linkback
  Time at{};
  std::string person;
};
struct WaitRules {
  bool blanket = false;                  // a staff comment without a link ends the waits of all before it
  std::vector<SaidElsewhere> elsewhere;  // certain enough
  std::optional<Time> closed;  // nobody can write under the post since then: who waits, waits no more
};
// For each comment that needs an answer: its run, and the first answer to any comment of the run. Links below
// `certain_enough` end no wait. The others keep an empty wait.
std::vector<model::Wait> waits_of(const Conversation& conversation, const std::vector<Need>& needs,
                                  const std::vector<Link>& links, const WaitRules& rules = {});

}  // namespace earshot::answers
