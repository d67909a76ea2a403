// What people do not want to hear of; visible, taken back at any time.
#pragma once
#include <vector>

#include "db/database.h"
#include "model/alert.h"
#include "store/books.h"

namespace earshot::store {

// Its number, also if it is there already.
model::RowId add_mute(db::Tx& tx, const Books& books, const model::Mute& mute);
bool remove_mute(db::Tx& tx, model::SiteId site, model::RowId id);
// The newest first.
std::vector<model::Mute> list_mutes(db::Reader& reader, model::SiteId site);

}  // namespace earshot::store
