#include "store/trace_store.h"

#include "store/linkback_store.h"

namespace earshot::store {
namespace {

std::vector<model::RowId> numbers(const std::vector<db::Row>& rows) {
  std::vector<model::RowId> out;
  for (const auto& row : rows) out.push_back(row.integer(0));
  return out;
}

}  // namespace

std::vector<model::RowId> linkbacks_from(db::Reader& reader, model::SiteId site, const Url& source,
                                         int limit) {
  const auto exact = source_key(source);
  const bool one_entry = source.fragment().has_value();
  // "#" and the character behind it bound the keys of all entries of the page.
  return numbers(
      reader.query("select id from linkback where site_id = $1 and (source_key = $2"
                   " or (source_key >= $3 and source_key < $4)) order by id desc limit $5",
                   {key(site), exact, one_entry ? exact : exact + "#", one_entry ? exact : exact + "$",
                    std::int64_t{limit}}));
}

std::vector<model::RowId> linkbacks_to(db::Reader& reader, model::SiteId site, model::RowId post, int limit) {
  return numbers(
      reader.query("select id from linkback where site_id = $1 and post_id = $2 order by id desc limit $3",
                   {key(site), post, std::int64_t{limit}}));
}

std::vector<QueueLine> jobs_about(db::Reader& reader, model::SiteId site,
                                  std::span<const model::JobKind> kinds, model::RowId subject) {
  std::vector<QueueLine> out;
  for (const auto kind : kinds) {
    const auto row = reader.first(
        "select id, due_at, state, tries, last_error from job"
        " where site_id = $1 and kind = $2 and subject = $3",
        {key(site), std::string(model::word(kind)), subject});
    if (!row) continue;
    out.push_back({{site, row->integer(0), kind, subject, static_cast<int>(row->integer(3))},
                   from_micros(row->integer(1)),
                   row->text(2) == "running",
                   row->text(4)});
  }
  return out;
}

}  // namespace earshot::store
