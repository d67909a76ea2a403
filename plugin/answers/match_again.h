// The roster changed, or a page was proven to be somebody's: who wrote what, and so who answered whom, is
// decided anew for all that was ever said.
#pragma once
#include "model/job.h"
#include "store/books.h"

namespace earshot::answers {

// Job `match_again`: some conversations a run, from the oldest post on. Does nothing if all were matched by
// the roster and the proofs of now. Alerts nobody.
model::JobOutcome match_again(const store::Books& books);

}  // namespace earshot::answers
