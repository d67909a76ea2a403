// Who answers whom, in one conversation: certain signs first (thread, link, quotation, address), nearness
// last.
#pragma once
#include <cstddef>
#include <vector>

#include "answers/guess.h"
#include "answers/reading.h"
#include "model/post.h"

namespace earshot::answers {

// Below this an answer is a hint only: it is shown, but nobody's wait ends by it.
inline constexpr double certain_enough = 0.5;

// What signs say, and the staff comments without any, both in order of time.
struct Signs {
  std::vector<Link> links;
  std::vector<std::size_t> silent;  // only those where nearness may be tried
};
Signs read_signs(const Conversation& conversation);

// Signs, and where the conversation records no thread at all, guesses for the rest; in order of the answers.
std::vector<Link> match_conversation(const Conversation& conversation, const Habits& habits);

}  // namespace earshot::answers
