// Agreement with conversations, item by item, and the counts that are derived of it.
#pragma once
#include <optional>
#include <vector>

#include "db/database.h"
#include "model/agreement.h"
#include "store/books.h"

namespace earshot::store {

// What one item agrees with replaces what it agreed with before. Conversations for which that changes
// anything are counted anew (job gather).
void put_agreements(db::Tx& tx, const Books& books, model::ItemKind kind, model::RowId item,
                    const std::vector<model::Agreement>& agreements);
std::vector<model::Agreement> agreements_by(db::Reader& reader, model::SiteId site, model::ItemKind kind,
                                            model::RowId item);
// The earliest first.
std::vector<model::Agreement> agreements_with(db::Reader& reader, model::SiteId site,
                                              model::ItemKind root_kind, model::RowId root);

// A conversation elsewhere became that of a linkback: its voices go with it, and what staff were told of
// them.
void move_agreements(db::Tx& tx, const Books& books, model::RowId outside, model::RowId linkback);
// The item and, if it begins one, its conversation leave.
void drop_outside_agreements(db::Tx& tx, model::SiteId site, model::RowId outside);

// One, as long as records of two kinds do not bear the same number.
std::vector<model::Gathering> gatherings_of(db::Reader& reader, model::SiteId site, model::RowId root);
void save_gathering(db::Tx& tx, model::SiteId site, const model::Gathering& gathering);
// Those with at least so many voices of which one was heard since then; most voices first.
std::vector<model::Gathering> list_gatherings(db::Reader& reader, model::SiteId site, int least, Time since,
                                              int limit);

}  // namespace earshot::store
