#include "store/outside_answer_store.h"

#include <algorithm>

#include "store/columns.h"

namespace earshot::store {

using model::AnswerLevel;
using model::OutsideAnswer;

namespace {

#define EARSHOT_OUTSIDE_ANSWER_COLUMNS "id, case_id, answer_key, item_id, person, url, level, answered_at"

std::vector<OutsideAnswer> outside_answers_in(const std::vector<db::Row>& rows) {
  std::vector<OutsideAnswer> out;
  for (const auto& row : rows) {
    out.push_back({row.integer(0), row.integer(1), row.text(2), row.maybe_integer(3), row.text(4),
                   row.text(5), model::stored_word<AnswerLevel>(row.text(6)), from_micros(row.integer(7))});
  }
  return out;
}

// The same answer as we know it: by its key, or confirmed by a person whose comment was not there yet.
const OutsideAnswer* same_answer(const std::vector<OutsideAnswer>& known, const OutsideAnswer& answer) {
  const auto by_key = std::ranges::find(known, answer.key, &OutsideAnswer::key);
  if (by_key != known.end()) return &*by_key;
  if (!answer.item) return nullptr;
  const auto unseen = std::ranges::find_if(known, [&](const OutsideAnswer& one) {
    return !one.item && one.person == answer.person && one.level == AnswerLevel::confirmed;
  });
  return unseen == known.end() ? nullptr : &*unseen;
}

}  // namespace

bool put_outside_answer(db::Tx& tx, const Books& books, OutsideAnswer answer) {
  const auto site = key(books.site.id);
  const auto known = outside_answers_of_case(tx, books.site.id, answer.case_id);
  const auto* same = same_answer(known, answer);
  if (!same) {
    tx.exec("insert into outside_answer (site_id, " EARSHOT_OUTSIDE_ANSWER_COLUMNS
            ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
            {site, books.next_id(), answer.case_id, answer.key, id_or_null(answer.item), answer.person,
             answer.url, std::string(model::word(answer.level)), micros(answer.at)});
    return true;
  }
  // Whom somebody confirmed no name contradicts.
  const bool stays = same->level == AnswerLevel::confirmed;
  if (stays && answer.level == AnswerLevel::claimed) {
    answer.level = AnswerLevel::confirmed;
    answer.person = same->person;
  }
  if (!answer.item && same->item) {
    answer.item = same->item;
    answer.key = same->key;
    answer.url = same->url;
    answer.at = same->at;
  }
  tx.exec(
      "update outside_answer set answer_key = $3, item_id = $4, person = $5, url = $6, level = $7,"
      " answered_at = $8 where site_id = $1 and id = $2",
      {site, same->id, answer.key, id_or_null(answer.item), answer.person, answer.url,
       std::string(model::word(answer.level)), micros(answer.at)});
  return answer.level != same->level || answer.person != same->person || answer.item != same->item;
}

std::vector<OutsideAnswer> outside_answers_of_case(db::Reader& reader, model::SiteId site,
                                                   model::RowId case_id) {
  return outside_answers_in(
      reader.query("select " EARSHOT_OUTSIDE_ANSWER_COLUMNS
                   " from outside_answer where site_id = $1 and case_id = $2 order by +answered_at, id",
                   {key(site), case_id}));
}

std::vector<model::RowId> alerted_outside(db::Reader& reader, model::SiteId site, model::RowId case_id) {
  std::vector<model::RowId> out;
  for (const auto& row :
       reader.query("select item_id from alert where site_id = $1 and case_id = $2 and item_kind = 'outside'",
                    {key(site), case_id}))
    out.push_back(row.integer(0));
  return out;
}

std::vector<OutsideAnswer> outside_answers(db::Reader& reader, model::SiteId site, Time from, Time to) {
  return outside_answers_in(
      reader.query("select " EARSHOT_OUTSIDE_ANSWER_COLUMNS
                   " from outside_answer where site_id = $1 and answered_at >= $2 and answered_at < $3"
                   " order by answered_at, id",
                   {key(site), micros(from), micros(to)}));
}

}  // namespace earshot::store
