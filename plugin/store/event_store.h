// Append-only facts: receipts and histories are told from them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "store/books.h"

namespace earshot::store {

struct Event {
  Time at{};
  std::string fact, who, detail;
};

// subject_kind: "linkback", "comment", "post", "case", "alert", "outside", "feed". who: "" = Earshot itself,
// else a roster id.
void add_event(db::Tx& tx, const Books& books, std::string_view subject_kind, model::RowId subject,
               std::string_view fact, std::string_view detail = {}, std::string_view who = {});
std::vector<Event> events_of(db::Reader& reader, model::SiteId site, std::string_view subject_kind,
                             model::RowId subject);

}  // namespace earshot::store
