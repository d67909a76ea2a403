#include "store/notice_store.h"

#include "store/columns.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/letter_store.h"

namespace earshot::store {

using model::word;

namespace {

#define EARSHOT_NOTICE                                                                                    \
  "select id, case_id, person, what, cause, why, passage, url, state, message_id, created_at from notice" \
  " where site_id = $1 and "

model::Notice notice_from(const db::Row& row) {
  model::Notice out;
  out.id = row.integer(0);
  out.case_id = row.integer(1);
  out.person = row.text(2);
  out.what = model::stored_word<model::NoticeKind>(row.text(3));
  out.cause = row.integer(4);
  out.why = row.text(5);
  out.passage = row.text(6);
  out.url = row.text(7);
  out.state = model::stored_word<model::DeliveryState>(row.text(8));
  out.message_id = row.text(9);
  out.created = from_micros(row.integer(10));
  return out;
}

}  // namespace

std::optional<model::RowId> add_notice(db::Tx& tx, const Books& books, const model::Notice& notice,
                                       Time due) {
  const auto id = books.next_id();
  const auto inserted = tx.exec(
      "insert into notice (site_id, id, case_id, person, what, cause, why, passage, url, state, message_id, "
      "tries, last_error, created_at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,'pending',$10,0,'',$11)"
      " on conflict (site_id, person, what, case_id, cause) do nothing",
      {key(books.site.id), id, notice.case_id, notice.person, std::string(word(notice.what)), notice.cause,
       notice.why, notice.passage, notice.url,
       new_message_id(books.site, "case-" + std::to_string(notice.case_id) + ".notice-" + std::to_string(id)),
       micros(books.now())});
  if (inserted == 0) return std::nullopt;
  if (notice.case_id != 0)
    add_event(tx, books, "case", notice.case_id, "told", std::string(word(notice.what)) + ": " + notice.why,
              notice.person);
  add_job(tx, books, model::JobKind::tell_notice, id, due);
  return id;
}

std::optional<model::Notice> find_notice(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first(EARSHOT_NOTICE "id = $2", {key(site), id});
  return row ? std::optional(notice_from(*row)) : std::nullopt;
}

std::vector<model::Notice> notices_of_case(db::Reader& reader, model::SiteId site, model::RowId case_id) {
  std::vector<model::Notice> out;
  for (const auto& row : reader.query(EARSHOT_NOTICE "case_id = $2 order by id", {key(site), case_id}))
    out.push_back(notice_from(row));
  return out;
}

void note_notice(db::Tx& tx, const Books& books, model::RowId id, model::DeliveryState state,
                 const std::string& error) {
  const db::Value sent = state == model::DeliveryState::sent ? db::Value(micros(books.now())) : db::Value();
  tx.exec(
      "update notice set state = $3, tries = tries + 1, last_error = $4, sent_at = coalesce(sent_at, $5)"
      " where site_id = $1 and id = $2",
      {key(books.site.id), id, std::string(word(state)), error, sent});
  add_event(tx, books, "notice", id, word(state), error);
}

}  // namespace earshot::store
