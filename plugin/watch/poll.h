// What is new at the engine, and, from time to time, everything: comments and posts come into the books by
// these two.
#pragma once
#include "model/job.h"
#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::watch {

// Job `poll`: the newest comments and the posts changed last. Cheap when nothing happened; proves no
// deletion. Asks to be run again after ten seconds, or as fast as a feed fills, more rarely
// while the engine does not answer.
model::JobOutcome poll(const store::Books& books, net::Fetcher& web, const model::Job& job);

// Job `sweep`: everything, some pages a run. Finds late approvals, edits and deletions; a comment or post
// counts as gone only after the engine, asked for just that one, did not list it. Writes the setting
// "sweep_done_at" (microseconds) at its end and starts again ten minutes later.
model::JobOutcome sweep(const store::Books& books, net::Fetcher& web, const model::Job& job);

}  // namespace earshot::watch
