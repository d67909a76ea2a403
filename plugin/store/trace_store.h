// Which records an address or a number belongs to: for whoever asks why something was decided.
#pragma once
#include <string_view>
#include <vector>

#include "base/url.h"
#include "db/database.h"
#include "store/job_store.h"

namespace earshot::store {

// Linkbacks from that page, newest first. Without a fragment in the address those of all its entries.
std::vector<model::RowId> linkbacks_from(db::Reader& reader, model::SiteId site, const Url& source,
                                         int limit);
// Linkbacks to that post, newest first.
std::vector<model::RowId> linkbacks_to(db::Reader& reader, model::SiteId site, model::RowId post, int limit);
// What is still to be done about a record, by kind.
std::vector<QueueLine> jobs_about(db::Reader& reader, model::SiteId site,
                                  std::span<const model::JobKind> kinds, model::RowId subject);

}  // namespace earshot::store
