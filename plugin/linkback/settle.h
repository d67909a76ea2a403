// What a check of the source means for a stored ping: its next state, and what is shown of it.
#pragma once
#include "linkback/target.h"
#include "linkback/verify.h"
#include "model/job.h"
#include "store/books.h"

namespace earshot::linkback {

// Stores the verdict, its event and, when there is new text, the job `scan_linkback` in one transaction.
// Nothing changes when a moderator has hidden the record meanwhile. A source that could not be read leaves
// what readers see as it is.
model::JobOutcome settle(const store::Books& books, model::RowId id, const Verdict& verdict);

// The same for the look at a target that the books did not know. Nothing: go on and read the source.
std::optional<model::JobOutcome> settle_target(const store::Books& books, model::RowId id,
                                               const TargetVerdict& verdict);

}  // namespace earshot::linkback
