#include "store/kind_store.h"

namespace earshot::store {

using model::word;

void put_item_kind(db::Tx& tx, model::SiteId site, model::ItemKind item_kind, model::RowId item,
                   const ItemKindRow& row) {
  if (row.kind == model::CaseKind::other) {
    tx.exec("delete from item_kind where site_id = $1 and item_kind = $2 and item_id = $3",
            {key(site), std::string(word(item_kind)), item});
    return;
  }
  tx.exec(
      "insert into item_kind (site_id, item_kind, item_id, kind, words) values ($1,$2,$3,$4,$5)"
      " on conflict (site_id, item_kind, item_id) do update set kind = excluded.kind, words = excluded.words",
      {key(site), std::string(word(item_kind)), item, std::string(word(row.kind)), row.words});
}

ItemKindRow find_item_kind(db::Reader& reader, model::SiteId site, model::ItemKind item_kind,
                           model::RowId item) {
  const auto row =
      reader.first("select kind, words from item_kind where site_id = $1 and item_kind = $2 and item_id = $3",
                   {key(site), std::string(word(item_kind)), item});
  if (!row) return {};
  return {model::stored_word<model::CaseKind>(row->text(0)), row->text(1)};
}

void stream_comment_kinds(db::Reader& reader, model::SiteId site,
                          const std::function<void(model::RowId item, model::CaseKind kind)>& each) {
  const std::vector<db::Value> values{key(site)};
  reader.stream(
      "select item_id, kind from item_kind where site_id = $1 and item_kind = 'comment' order by item_id",
      values,
      [&](const db::Row& row) { each(row.integer(0), model::stored_word<model::CaseKind>(row.text(1))); });
}

}  // namespace earshot::store
