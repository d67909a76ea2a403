// Cases that nobody moves: claims that run out, those that wait for too long, promises whose day has come.
#pragma once
#include "model/job.h"
#include "store/books.h"

namespace earshot::outreach {

// Job tend_cases, every other minute. A claim without an answer goes back to new, and who was told is told
// again; a case older than what its kind is wanted to wait goes to the next level, each level once; who
// promised is reminded once. A case of which readers see nothing rests meanwhile. Safe to repeat.
model::JobOutcome tend_cases(const store::Books& books);

}  // namespace earshot::outreach
