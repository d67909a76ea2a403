// The job `read_feed`: what is new on somebody else's blog.
#pragma once
#include "model/job.h"
#include "net/fetcher.h"
#include "outside/pace.h"
#include "store/books.h"

namespace earshot::outside {

// One fetch, two where the feed must be found first. Comes again by itself until the feed is gone or not
// watched any more. What stood there before the watch began is stored and alerts nobody.
model::JobOutcome read_feed(const store::Books& books, net::Fetcher& web, const model::Job& job,
                            const Turn& turn);

// Words of posts and comments that opened no case are kept for so long.
inline constexpr auto words_are_kept = std::chrono::hours(24 * 90);
// The comments of a post are read for so long, whether anybody is named in it or not.
inline constexpr auto young = std::chrono::hours(24 * 7);

}  // namespace earshot::outside
