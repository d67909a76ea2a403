// Comments that became other ones after they were answered: the answer stands, and people are told.
#pragma once
#include <map>
#include <string_view>
#include <vector>

#include "answers/guess.h"
#include "answers/reading.h"
#include "answers/waiting.h"
#include "store/answer_store.h"

namespace earshot::answers {

// Of the words that a reader sees now, the share that did not stand there before; 0 where nothing is left.
double share_of_new_words(std::string_view html_before, std::string_view html_now);

// Marks in `waits` what was edited behind its last answer and says something else since. `wait_again`: it
// waits once more, unless nobody can write there any more.
void mark_edits(const Conversation& conversation, const std::vector<Link>& links, const WaitRules& rules,
                const std::map<model::RowId, store::AnsweredText>& texts, bool wait_again,
                std::vector<model::Wait>& waits);

}  // namespace earshot::answers
