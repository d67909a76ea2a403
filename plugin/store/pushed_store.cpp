#include "store/pushed_store.h"

namespace earshot::store {

std::optional<std::string> answer_to_push(db::Reader& reader, model::SiteId site,
                                          const std::string& message) {
  const auto row =
      reader.first("select answer from pushed where site_id = $1 and message_id = $2", {key(site), message});
  return row ? std::optional(row->text(0)) : std::nullopt;
}

void note_push(db::Tx& tx, const Books& books, const std::string& message, const std::string& answer,
               Time forget) {
  tx.exec("delete from pushed where site_id = $1 and taken_at < $2", {key(books.site.id), micros(forget)});
  tx.exec("insert into pushed (site_id, message_id, taken_at, answer) values ($1, $2, $3, $4)",
          {key(books.site.id), message, micros(books.now()), answer});
}

}  // namespace earshot::store
