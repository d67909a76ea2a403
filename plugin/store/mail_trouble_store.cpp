#include "store/mail_trouble_store.h"

#include "store/columns.h"

namespace earshot::store {
namespace {

constexpr std::string_view trouble_columns =
    "select address, score, scored_at, suspended_at, why from mail_trouble where site_id = $1 ";

MailTrouble trouble_from(const db::Row& row) {
  return {row.text(0), row.real(1), from_micros(row.integer(2)), maybe_time(row, 3), row.text(4)};
}

}  // namespace

std::optional<MailTrouble> mail_trouble(db::Reader& reader, model::SiteId site, const std::string& address) {
  const auto row = reader.first(std::string(trouble_columns) + "and address = $2", {key(site), address});
  return row ? std::optional(trouble_from(*row)) : std::nullopt;
}

void put_mail_trouble(db::Tx& tx, model::SiteId site, const MailTrouble& trouble) {
  tx.exec(
      "insert into mail_trouble (site_id, address, score, scored_at, suspended_at, why)"
      " values ($1,$2,$3,$4,$5,$6) on conflict (site_id, address) do update set score = excluded.score,"
      " scored_at = excluded.scored_at, suspended_at = excluded.suspended_at, why = excluded.why",
      {key(site), trouble.address, trouble.score, micros(trouble.scored), time_or_null(trouble.suspended),
       trouble.why});
}

bool forgive_address(db::Tx& tx, model::SiteId site, const std::string& address) {
  return tx.exec("delete from mail_trouble where site_id = $1 and address = $2", {key(site), address}) > 0;
}

std::vector<MailTrouble> mail_troubles(db::Reader& reader, model::SiteId site) {
  std::vector<MailTrouble> out;
  for (const auto& row : reader.query(
           std::string(trouble_columns) + "order by suspended_at is null, scored_at desc", {key(site)}))
    out.push_back(trouble_from(row));
  return out;
}

bool was_heard(db::Reader& reader, model::SiteId site, const std::string& key_of_mail) {
  return reader
      .first("select 1 from mail_heard where site_id = $1 and message_key = $2", {key(site), key_of_mail})
      .has_value();
}

void note_heard(db::Tx& tx, const Books& books, const std::string& key_of_mail) {
  constexpr std::chrono::days kept{30};
  tx.exec("delete from mail_heard where site_id = $1 and at < $2",
          {key(books.site.id), micros(books.now() - kept)});
  tx.exec("insert into mail_heard (site_id, message_key, at) values ($1,$2,$3)",
          {key(books.site.id), key_of_mail, micros(books.now())});
}

}  // namespace earshot::store
