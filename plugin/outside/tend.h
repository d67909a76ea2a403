// The job `tend_outside`: what was read elsewhere is kept only as long as it is needed.
#pragma once
#include "model/job.h"
#include "store/books.h"

namespace earshot::outside {

// Words without a case leave after ninety days. Comes again by itself.
model::JobOutcome tend_outside(const store::Books& books);

}  // namespace earshot::outside
