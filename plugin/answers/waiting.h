// Which comments wait for an answer, and since when.
#pragma once
#include <string>
#include <vector>

#include "answers/guess.h"
#include "answers/reading.h"

namespace earshot::answers {

struct Need {
  bool needs = false;
  std::string why;  // why it needs none; "" if it does
};
// For each comment of the conversation: a reader's comment needs an answer unless it is thanks or praise
// alone, a greeting with a link, empty, or said before by the same author.
std::vector<Need> needs_of(const Conversation& conversation);

// For each comment that needs an answer: its run, and the first answer to any comment of the run. Links below
// `certain_enough` end no wait. The others keep an empty wait.
std::vector<model::Wait> waits_of(const Conversation& conversation, const std::vector<Need>& needs,
                                  const std::vector<Link>& links);

}  // namespace earshot::answers
