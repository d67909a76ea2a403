#include "store/publication_store.h"

#include "store/id_list.h"
#include "store/job_store.h"

namespace earshot::store {

using model::LinkbackState;

void note_publication(db::Tx& tx, const Books& books, const model::Linkback* before,
                      const model::Linkback& after) {
  const bool was = before && before->state == LinkbackState::shown;
  const bool is = after.state == LinkbackState::shown;
  if (!was && !is) return;
  if (was && is && before->digest == after.digest && before->source == after.source) return;
  tx.exec(
      "insert into publication (site_id, linkback_id, change_id, changed_at, shown)"
      " values ($1, $2, $3, $4, $5) on conflict (site_id, linkback_id) do update set"
      " change_id = excluded.change_id, changed_at = excluded.changed_at, shown = excluded.shown",
      {key(books.site.id), after.id, books.next_id(), micros(books.now()), std::int64_t{is}});
  if (before && books.site.webhook.url) add_job(tx, books, model::JobKind::call_hook, after.id, books.now());
}

std::optional<Publication> find_publication(db::Reader& reader, model::SiteId site,
                                            model::RowId linkback_id) {
  const auto row = reader.first(
      "select change_id, changed_at, shown from publication where site_id = $1 and linkback_id = $2",
      {key(site), linkback_id});
  if (!row) return std::nullopt;
  return Publication{linkback_id, row->integer(0), from_micros(row->integer(1)), row->flag(2)};
}

std::vector<Withdrawn> withdrawn_since(db::Reader& reader, model::SiteId site,
                                       const std::optional<std::vector<model::RowId>>& posts, Time since,
                                       int limit) {
  std::vector<db::Value> values{key(site), micros(since), std::int64_t{limit}};
  // Of a post: by the post's own list, which is short; of all: by time.
  std::string sql =
      posts ? "select l.id, l.source, l.target, p.changed_at from linkback l cross join publication p"
              " where l.site_id = $1 and l.state in ('hidden', 'gone', 'waiting', 'junk')"
              " and p.site_id = $1 and p.linkback_id = l.id and p.shown = 0 and p.changed_at >= $2"
            : "select l.id, l.source, l.target, p.changed_at from publication p cross join linkback l"
              " where p.site_id = $1 and p.shown = 0 and p.changed_at >= $2"
              " and l.site_id = $1 and l.id = p.linkback_id";
  if (posts) {
    sql += in_ids("l.post_id", posts->size(), values.size() + 1);
    add_ids(values, *posts);
  }
  sql += " order by p.changed_at, p.linkback_id limit $3";
  std::vector<Withdrawn> out;
  for (const auto& row : reader.query(sql, values))
    out.push_back({row.integer(0), row.text(1), row.text(2), from_micros(row.integer(3))});
  return out;
}

std::int64_t tell_again(db::Tx& tx, const Books& books, Time since) {
  const auto changed = tx.query(
      "select linkback_id from publication where site_id = $1 and changed_at >= $2 order by changed_at",
      {key(books.site.id), micros(since)});
  for (const auto& row : changed) add_job(tx, books, model::JobKind::call_hook, row.integer(0), books.now());
  return static_cast<std::int64_t>(changed.size());
}

}  // namespace earshot::store
