// When readers were shown a linkback and when it was taken back: what copies of ours need to stay true.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "model/linkback.h"
#include "store/books.h"

namespace earshot::store {

struct Publication {
  model::RowId linkback_id = 0;
  model::RowId change_id = 0;  // new with each change that readers can see
  Time changed{};
  bool shown = true;
};

// A linkback was written: if readers see it now, saw it before, or see it change, that is noted, and the
// site's webhook, if it has one, hears of it. `before`: nothing for one that is new, as an import makes it;
// of those the webhook does not hear.
void note_publication(db::Tx& tx, const Books& books, const model::Linkback* before,
                      const model::Linkback& after);

std::optional<Publication> find_publication(db::Reader& reader, model::SiteId site, model::RowId linkback_id);

struct Withdrawn {
  model::RowId linkback_id = 0;
  std::string source, target;
  Time when{};
};
// Shown once and not now, taken back since then; oldest first. Without posts those of all posts.
std::vector<Withdrawn> withdrawn_since(db::Reader& reader, model::SiteId site,
                                       const std::optional<std::vector<model::RowId>>& posts, Time since,
                                       int limit);

// The webhook hears once more of everything that changed since then. Returns how many.
std::int64_t tell_again(db::Tx& tx, const Books& books, Time since);

}  // namespace earshot::store
