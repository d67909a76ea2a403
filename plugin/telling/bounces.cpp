#include "telling/bounces.h"

#include "base/log.h"
#include "store/mail_trouble_store.h"

namespace earshot::telling {
namespace {

constexpr double hard_score = 1, soft_score = 0.5, too_much = 5;
constexpr std::chrono::days counted_once_in{1}, forgotten_after{7};

void store_suspended(db::Tx& tx, const store::Books& books, store::MailTrouble trouble) {
  trouble.suspended = books.now();
  store::put_mail_trouble(tx, books.site.id, trouble);
  log::error("telling", "an address is suspended: alerts to it wait",
             {{"why", trouble.why}, {"cure", "earshot outbox lists it, --forgive takes it back"}});
}

}  // namespace

bool note_bounce(db::Tx& tx, const store::Books& books, const Bounce& bounce) {
  auto trouble = store::mail_trouble(tx, books.site.id, bounce.address)
                     .value_or(store::MailTrouble{bounce.address, 0, {}, {}, {}});
  const bool today = trouble.score > 0 && books.now() - trouble.scored < counted_once_in;
  if (trouble.suspended || today) return false;
  if (books.now() - trouble.scored >= forgotten_after) trouble.score = 0;
  trouble.score += bounce.hard ? hard_score : soft_score;
  trouble.scored = books.now();
  trouble.why = bounce.why;
  if (trouble.score >= too_much) {
    store_suspended(tx, books, trouble);
    return true;
  }
  store::put_mail_trouble(tx, books.site.id, trouble);
  return false;
}

void suspend(db::Tx& tx, const store::Books& books, const std::string& address, const std::string& why) {
  store_suspended(tx, books, {address, too_much, books.now(), {}, why});
}

}  // namespace earshot::telling
