#include "linkback/tend.h"

#include <chrono>

#include "base/log.h"
#include "base/token.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/moderation_store.h"

namespace earshot::linkback {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration junk_is_kept = hours(24 * 30);
constexpr Duration between_looks = hours(1), between_batches = minutes(1);
constexpr int checks_a_look = 2000, junk_a_look = 500;

// Spread over the time to the next look, or a thousand posts that were imported on one day would be asked for
// in one second for ever after.
Time some_time_in(Time now, Duration span) {
  const auto micros = static_cast<std::uint64_t>(span.count());
  return now + Duration(static_cast<std::int64_t>(random_number() % micros));
}

std::size_t queue_checks(db::Tx& tx, const store::Books& books) {
  if (books.site.recheck_days <= 0) return 0;
  const Time now = books.now();
  const auto old = store::linkbacks_to_read_again(tx, books.site.id,
                                                  now - hours(24) * books.site.recheck_days, checks_a_look);
  std::size_t queued = 0;
  for (const auto id : old) {
    if (store::verify_due(tx, books.site.id, id)) continue;
    store::add_job(tx, books, model::JobKind::verify, id, some_time_in(now, between_looks));
    ++queued;
  }
  return queued;
}

}  // namespace

model::JobOutcome tend(const store::Books& books) {
  struct Found {
    std::size_t queued = 0;
    int purged = 0;
  };
  const Found found = books.database.write([&](db::Tx& tx) {
    return Found{queue_checks(tx, books),
                 store::purge_junk(tx, books, books.now() - junk_is_kept, junk_a_look)};
  });
  if (found.queued > 0 || found.purged > 0) {
    log::info("linkback", "tended",
              {{"checks", std::int64_t(found.queued)}, {"purged", std::int64_t{found.purged}}});
  }
  return model::Again{books.now() + (found.purged == junk_a_look ? between_batches : between_looks), ""};
}

}  // namespace earshot::linkback
