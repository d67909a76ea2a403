#include "store/gathering_store.h"

#include <set>
#include <utility>

#include "store/columns.h"
#include "store/job_store.h"

namespace earshot::store {
namespace {

using model::word;

constexpr std::string_view agreement_columns =
    "select root_kind, root_id, item_kind, item_id, how, said, name, account, page, host, url, said_at, old"
    " from agreement where site_id = $1 and ";

model::Agreement agreement_from(const db::Row& row) {
  model::Agreement out;
  out.root_kind = model::stored_word<model::ItemKind>(row.text(0));
  out.root_id = row.integer(1);
  out.item_kind = model::stored_word<model::ItemKind>(row.text(2));
  out.item_id = row.integer(3);
  out.how = model::stored_word<model::Agreeing>(row.text(4));
  out.said = row.text(5);
  out.name = row.text(6);
  out.account = row.text(7);
  out.page = row.text(8);
  out.host = row.text(9);
  out.url = row.text(10);
  out.at = from_micros(row.integer(11));
  out.old = row.flag(12);
  return out;
}

std::vector<model::Agreement> agreements_where(db::Reader& reader, std::string_view where,
                                               db::Reader::Values values) {
  std::vector<model::Agreement> out;
  for (const auto& row : reader.query(own(agreement_columns).append(where), values))
    out.push_back(agreement_from(row));
  return out;
}

void insert_agreement(db::Tx& tx, model::SiteId site, const model::Agreement& a) {
  tx.exec(
      "insert into agreement (site_id, root_kind, root_id, item_kind, item_id, how, said, name, account, "
      "page,"
      " host, url, said_at, old) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)"
      " on conflict (site_id, root_id, root_kind, item_id, item_kind) do nothing",
      {key(site), text(a.root_kind), a.root_id, text(a.item_kind), a.item_id, text(a.how), a.said, a.name,
       a.account, a.page, a.host, a.url, micros(a.at), std::int64_t{a.old}});
  tx.exec(
      "insert into gathering (site_id, root_kind, root_id, voices, hosts, first_at, last_at, told_voices,"
      " told_at) values ($1,$2,$3,0,0,null,null,0,null) on conflict (site_id, root_id, root_kind) do nothing",
      {key(site), text(a.root_kind), a.root_id});
}

constexpr std::string_view gathering_columns =
    "select root_kind, root_id, voices, hosts, first_at, last_at, told_voices, told_at from gathering"
    " where site_id = $1 and ";

model::Gathering gathering_from(const db::Row& row) {
  model::Gathering out;
  out.root_kind = model::stored_word<model::ItemKind>(row.text(0));
  out.root_id = row.integer(1);
  out.voices = static_cast<int>(row.integer(2));
  out.hosts = static_cast<int>(row.integer(3));
  out.first = maybe_time(row, 4);
  out.last = maybe_time(row, 5);
  out.told_voices = static_cast<int>(row.integer(6));
  out.told = maybe_time(row, 7);
  return out;
}

std::vector<model::Gathering> gatherings_where(db::Reader& reader, std::string_view where,
                                               db::Reader::Values values) {
  std::vector<model::Gathering> out;
  for (const auto& row : reader.query(own(gathering_columns).append(where), values))
    out.push_back(gathering_from(row));
  return out;
}

}  // namespace

void put_agreements(db::Tx& tx, const Books& books, model::ItemKind kind, model::RowId item,
                    const std::vector<model::Agreement>& agreements) {
  const auto site = books.site.id;
  const auto known = agreements_by(tx, site, kind, item);
  if (known == agreements) return;
  tx.exec("delete from agreement where site_id = $1 and item_id = $2 and item_kind = $3",
          {key(site), item, text(kind)});
  std::set<model::RowId> roots;
  for (const auto& each : known) roots.insert(each.root_id);
  for (const auto& each : agreements) {
    insert_agreement(tx, site, each);
    roots.insert(each.root_id);
  }
  for (const auto root : roots) add_job(tx, books, model::JobKind::gather, root, books.now());
}

std::vector<model::Agreement> agreements_by(db::Reader& reader, model::SiteId site, model::ItemKind kind,
                                            model::RowId item) {
  return agreements_where(reader, "item_id = $2 and item_kind = $3 order by +root_id, root_kind",
                          {key(site), item, text(kind)});
}

std::vector<model::Agreement> agreements_with(db::Reader& reader, model::SiteId site,
                                              model::ItemKind root_kind, model::RowId root) {
  return agreements_where(reader, "root_id = $2 and root_kind = $3 order by said_at, item_id",
                          {key(site), root, text(root_kind)});
}

void move_agreements(db::Tx& tx, const Books& books, model::RowId outside, model::RowId linkback) {
  const auto site = key(books.site.id);
  tx.exec(
      "insert into agreement (site_id, root_kind, root_id, item_kind, item_id, how, said, name, account, "
      "page,"
      " host, url, said_at, old) select site_id, 'linkback', $3, item_kind, item_id, how, said, name, "
      "account,"
      " page, host, url, said_at, old from agreement where site_id = $1 and root_id = $2 and root_kind ="
      " 'outside' on conflict (site_id, root_id, root_kind, item_id, item_kind) do nothing",
      {site, outside, linkback});
  tx.exec(
      "insert into gathering (site_id, root_kind, root_id, voices, hosts, first_at, last_at, told_voices,"
      " told_at) select site_id, 'linkback', $3, 0, 0, null, null, told_voices, told_at from gathering"
      " where site_id = $1 and root_id = $2 and root_kind = 'outside'"
      " on conflict (site_id, root_id, root_kind) do nothing",
      {site, outside, linkback});
  for (const std::string_view table : {"agreement", "gathering"}) {
    tx.exec("delete from " + own(table) + " where site_id = $1 and root_id = $2 and root_kind = 'outside'",
            {site, outside});
  }
  add_job(tx, books, model::JobKind::gather, linkback, books.now());
}

void drop_outside_agreements(db::Tx& tx, model::SiteId site, model::RowId outside) {
  tx.exec("delete from agreement where site_id = $1 and item_id = $2 and item_kind = 'outside'",
          {key(site), outside});
  for (const std::string_view table : {"agreement", "gathering"}) {
    tx.exec("delete from " + own(table) + " where site_id = $1 and root_id = $2 and root_kind = 'outside'",
            {key(site), outside});
  }
}

std::vector<model::Gathering> gatherings_of(db::Reader& reader, model::SiteId site, model::RowId root) {
  return gatherings_where(reader, "root_id = $2", {key(site), root});
}

void save_gathering(db::Tx& tx, model::SiteId site, const model::Gathering& one) {
  tx.exec(
      "update gathering set voices = $4, hosts = $5, first_at = $6, last_at = $7, told_voices = $8, told_at "
      "= $9"
      " where site_id = $1 and root_id = $2 and root_kind = $3",
      {key(site), one.root_id, text(one.root_kind), std::int64_t{one.voices}, std::int64_t{one.hosts},
       time_or_null(one.first), time_or_null(one.last), std::int64_t{one.told_voices},
       time_or_null(one.told)});
}

std::vector<model::Gathering> list_gatherings(db::Reader& reader, model::SiteId site, int least, Time since,
                                              int limit) {
  return gatherings_where(reader,
                          "voices > 0 and voices >= $2 and last_at > $3"
                          " order by voices desc, last_at desc, root_id limit $4",
                          {key(site), std::int64_t{least}, micros(since), std::int64_t{limit}});
}

}  // namespace earshot::store
