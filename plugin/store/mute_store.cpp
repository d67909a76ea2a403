#include "store/mute_store.h"

namespace earshot::store {

using model::word;

model::RowId add_mute(db::Tx& tx, const Books& books, const model::Mute& mute) {
  tx.exec(
      "insert into mute (site_id, id, person, what, value, added_at) values ($1,$2,$3,$4,$5,$6)"
      " on conflict (site_id, person, what, value) do nothing",
      {key(books.site.id), books.next_id(), mute.person, std::string(word(mute.what)), mute.value,
       micros(books.now())});
  return tx
      .first("select id from mute where site_id = $1 and person = $2 and what = $3 and value = $4",
             {key(books.site.id), mute.person, std::string(word(mute.what)), mute.value})
      ->integer(0);
}

bool remove_mute(db::Tx& tx, model::SiteId site, model::RowId id) {
  return tx.exec("delete from mute where site_id = $1 and id = $2", {key(site), id}) == 1;
}

std::vector<model::Mute> list_mutes(db::Reader& reader, model::SiteId site) {
  std::vector<model::Mute> out;
  for (const auto& row : reader.query("select id, person, what, value, added_at from mute where site_id = $1 "
                                      "order by added_at desc, id desc",
                                      {key(site)})) {
    out.push_back({row.integer(0), row.text(1), model::stored_word<model::MuteKind>(row.text(2)), row.text(3),
                   from_micros(row.integer(4))});
  }
  return out;
}

}  // namespace earshot::store
