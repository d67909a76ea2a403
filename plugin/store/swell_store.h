// How many different people name a company, product or topic, window by window; and when staff were told.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "model/agreement.h"
#include "store/books.h"

namespace earshot::store {

// Different authors, staff left out, in windows that end with `now`: the first is the last window, the second
// the one before it … up to `windows`.
struct HeardOf {
  model::WhomKind kind{};
  std::string whom;
  std::vector<int> authors;
};
std::vector<HeardOf> heard_of(db::Reader& reader, model::SiteId site, Time now, Duration window, int windows);
// Those of whom such a name was heard since then, one item each, the earliest first; of an item only kind,
// id, writer and time are told.
std::vector<model::Agreement> who_named(db::Reader& reader, model::SiteId site, model::WhomKind kind,
                                        const std::string& whom, Time since, int limit);
// The first comment or linkback that we know of.
std::optional<Time> heard_first(db::Reader& reader, model::SiteId site);

std::optional<Time> swell_told(db::Reader& reader, model::SiteId site, model::WhomKind kind,
                               const std::string& whom);
void note_swell(db::Tx& tx, const Books& books, model::WhomKind kind, const std::string& whom, int authors,
                double usual);

}  // namespace earshot::store
