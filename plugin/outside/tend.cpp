#include "outside/tend.h"

#include "base/log.h"
#include "outside/feed_reading.h"
#include "store/outside_store.h"

namespace earshot::outside {

model::JobOutcome tend_outside(const store::Books& books) {
  constexpr int items_a_look = 500;
  const int gone = books.database.write([&](db::Tx& tx) {
    return store::purge_outside(tx, books, books.now() - words_are_kept, items_a_look);
  });
  if (gone > 0) log::info("outside", "tended", {{"purged", std::int64_t{gone}}});
  const Duration wait = gone == items_a_look ? std::chrono::minutes(1) : std::chrono::hours(6);
  return model::Again{books.now() + wait, ""};
}

}  // namespace earshot::outside
