#include "store/by_hand_store.h"

namespace earshot::store {

void say_by_hand(db::Tx& tx, const Books& books, model::RowId comment, model::HandWord word) {
  tx.exec(
      "insert into said_by_hand (site_id, comment_id, word, said_at) values ($1, $2, $3, $4)"
      " on conflict (site_id, comment_id) do update set word = excluded.word, said_at = excluded.said_at",
      {key(books.site.id), comment, std::string(model::word(word)), micros(books.now())});
}

bool take_back_by_hand(db::Tx& tx, model::SiteId site, model::RowId comment) {
  return tx.exec("delete from said_by_hand where site_id = $1 and comment_id = $2", {key(site), comment}) > 0;
}

std::optional<model::HandWord> said_by_hand(db::Reader& reader, model::SiteId site, model::RowId comment) {
  const auto row = reader.first("select word from said_by_hand where site_id = $1 and comment_id = $2",
                                {key(site), comment});
  return row ? std::optional(model::stored_word<model::HandWord>(row->text(0))) : std::nullopt;
}

std::map<model::RowId, model::HandWord> said_by_hand_under(db::Reader& reader, model::SiteId site,
                                                           model::RowId post) {
  std::map<model::RowId, model::HandWord> out;
  const auto rows = reader.query(
      // Most sites never said anything: then no comment is looked up.
      "select comment_id, word from said_by_hand where site_id = $1 and comment_id in"
      " (select id from comment where site_id = $1 and post_id = $2)"
      " and exists (select 1 from said_by_hand where site_id = $1)",
      {key(site), post});
  for (const auto& row : rows) out[row.integer(0)] = model::stored_word<model::HandWord>(row.text(1));
  return out;
}

}  // namespace earshot::store
