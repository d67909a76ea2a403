#include "identity/word.h"

#include "base/log.h"
#include "store/job_store.h"

namespace earshot::identity {

bool say_who_wrote(db::Tx& tx, const store::Books& books, model::RowId comment,
                   const store::IdentityWord& word) {
  const auto known = store::identity_word(tx, books.site.id, comment);
  if (known && known->person == word.person && known->identity == word.identity) return false;
  store::put_identity_word(tx, books, comment, word);
  store::add_job(tx, books, model::JobKind::match_answer, comment, books.now());
  log::info("identity", "word",
            {{"comment", comment},
             {"person", word.person},
             {"identity", model::word(word.identity)},
             {"who", word.who}});
  return true;
}

}  // namespace earshot::identity
