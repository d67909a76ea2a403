#include "store/case_store.h"

#include <cassert>

#include "store/columns.h"
#include "store/event_store.h"
#include "store/gathering_store.h"
#include "store/job_store.h"

namespace earshot::store {

using model::word;

namespace {

constexpr std::string_view case_columns =
    "select id, root_kind, root_id, state, owner, subject, version, opened_at, changed_at, kind, kind_words, "
    "kind_by, next_level, waits_since, level from outreach_case where site_id = $1 and ";

model::Case case_from(const db::Row& row) {
  model::Case out;
  out.id = row.integer(0);
  out.root_kind = model::stored_word<model::ItemKind>(row.text(1));
  out.root_id = row.integer(2);
  out.state = model::stored_word<model::CaseState>(row.text(3));
  out.owner = row.text(4);
  out.subject = row.text(5);
  out.version = row.integer(6);
  out.opened = from_micros(row.integer(7));
  out.changed = from_micros(row.integer(8));
  out.kind = model::stored_word<model::CaseKind>(row.text(9));
  out.kind_words = row.text(10);
  out.kind_by = row.text(11);
  out.next_level = row.text(12);
  out.waits_since = from_micros(row.integer(13));
  out.level = static_cast<int>(row.integer(14));
  return out;
}

std::vector<model::Case> cases_where(db::Reader& reader, std::string_view where, db::Reader::Values values) {
  std::vector<model::Case> out;
  for (const auto& row : reader.query(std::string(case_columns).append(where), values))
    out.push_back(case_from(row));
  return out;
}

constexpr std::string_view alert_columns =
    "a.id, a.case_id, a.person, a.item_kind, a.item_id, a.reason, a.why, a.passage, a.created_at";

model::Alert alert_from(const db::Row& row) {
  model::Alert out;
  out.id = row.integer(0);
  out.case_id = row.integer(1);
  out.person = row.text(2);
  out.item_kind = model::stored_word<model::ItemKind>(row.text(3));
  out.item_id = row.integer(4);
  out.reason = model::stored_word<model::AlertReason>(row.text(5));
  out.why = row.text(6);
  out.passage = row.text(7);
  out.created = from_micros(row.integer(8));
  return out;
}

constexpr std::string_view delivery_columns =
    "d.state, d.message_id, d.last_error, d.tries, d.sent_at, d.channel, d.letter_id";

Delivery delivery_from(const db::Row& row, std::size_t at) {
  Delivery out;
  out.state = model::stored_word<model::DeliveryState>(row.text(at));
  out.message_id = row.text(at + 1);
  out.last_error = row.text(at + 2);
  out.tries = static_cast<int>(row.integer(at + 3));
  out.sent = maybe_time(row, at + 4);
  out.channel = row.text(at + 5);
  out.letter = row.maybe_integer(at + 6);
  return out;
}

std::string sql(std::string_view a, std::string_view b) {
  return std::string(a).append(b);
}

}  // namespace

std::optional<model::Case> find_case(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first(sql(case_columns, "id = $2"), {key(site), id});
  return row ? std::optional(case_from(*row)) : std::nullopt;
}

std::optional<model::Case> case_of(db::Reader& reader, model::SiteId site, model::ItemKind root_kind,
                                   model::RowId root) {
  const auto row = reader.first(sql(case_columns, "root_kind = $2 and root_id = $3"),
                                {key(site), std::string(word(root_kind)), root});
  return row ? std::optional(case_from(*row)) : std::nullopt;
}

model::Case open_case(db::Tx& tx, const Books& books, model::ItemKind root_kind, model::RowId root,
                      const std::string& subject, bool new_item) {
  const auto now = micros(books.now());
  const auto inserted = tx.exec(
      "insert into outreach_case (site_id, id, root_kind, root_id, state, owner, subject, version, "
      "opened_at, changed_at, waits_since)"
      " values ($1,$2,$3,$4,'new','',$5,1,$6,$6,$6) on conflict (site_id, root_kind, root_id) do nothing",
      {key(books.site.id), books.next_id(), std::string(word(root_kind)), root, subject, now});
  auto found = case_of(tx, books.site.id, root_kind, root);
  assert(found);
  if (inserted > 0) {
    add_event(tx, books, "case", found->id, "opened");
  } else if (new_item && model::may_move(found->state, model::CaseState::waiting_again) &&
             found->state != model::CaseState::waiting_again) {
    move_case(tx, books, *found, model::CaseState::waiting_again, {});
    found = find_case(tx, books.site.id, found->id);
  }
  return *found;
}

bool move_case(db::Tx& tx, const Books& books, const model::Case& known, model::CaseState to,
               const std::string& who, std::string_view why) {
  assert(model::may_move(known.state, to));
  // Somebody waits anew; while a claim is taken and runs out they have waited all the time.
  const bool waits_anew = to == model::CaseState::waiting_again && !known.waits();
  const auto changed = tx.exec(
      "update outreach_case set state = $3, version = version + 1, changed_at = $4,"
      " owner = case when $3 = 'new' then '' when owner = '' or $3 = 'claimed' then $5 else owner end,"
      " waits_since = case when $7 = 1 then $4 else waits_since end, level = case when $7 = 1 then 0 else "
      "level"
      " end where site_id = $1 and id = $2 and version = $6",
      {key(books.site.id), known.id, std::string(word(to)), micros(books.now()), who, known.version,
       std::int64_t{waits_anew}});
  if (changed == 0) return false;
  add_event(tx, books, "case", known.id, word(to), why, who);
  return true;
}

bool others_were_told(db::Reader& reader, model::SiteId site, model::RowId case_id,
                      const std::string& person) {
  return reader
      .first("select 1 from alert where site_id = $1 and case_id = $2 and person <> $3 limit 1",
             {key(site), case_id, person})
      .has_value();
}

std::optional<model::RowId> add_alert(db::Tx& tx, const Books& books, const model::Alert& alert) {
  const auto id = books.next_id();
  const auto inserted = tx.exec(
      "insert into alert (site_id, id, case_id, person, item_kind, item_id, reason, why, passage, created_at)"
      " values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) on conflict (site_id, person, item_kind, item_id) do nothing",
      {key(books.site.id), id, alert.case_id, alert.person, std::string(word(alert.item_kind)), alert.item_id,
       std::string(word(alert.reason)), alert.why, alert.passage, micros(books.now())});
  if (inserted == 0) return std::nullopt;
  add_event(tx, books, "case", alert.case_id, "alerted", alert.why, alert.person);
  return id;
}

std::optional<model::Alert> find_alert(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row =
      reader.first(sql(sql("select ", alert_columns), " from alert a where a.site_id = $1 and a.id = $2"),
                   {key(site), id});
  return row ? std::optional(alert_from(*row)) : std::nullopt;
}

std::optional<model::RowId> first_alert(db::Reader& reader, model::SiteId site, model::RowId case_id,
                                        const std::string& person) {
  const auto row =
      reader.first("select min(id) from alert where site_id = $1 and case_id = $2 and person = $3",
                   {key(site), case_id, person});
  return row ? row->maybe_integer(0) : std::nullopt;
}

std::optional<model::RowId> alert_before(db::Reader& reader, model::SiteId site, model::RowId case_id,
                                         const std::string& person, model::RowId alert) {
  const auto row = reader.first(
      "select max(id) from alert where site_id = $1 and case_id = $2 and person = $3 and id < $4",
      {key(site), case_id, person, alert});
  return row ? row->maybe_integer(0) : std::nullopt;
}

std::vector<model::RowId> latest_alerts(db::Reader& reader, model::SiteId site, const std::string& person,
                                        int limit) {
  std::vector<model::RowId> out;
  for (const auto& row :
       reader.query("select id from alert where site_id = $1 and person = $2 order by id desc limit $3",
                    {key(site), person, std::int64_t{limit}}))
    out.push_back(row.integer(0));
  return out;
}

void add_delivery(db::Tx& tx, model::SiteId site, model::RowId alert, const std::string& channel,
                  const std::string& message_id) {
  tx.exec(
      "insert into delivery (site_id, alert_id, channel, state, message_id, tries, last_error, sent_at)"
      " values ($1,$2,$3,'pending',$4,0,'',null) on conflict (site_id, alert_id, channel) do nothing",
      {key(site), alert, channel, message_id});
}

std::optional<Delivery> find_delivery(db::Reader& reader, model::SiteId site, model::RowId alert,
                                      const std::string& channel) {
  const auto row =
      reader.first(sql(sql("select ", delivery_columns),
                       " from delivery d where d.site_id = $1 and d.alert_id = $2 and d.channel = $3"),
                   {key(site), alert, channel});
  return row ? std::optional(delivery_from(*row, 0)) : std::nullopt;
}

void note_delivery(db::Tx& tx, const Books& books, model::RowId alert, const std::string& channel,
                   model::DeliveryState state, const std::string& error) {
  const db::Value sent = state == model::DeliveryState::sent ? db::Value(micros(books.now())) : db::Value();
  tx.exec(
      "update delivery set state = $4, tries = tries + 1, last_error = $5, sent_at = coalesce(sent_at, $6)"
      " where site_id = $1 and alert_id = $2 and channel = $3",
      {key(books.site.id), alert, channel, std::string(word(state)), error, sent});
  add_event(tx, books, "alert", alert, channel + " " + std::string(word(state)), error);
}

void withdraw_alert(db::Tx& tx, const Books& books, model::RowId alert) {
  const auto changed = tx.exec(
      "update delivery set state = 'withdrawn', last_error = '' where site_id = $1 and alert_id = $2"
      " and state = 'pending'",
      {key(books.site.id), alert});
  if (changed > 0) add_event(tx, books, "alert", alert, "withdrawn");
}

bool may_revive(const Delivery& delivery) {
  return delivery.state == model::DeliveryState::withdrawn && !delivery.sent &&
         (delivery.last_error.empty() || delivery.last_error == nothing_holds);
}

std::optional<model::RowId> revive_alert(db::Tx& tx, const Books& books, const model::Alert& alert) {
  const auto site = books.site.id;
  std::optional<model::RowId> id;
  for (const auto& line : alerts_about(tx, site, alert.item_kind, alert.item_id)) {
    if (line.alert.person != alert.person || !may_revive(line.delivery)) continue;
    id = line.alert.id;
    tx.exec(
        "update delivery set state = 'pending', last_error = '' where site_id = $1 and alert_id = $2"
        " and channel = $3",
        {key(site), *id, line.delivery.channel});
    // A letter that is done takes nothing along any more.
    tx.exec(
        "update delivery set letter_id = null where site_id = $1 and alert_id = $2 and channel = $3"
        " and not exists (select 1 from letter l where l.site_id = $1 and l.id = delivery.letter_id"
        " and l.state = 'pending')",
        {key(site), *id, line.delivery.channel});
  }
  if (!id) return std::nullopt;
  tx.exec("update alert set reason = $3, why = $4 where site_id = $1 and id = $2",
          {key(site), *id, std::string(word(alert.reason)), alert.why});
  set_passage(tx, site, *id, alert.passage);
  add_event(tx, books, "alert", *id, "holds again", alert.why, alert.person);
  return id;
}

void set_passage(db::Tx& tx, model::SiteId site, model::RowId alert, const std::string& passage) {
  tx.exec("update alert set passage = $3 where site_id = $1 and id = $2 and passage <> $3",
          {key(site), alert, passage});
}

// Two questions, not a join: SQLite knows no numbers of a site's rows, and would rather walk through all its
// deliveries than sort a few alerts.
std::vector<AlertLine> lines_of(db::Reader& reader, model::SiteId site, const std::vector<db::Row>& alerts) {
  std::vector<AlertLine> out;
  for (const auto& row : alerts) {
    const auto alert = alert_from(row);
    for (const auto& delivery :
         reader.query(sql(sql("select ", delivery_columns),
                          " from delivery d where d.site_id = $1 and d.alert_id = $2 order by d.channel"),
                      {key(site), alert.id}))
      out.push_back({alert, delivery_from(delivery, 0)});
  }
  return out;
}

std::vector<AlertLine> alerts_about(db::Reader& reader, model::SiteId site, model::ItemKind kind,
                                    model::RowId item) {
  return lines_of(
      reader, site,
      reader.query(sql(sql("select ", alert_columns),
                       " from alert a where a.site_id = $1 and a.item_kind = $2 and a.item_id = $3"
                       " order by +a.id"),
                   {key(site), std::string(word(kind)), item}));
}

std::vector<std::pair<model::ItemKind, model::RowId>> items_to_tell(db::Reader& reader, model::SiteId site,
                                                                    const std::string& person) {
  std::vector<std::pair<model::ItemKind, model::RowId>> out;
  for (const auto& row : reader.query(
           "select distinct a.item_kind, a.item_id from delivery d join alert a on a.site_id = d.site_id"
           " and a.id = d.alert_id where d.site_id = $1 and d.state = 'pending' and a.person = $2",
           {key(site), person})) {
    out.emplace_back(model::stored_word<model::ItemKind>(row.text(0)), row.integer(1));
  }
  return out;
}

std::vector<AlertLine> alerts_of_case(db::Reader& reader, model::SiteId site, model::RowId case_id) {
  return lines_of(reader, site,
                  reader.query(sql(sql("select ", alert_columns),
                                   " from alert a where a.site_id = $1 and a.case_id = $2 order by +a.id"),
                               {key(site), case_id}));
}

std::vector<std::string> people_told(db::Reader& reader, model::SiteId site, model::RowId case_id) {
  std::vector<std::string> out;
  for (const auto& row : reader.query("select person, min(id) from alert where site_id = $1 and case_id = $2 "
                                      "group by +person order by 2",
                                      {key(site), case_id}))
    out.push_back(row.text(0));
  return out;
}

std::vector<model::Case> open_cases(db::Reader& reader, model::SiteId site, int limit) {
  return cases_where(reader, "state <> 'closed' order by changed_at, id limit $2",
                     {key(site), std::int64_t{limit}});
}

std::vector<model::Case> cases_in_state(db::Reader& reader, model::SiteId site, model::CaseState state,
                                        int limit) {
  return cases_where(reader, "state = $2 order by changed_at, id limit $3",
                     {key(site), std::string(word(state)), std::int64_t{limit}});
}

std::vector<model::Case> waiting_cases(db::Reader& reader, model::SiteId site, int limit) {
  return cases_where(reader, "state in ('new', 'claimed', 'waiting again') order by changed_at, id limit $2",
                     {key(site), std::int64_t{limit}});
}

void set_kind(db::Tx& tx, const Books& books, const model::Case& of, model::CaseKind kind,
              const std::string& words, const std::string& by) {
  tx.exec("update outreach_case set kind = $3, kind_words = $4, kind_by = $5 where site_id = $1 and id = $2",
          {key(books.site.id), of.id, std::string(word(kind)), words, by});
  add_event(tx, books, "case", of.id, "kind", std::string(word(kind)) + (words.empty() ? "" : ": " + words),
            by);
  // By the kind links count as voices or not.
  if (!gatherings_of(tx, books.site.id, of.root_id).empty())
    add_job(tx, books, model::JobKind::gather, of.root_id, books.now());
}

void drop_owner(db::Tx& tx, model::SiteId site, model::RowId case_id) {
  tx.exec("update outreach_case set owner = '' where site_id = $1 and id = $2", {key(site), case_id});
}

void set_next_level(db::Tx& tx, model::SiteId site, model::RowId case_id, const std::string& next) {
  tx.exec("update outreach_case set next_level = $3 where site_id = $1 and id = $2",
          {key(site), case_id, next});
}

void wait_anew(db::Tx& tx, const Books& books, const model::Case& of) {
  tx.exec(
      "update outreach_case set waits_since = $3, version = version + case when level > 0 then 1 else 0 end,"
      " level = 0 where site_id = $1 and id = $2",
      {key(books.site.id), of.id, micros(books.now())});
}

bool raise_level(db::Tx& tx, model::SiteId site, const model::Case& known) {
  return tx.exec(
             "update outreach_case set level = level + 1 where site_id = $1 and id = $2 and version = $3 and "
             "level = $4",
             {key(site), known.id, known.version, std::int64_t{known.level}}) == 1;
}

bool company_was_told(db::Reader& reader, model::SiteId site, model::RowId case_id, model::ItemKind kind,
                      model::RowId item) {
  return reader
      .first(
          "select 1 from alert where site_id = $1 and case_id = $2 and reason = 'company'"
          " and (item_kind <> $3 or item_id <> $4) limit 1",
          {key(site), case_id, std::string(word(kind)), item})
      .has_value();
}

std::int64_t pending_deliveries(db::Reader& reader, model::SiteId site) {
  return reader.first("select count(*) from delivery where site_id = $1 and state = 'pending'", {key(site)})
      ->integer(0);
}

}  // namespace earshot::store
