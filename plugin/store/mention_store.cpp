#include "store/mention_store.h"

#include <algorithm>
#include <functional>

namespace earshot::store {

using model::word;

void put_mentions(db::Tx& tx, const Books& books, model::ItemKind kind, model::RowId item,
                  const std::vector<Hit>& hits) {
  const auto site = key(books.site.id);
  tx.exec("delete from mention where site_id = $1 and item_kind = $2 and item_id = $3",
          {site, std::string(word(kind)), item});
  for (const auto& [m, passage] : hits) {
    tx.exec(
        "insert into mention (site_id, id, item_kind, item_id, whom_kind, whom, rule, why, certainty, "
        "alerts, found_text,"
        " begin_at, end_at, passage, found_at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)"
        " on conflict (site_id, item_kind, item_id, whom_kind, whom, begin_at) do nothing",
        {site, books.next_id(), std::string(word(kind)), item, std::string(word(m.kind)), m.whom, m.rule,
         m.why, std::string(m.sure ? "sure" : "probable"), std::int64_t{m.alerts}, m.text,
         static_cast<std::int64_t>(m.begin), static_cast<std::int64_t>(m.end), passage, micros(books.now())});
  }
}

std::vector<Hit> mentions_in(db::Reader& reader, model::SiteId site, model::ItemKind kind,
                             model::RowId item) {
  std::vector<Hit> out;
  for (const auto& row :
       reader.query("select whom_kind, whom, rule, why, certainty, alerts, found_text, begin_at, end_at, "
                    "passage from mention"
                    " where site_id = $1 and item_kind = $2 and item_id = $3 order by begin_at, id",
                    {key(site), std::string(word(kind)), item})) {
    Hit hit;
    hit.mention.kind = model::stored_word<model::WhomKind>(row.text(0));
    hit.mention.whom = row.text(1);
    hit.mention.rule = row.text(2);
    hit.mention.why = row.text(3);
    hit.mention.sure = row.text(4) == "sure";
    hit.mention.alerts = row.flag(5);
    hit.mention.text = row.text(6);
    hit.mention.begin = static_cast<std::size_t>(row.integer(7));
    hit.mention.end = static_cast<std::size_t>(row.integer(8));
    hit.passage = row.text(9);
    out.push_back(std::move(hit));
  }
  return out;
}

void stream_comment_topics(db::Reader& reader, model::SiteId site,
                           const std::function<void(model::RowId item, const std::string& topic)>& each) {
  const std::vector<db::Value> values{key(site)};
  reader.stream(
      "select item_id, whom from mention where site_id = $1 and item_kind = 'comment' and certainty = 'sure'"
      " and whom_kind in ('product', 'topic') order by whom_kind, whom, item_id",
      values, [&](const db::Row& row) { each(row.integer(0), row.text(1)); });
}

std::vector<model::RowId> comments_naming(db::Reader& reader, model::SiteId site, const std::string& topic,
                                          int limit) {
  std::vector<model::RowId> out;
  for (const auto kind : {model::WhomKind::product, model::WhomKind::topic}) {
    for (const auto& row :
         reader.query("select distinct item_id from mention where site_id = $1 and item_kind = 'comment'"
                      " and certainty = 'sure' and whom_kind in ('product', 'topic')"
                      " and whom_kind = $2 and whom = $3 order by item_id desc limit $4",
                      {key(site), std::string(word(kind)), topic, std::int64_t{limit}}))
      out.push_back(row.integer(0));
  }
  std::ranges::sort(out, std::greater());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  out.resize(std::min(out.size(), static_cast<std::size_t>(limit)));
  return out;
}

}  // namespace earshot::store
