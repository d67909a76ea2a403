// What has to be done for linkbacks without anybody asking: sources of what is shown are read again from time
// to time, and junk is thrown away.
#pragma once
#include "model/job.h"
#include "store/books.h"

namespace earshot::linkback {

// The job `tend`: queues checks for a few old ones and purges old junk, then comes again, sooner while more
// is left. Fetches nothing itself.
model::JobOutcome tend(const store::Books& books);

}  // namespace earshot::linkback
