// What kind of words an item holds, as it was last read.
#pragma once
#include <functional>
#include <string>

#include "db/database.h"
#include "model/alert.h"
#include "store/books.h"

namespace earshot::store {

struct ItemKindRow {
  model::CaseKind kind = model::CaseKind::other;
  std::string words;  // that decided
};
void put_item_kind(db::Tx& tx, model::SiteId site, model::ItemKind item_kind, model::RowId item,
                   const ItemKindRow& row);
// `other` if nothing was found in it, or it was never read.
ItemKindRow find_item_kind(db::Reader& reader, model::SiteId site, model::ItemKind item_kind,
                           model::RowId item);

// Of all comments of which a kind is known, in order of their numbers.
void stream_comment_kinds(db::Reader& reader, model::SiteId site,
                          const std::function<void(model::RowId item, model::CaseKind kind)>& each);

}  // namespace earshot::store
