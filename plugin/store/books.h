// The books of one site: what every room above needs to read and write its records. Lent for one call.
#pragma once
#include "base/clock.h"
#include "db/database.h"
#include "model/ids.h"
#include "model/site.h"

namespace earshot::store {

struct Books {
  db::Database& database;
  const model::Site& site;
  model::IdMint& mint;
  const Clock& clock;

  Time now() const { return clock.now(); }
  model::RowId next_id() const { return mint.next(clock.now()); }
};

// The key columns of every table, as statement values.
inline std::int64_t key(model::SiteId site) {
  return model::number(site);
}

}  // namespace earshot::store
