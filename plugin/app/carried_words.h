// What people had said about comments where an import comes from, said again here: who wrote one, whom it
// answers, whether it needs an answer.
#pragma once
#include <vector>

#include "app/carried_comments.h"
#include "store/books.h"
#include "watch/comment_import.h"

namespace earshot::app {

// Call it when the conversations were matched. What was said here about the same comment stands; so a second
// time does nothing. Alerts nobody. What cannot be said here (a person that the roster does not have, an
// answer to a comment that is not there) is told as a bad line.
void say_carried_words(const store::Books& books, const std::vector<watch::CarriedWords>& words,
                       BadLines& bad);

}  // namespace earshot::app
