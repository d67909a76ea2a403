// The weekly mail of the figures leaves.
#pragma once
#include "model/job.h"
#include "store/books.h"
#include "work/jobs.h"

namespace earshot::work {

// Job `mail_figures`. Without a mail server, or while it is away, again later.
model::JobOutcome mail_figures(const Tools& tools, const store::Books& books, const model::Job& job);

}  // namespace earshot::work
