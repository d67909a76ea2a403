// One look at a WordPress blog, and one stretch of a sweep over all of it.
#pragma once
#include <optional>

#include "net/fetcher.h"
#include "store/books.h"
#include "watch/wordpress.h"

namespace earshot::watch {

// Nothing, or why the engine could not be read.
std::optional<Trouble> look_at_wordpress(const store::Books& books, net::Fetcher& web);

struct SweepStep {
  bool finished = false;
  std::optional<Trouble> trouble;
};
// Some pages from where the last stretch ended; the place is kept in the setting "sweep_cursor".
SweepStep sweep_wordpress(const store::Books& books, net::Fetcher& web);

}  // namespace earshot::watch
