// What people are told about a case beside its items, and how the mails of that fared.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "model/alert.h"
#include "store/books.h"

namespace earshot::store {

// With its job `tell_notice`, due then. Nothing if this person was told of this cause before.
std::optional<model::RowId> add_notice(db::Tx& tx, const Books& books, const model::Notice& notice, Time due);
std::optional<model::Notice> find_notice(db::Reader& reader, model::SiteId site, model::RowId id);
// Oldest first.
std::vector<model::Notice> notices_of_case(db::Reader& reader, model::SiteId site, model::RowId case_id);
void note_notice(db::Tx& tx, const Books& books, model::RowId id, model::DeliveryState state,
                 const std::string& error);

}  // namespace earshot::store
