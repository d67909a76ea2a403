// What staff promised in public, and what became of it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "model/alert.h"
#include "store/books.h"

namespace earshot::store {

// The promises found in one item: new sentences are added, open ones that were edited away go.
void put_promises(db::Tx& tx, const Books& books, model::ItemKind item_kind, model::RowId item,
                  const std::vector<model::Promise>& found);
std::optional<model::Promise> find_promise(db::Reader& reader, model::SiteId site, model::RowId id);
// Those due first come first; without `all` the open ones only.
std::vector<model::Promise> list_promises(db::Reader& reader, model::SiteId site, bool all, int limit);
// Open ones made before that item, by when they were made, at most `limit`.
std::vector<model::Promise> open_promises(db::Reader& reader, model::SiteId site, int limit);
// Open, due before `now`, and the promiser was not reminded yet.
std::vector<model::Promise> promises_due(db::Reader& reader, model::SiteId site, Time now, int limit);
void mark_reminded(db::Tx& tx, model::SiteId site, model::RowId id);
// False if it is not open. Stands in the history of the promise; `url`: the page that kept it, or "".
bool close_promise(db::Tx& tx, const Books& books, model::RowId id, model::PromiseState state,
                   const std::string& who, const std::string& url);
// An open promise gets another day, and its promiser will be reminded then. False if it is not open.
bool move_promise(db::Tx& tx, model::SiteId site, model::RowId id, Time due);

}  // namespace earshot::store
