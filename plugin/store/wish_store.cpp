#include "store/wish_store.h"

#include "store/job_store.h"

namespace earshot::store {
namespace {

Snooze snooze_from(const db::Row& row) {
  return {row.integer(0), row.integer(1), row.text(2), from_micros(row.integer(3))};
}

constexpr std::string_view snooze_columns =
    "select id, case_id, person, until_at from snooze where site_id = $1 ";

}  // namespace

bool unsubscribe(db::Tx& tx, const Books& books, const std::string& person, model::RowId case_id) {
  return tx.exec(
             "insert into unsubscribed (site_id, person, case_id, at) values ($1,$2,$3,$4)"
             " on conflict (site_id, person, case_id) do nothing",
             {key(books.site.id), person, case_id, micros(books.now())}) > 0;
}

bool subscribe_again(db::Tx& tx, model::SiteId site, const std::string& person, model::RowId case_id) {
  return tx.exec("delete from unsubscribed where site_id = $1 and person = $2 and case_id = $3",
                 {key(site), person, case_id}) > 0;
}

std::optional<Time> unsubscribed(db::Reader& reader, model::SiteId site, const std::string& person,
                                 model::RowId case_id) {
  const auto row =
      reader.first("select at from unsubscribed where site_id = $1 and person = $2 and case_id = $3",
                   {key(site), person, case_id});
  return row ? std::optional(from_micros(row->integer(0))) : std::nullopt;
}

void snooze(db::Tx& tx, const Books& books, const std::string& person, model::RowId case_id, Time until) {
  const auto id = books.next_id();
  tx.exec("delete from snooze where site_id = $1 and person = $2 and case_id = $3",
          {key(books.site.id), person, case_id});
  tx.exec("insert into snooze (site_id, id, person, case_id, until_at) values ($1,$2,$3,$4,$5)",
          {key(books.site.id), id, person, case_id, micros(until)});
  add_job(tx, books, model::JobKind::remind, id, until);
}

std::optional<Snooze> find_snooze(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first(std::string(snooze_columns) + "and id = $2", {key(site), id});
  return row ? std::optional(snooze_from(*row)) : std::nullopt;
}

std::optional<Snooze> snooze_of(db::Reader& reader, model::SiteId site, const std::string& person,
                                model::RowId case_id) {
  const auto row = reader.first(std::string(snooze_columns) + "and person = $2 and case_id = $3",
                                {key(site), person, case_id});
  return row ? std::optional(snooze_from(*row)) : std::nullopt;
}

void end_snooze(db::Tx& tx, model::SiteId site, model::RowId id) {
  tx.exec("delete from snooze where site_id = $1 and id = $2", {key(site), id});
}

}  // namespace earshot::store
