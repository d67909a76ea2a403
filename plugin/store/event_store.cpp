#include "store/event_store.h"

namespace earshot::store {

void add_event(db::Tx& tx, const Books& books, std::string_view subject_kind, model::RowId subject,
               std::string_view fact, std::string_view detail, std::string_view who) {
  std::int64_t stored = 0;
  // None is stored if another process happened to mint the same number; the next number is another.
  while (stored == 0) {
    stored = tx.exec(
        "insert into event (site_id, id, at, subject_kind, subject_id, fact, who, detail)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (site_id, id) do nothing",
        {key(books.site.id), books.next_id(), micros(books.now()), std::string(subject_kind), subject,
         std::string(fact), std::string(who), std::string(detail)});
  }
}

std::vector<Event> events_of(db::Reader& reader, model::SiteId site, std::string_view subject_kind,
                             model::RowId subject) {
  std::vector<Event> out;
  for (const auto& row :
       reader.query("select at, fact, who, detail from event"
                    " where site_id = $1 and subject_kind = $2 and subject_id = $3 order by id",
                    {key(site), std::string(subject_kind), subject})) {
    out.push_back({from_micros(row.integer(0)), row.text(1), row.text(2), row.text(3)});
  }
  return out;
}

}  // namespace earshot::store
