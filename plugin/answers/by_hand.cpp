#include "answers/by_hand.h"

#include "answers/answer_match.h"
#include "answers/response_times.h"
#include "answers/staff_match.h"
#include "store/answer_store.h"
#include "store/by_hand_store.h"
#include "store/event_store.h"

namespace earshot::answers {

namespace {

using model::HandWord;

void drop_answers_by_hand(db::Tx& tx, const store::Books& books, model::RowId comment) {
  for (const auto& answer : store::answers_by(tx, books.site.id, comment)) {
    if (answer.rule == model::AnswerRule::manual)
      store::drop_answer(tx, books.site.id, comment, answer.item_id);
  }
}

Said heed(const store::Books& books, const model::Comment& comment) {
  match_post(books, comment.post_id);
  return Heeded{};
}

const char* const not_staff = "it was not written by a proven or confirmed member of staff";

}  // namespace

Said say_answers(const store::Books& books, const model::Comment& answer, const model::Comment& item) {
  if (!is_staff(answer)) return Refused{not_staff};
  if (is_staff(item)) return Refused{"what is to be answered was written by staff"};
  if (answer.post_id != item.post_id) return Refused{"they stand under different posts"};
  if (answer.published && item.published && *item.published > *answer.published + clock_skew)
    return Refused{"what is to be answered was written later"};
  books.database.write([&](db::Tx& tx) {
    if (store::said_by_hand(tx, books.site.id, answer.id) != HandWord::these)
      drop_answers_by_hand(tx, books, answer.id);
    store::say_by_hand(tx, books, answer.id, HandWord::these);
    store::put_answer(tx, books, {answer.id, item.id, model::AnswerRule::manual, 1.0});
    store::add_event(tx, books, "comment", answer.id, "said to answer", item.engine_id);
  });
  return heed(books, answer);
}

Said say_answers_post(const store::Books& books, const model::Comment& answer) {
  if (!is_staff(answer)) return Refused{not_staff};
  books.database.write([&](db::Tx& tx) {
    drop_answers_by_hand(tx, books, answer.id);
    store::say_by_hand(tx, books, answer.id, HandWord::post);
    store::add_event(tx, books, "comment", answer.id, "said to answer", "the post only");
  });
  return heed(books, answer);
}

Said say_need(const store::Books& books, const model::Comment& item, bool needs) {
  if (is_staff(item)) return Refused{"it was written by staff, who wait for nobody"};
  books.database.write([&](db::Tx& tx) {
    store::say_by_hand(tx, books, item.id, needs ? HandWord::needed : HandWord::not_needed);
    store::add_event(tx, books, "comment", item.id, needs ? "said to need an answer" : "said to need none",
                     "");
  });
  return heed(books, item);
}

Said take_back(const store::Books& books, const model::Comment& comment) {
  const bool known = books.database.write([&](db::Tx& tx) {
    drop_answers_by_hand(tx, books, comment.id);
    if (!store::take_back_by_hand(tx, books.site.id, comment.id)) return false;
    store::add_event(tx, books, "comment", comment.id, "taken back", "what was said by hand");
    return true;
  });
  if (!known) return Refused{"nothing was said about it by hand"};
  return heed(books, comment);
}

}  // namespace earshot::answers
