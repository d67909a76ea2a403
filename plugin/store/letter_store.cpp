#include "store/letter_store.h"

#include "base/token.h"
#include "store/case_store.h"
#include "store/columns.h"
#include "store/event_store.h"
#include "store/job_store.h"

namespace earshot::store {
namespace {

using model::DeliveryState;
using model::Letter;
using model::LetterForm;
using model::word;

constexpr std::string_view letter_columns =
    "select l.id, l.person, l.channel, l.form, l.subject_id, l.state, l.message_id, l.window_at, l.due_at, "
    "l.made_at, l.tried_at, l.sent_at, l.tries, l.trouble, l.last_error from letter l where l.site_id = $1 ";

Letter letter_from(const db::Row& row) {
  Letter out;
  out.id = row.integer(0);
  out.person = row.text(1);
  out.channel = model::stored_word<model::Channel>(row.text(2));
  out.form = model::stored_word<LetterForm>(row.text(3));
  out.subject = row.integer(4);
  out.state = model::stored_word<DeliveryState>(row.text(5));
  out.message_id = row.text(6);
  out.window = from_micros(row.integer(7));
  out.due = from_micros(row.integer(8));
  out.made = from_micros(row.integer(9));
  out.tried = maybe_time(row, 10);
  out.sent = maybe_time(row, 11);
  out.tries = static_cast<int>(row.integer(12));
  out.trouble = model::stored_word<model::Trouble>(row.text(13));
  out.last_error = row.text(14);
  return out;
}

std::vector<Letter> letters_where(db::Reader& reader, std::string_view condition,
                                  const std::vector<db::Value>& values) {
  std::vector<Letter> out;
  for (const auto& row :
       reader.query(std::string(letter_columns).append(condition), std::span<const db::Value>(values)))
    out.push_back(letter_from(row));
  return out;
}

std::optional<Letter> letter_where(db::Reader& reader, std::string_view condition,
                                   const std::vector<db::Value>& values) {
  auto found = letters_where(reader, condition, values);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

// Alerts that joined it beyond the first `most` go with another of the same kind.
void leave_to_another(db::Tx& tx, const Books& books, const Letter& full,
                      const std::vector<model::RowId>& rest) {
  Letter next = full;
  next.message_id.clear();
  next.due = books.now();
  next = add_letter(tx, books, std::move(next));
  for (const auto alert : rest) {
    tx.exec("update delivery set letter_id = $4 where site_id = $1 and alert_id = $2 and channel = $3",
            {key(books.site.id), alert, text(full.channel), next.id});
  }
  add_job(tx, books, model::JobKind::send_letter, next.id, books.now());
}

}  // namespace

std::string new_message_id(const model::Site& site, std::string_view what) {
  constexpr std::size_t secret_bytes = 9;
  return "earshot." + std::string(what) + "." + random_token(secret_bytes) + "@" +
         std::string(site.url.host());
}

Letter add_letter(db::Tx& tx, const Books& books, Letter letter) {
  letter.id = books.next_id();
  letter.made = books.now();
  if (letter.message_id.empty())
    letter.message_id = new_message_id(books.site, "letter-" + std::to_string(letter.id));
  tx.exec(
      "insert into letter (site_id, id, person, channel, form, subject_id, state, message_id, window_at, "
      "due_at, made_at, tried_at, sent_at, tries, trouble, last_error)"
      " values ($1,$2,$3,$4,$5,$6,'pending',$7,$8,$9,$10,$11,null,0,'none','')",
      {key(books.site.id), letter.id, letter.person, text(letter.channel), text(letter.form), letter.subject,
       letter.message_id, micros(letter.window), micros(letter.due), micros(letter.made),
       time_or_null(letter.tried)});
  return letter;
}

std::optional<Letter> find_letter(db::Reader& reader, model::SiteId site, model::RowId id) {
  return letter_where(reader, "and l.id = $2", {key(site), id});
}

std::optional<Letter> letter_with_message(db::Reader& reader, model::SiteId site,
                                          const std::string& message_id) {
  return letter_where(reader, "and l.message_id = $2 limit 1", {key(site), message_id});
}

std::optional<Letter> open_letter(db::Reader& reader, model::SiteId site, const std::string& person,
                                  model::Channel channel) {
  return letter_where(reader,
                      "and l.state = 'pending' and l.person = $2 and l.channel = $3 and l.tried_at is null"
                      " and l.form in ('roll-up', 'digest') order by l.id limit 1",
                      {key(site), person, text(channel)});
}

bool join_letter(db::Tx& tx, model::SiteId site, model::RowId alert, const Letter& letter) {
  return tx.exec(
             "update delivery set letter_id = $4 where site_id = $1 and alert_id = $2 and channel = $3"
             " and state = 'pending' and letter_id is null",
             {key(site), alert, text(letter.channel), letter.id}) > 0;
}

ToldLately told_lately(db::Reader& reader, model::SiteId site, const std::string& person,
                       model::Channel channel, model::RowId case_id, Time since, model::RowId except) {
  ToldLately out;
  const auto of = text(channel);
  const auto window =
      reader.first("select max(window_at) from letter where site_id = $1 and person = $2 and channel = $3",
                   {key(site), person, of});
  if (window && !window->is_null(0)) {
    out.window = from_micros(window->integer(0));
    out.alone_in_window = static_cast<int>(
        reader
            .first("select count(*) from letter where site_id = $1 and person = $2 and channel = $3"
                   " and window_at = $4 and form = 'alert'",
                   {key(site), person, of, window->integer(0)})
            ->integer(0));
  }
  out.same_case_lately =
      reader
          .first(
              "select 1 from letter l join alert a on a.site_id = l.site_id and a.id = l.subject_id"
              " where l.site_id = $1 and l.person = $2 and l.channel = $3 and l.made_at > $5"
              " and l.form = 'alert' and a.case_id = $4 limit 1",
              {key(site), person, of, case_id, micros(since)})
          .has_value();
  for (const auto& row :
       reader.query("select id, trouble from letter where site_id = $1 and person = $2 and channel = $3"
                    " and state = 'pending' and tried_at is not null and tries > 0",
                    {key(site), person, of})) {
    if (row.integer(0) == except) continue;
    ++out.pending_tried;
    out.held_up |= row.text(1) != word(model::Trouble::content);
  }
  return out;
}

std::vector<model::RowId> letter_alerts(db::Reader& reader, model::SiteId site, model::RowId letter) {
  std::vector<model::RowId> out;
  for (const auto& row : reader.query("select alert_id from delivery where site_id = $1 and letter_id = $2"
                                      " and state = 'pending' order by +alert_id",
                                      {key(site), letter}))
    out.push_back(row.integer(0));
  return out;
}

std::vector<model::RowId> alerts_told_by(db::Reader& reader, model::SiteId site, model::RowId letter) {
  std::vector<model::RowId> out;
  for (const auto& row : reader.query("select alert_id from delivery where site_id = $1 and letter_id = $2"
                                      " and state <> 'withdrawn' order by +alert_id",
                                      {key(site), letter}))
    out.push_back(row.integer(0));
  return out;
}

Letter begin_letter(db::Tx& tx, const Books& books, const Letter& letter, std::size_t most) {
  Letter out = letter;
  if (letter.tried) return out;
  const bool gathers = letter.form == LetterForm::roll_up || letter.form == LetterForm::digest;
  auto alerts = gathers ? letter_alerts(tx, books.site.id, letter.id) : std::vector<model::RowId>();
  if (alerts.size() > most) {
    leave_to_another(tx, books, letter, {alerts.begin() + static_cast<std::ptrdiff_t>(most), alerts.end()});
    alerts.resize(most);
  }
  if (letter.form == LetterForm::roll_up && alerts.size() == 1 && letter.channel == model::Channel::mail) {
    out.form = LetterForm::alert;
    out.subject = alerts.front();
    out.message_id = find_delivery(tx, books.site.id, out.subject, text(letter.channel))->message_id;
  }
  out.tried = books.now();
  tx.exec(
      "update letter set form = $3, subject_id = $4, message_id = $5, tried_at = $6"
      " where site_id = $1 and id = $2",
      {key(books.site.id), out.id, text(out.form), out.subject, out.message_id, micros(*out.tried)});
  return out;
}

void put_off_letter(db::Tx& tx, const Books& books, const Letter& letter, model::Trouble trouble,
                    const std::string& why) {
  tx.exec("update letter set tries = tries + 1, trouble = $3, last_error = $4 where site_id = $1 and id = $2",
          {key(books.site.id), letter.id, text(trouble), why});
  if (letter.form == LetterForm::alert)
    note_delivery(tx, books, letter.subject, text(letter.channel), DeliveryState::pending, why);
}

void end_letter(db::Tx& tx, const Books& books, const Letter& letter, DeliveryState state,
                const std::string& why) {
  const db::Value sent = state == DeliveryState::sent ? db::Value(micros(books.now())) : db::Value();
  tx.exec(
      "update letter set tries = tries + 1, trouble = 'none', state = $3, last_error = $4, sent_at = $5"
      " where site_id = $1 and id = $2",
      {key(books.site.id), letter.id, text(state), why, sent});
  for (const auto alert : letter_alerts(tx, books.site.id, letter.id))
    note_delivery(tx, books, alert, text(letter.channel), state, why);
}

void withdraw_mails(db::Tx& tx, const Books& books, const std::string& person, model::RowId case_id) {
  for (const auto& row : tx.query(
           "select d.alert_id from delivery d join alert a on a.site_id = d.site_id and a.id = d.alert_id"
           " where d.site_id = $1 and d.state = 'pending' and d.channel = 'mail' and a.person = $2"
           " and (a.case_id = $3 or $3 = 0)",
           {key(books.site.id), person, case_id})) {
    note_delivery(tx, books, row.integer(0), text(model::Channel::mail), DeliveryState::withdrawn,
                  "the person asked for no more");
  }
}

void add_channel(db::Tx& tx, model::SiteId site, model::RowId alert, model::Channel channel) {
  add_delivery(tx, site, alert, text(channel), {});
}

std::vector<model::Channel> untold_channels(db::Reader& reader, model::SiteId site, model::RowId alert) {
  std::vector<model::Channel> out;
  for (const auto& row :
       reader.query("select channel from delivery where site_id = $1 and alert_id = $2 and state = 'pending'"
                    " and letter_id is null order by channel",
                    {key(site), alert}))
    out.push_back(model::stored_word<model::Channel>(row.text(0)));
  return out;
}

std::vector<Letter> pending_letters(db::Reader& reader, model::SiteId site, const std::string& person) {
  if (person.empty()) return letters_where(reader, "and l.state = 'pending' order by +l.id", {key(site)});
  return letters_where(reader, "and l.state = 'pending' and l.person = $2 order by +l.id",
                       {key(site), person});
}

std::vector<Letter> letters_to_look_at(db::Reader& reader, model::SiteId site, Time since, int limit) {
  return letters_where(reader,
                       "and (l.state = 'pending' or (l.state = 'failed' and l.made_at >= $2))"
                       " order by l.state desc, l.id desc limit $3",
                       {key(site), micros(since), std::int64_t{limit}});
}

std::int64_t given_up_letters(db::Reader& reader, model::SiteId site, Time since) {
  return reader
      .first("select count(*) from letter where site_id = $1 and state = 'failed' and made_at >= $2",
             {key(site), micros(since)})
      ->integer(0);
}

bool server_is_waited_for(db::Reader& reader, model::SiteId site) {
  return reader
      .first(
          "select 1 from letter where site_id = $1 and state = 'pending' and channel = 'mail' and trouble = "
          "'server' limit 1",
          {key(site)})
      .has_value();
}

}  // namespace earshot::store
