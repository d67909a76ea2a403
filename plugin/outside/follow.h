// The job `follow_outside`: what is said on a page elsewhere after we first saw it.
#pragma once
#include "model/job.h"
#include "net/fetcher.h"
#include "outside/pace.h"
#include "store/books.h"

namespace earshot::outside {

// Reads the page's feed of comments, or the page where there is none, at a pace that slows down when nobody
// says anything. Ends a week after the post, or, where a case is about it, two weeks after that was closed or
// sixty days after anything last happened; an alert begins it anew.
model::JobOutcome follow_outside(const store::Books& books, net::Fetcher& web, const model::Job& job,
                                 const Turn& turn);

}  // namespace earshot::outside
