#include "store/job_store.h"

#include <algorithm>
#include <utility>

namespace earshot::store {

namespace {

std::string kind_list(std::span<const model::JobKind> kinds) {
  std::string out;
  for (const auto kind : kinds) {
    out += out.empty() ? "'" : ", '";
    out += model::word(kind);  // a word of our own table, never a stranger's
    out += "'";
  }
  return out;
}

// One branch a kind, because only so the index gives the first few rows in order; a sort over `kind in (…)`
// would read the whole backlog at each claim. With a million waiting jobs a claim of 32 costs what a claim of
// one costs.
std::string claim_statement(std::span<const model::JobKind> kinds) {
  std::string due;
  for (const auto kind : kinds) {
    if (!due.empty()) due += " union all ";
    due += "select * from (select site_id, id, due_at from job where state = 'ready' and kind = '";
    due += model::word(kind);
    due += "' and due_at <= $1 order by due_at, id limit $3) as ready";
  }
  return "update job set state = 'running', lease_until = $2, tries = tries + 1 where (site_id, id) in ("
         "select site_id, id from (" +
         due +
         " union all select site_id, id, due_at from job where state = 'running' and lease_until <= $1 and "
         "kind in (" +
         kind_list(kinds) +
         ")) as found order by due_at, id limit $3)"
         " returning due_at, id, site_id, kind, subject, tries";
}

// Again one branch a kind: grouping by kind would walk through all that waits.
std::string next_due_statement(std::span<const model::JobKind> kinds) {
  std::string text = "select min(at) from (";
  for (const auto kind : kinds) {
    text += "select min(due_at) as at from job where state = 'ready' and kind = '";
    text += model::word(kind);
    text += "' union all ";
  }
  return text + "select min(lease_until) as at from job where state = 'running' and kind in (" +
         kind_list(kinds) + ")) as waiting";
}

bool bring_forward(db::Tx& tx, const Books& books, model::JobKind kind, model::RowId subject, Time due) {
  return tx.exec(
             "update job set"
             " due_at = case when state = 'ready' and due_at > $4 then $4 else due_at end,"
             " again_at = case when state <> 'running' then again_at"
             " when again_at is not null and again_at < $4 then again_at else $4 end"
             " where site_id = $1 and kind = $2 and subject = $3",
             {key(books.site.id), std::string(model::word(kind)), subject, micros(due)}) > 0;
}

model::Job read_job(const db::Row& row, model::JobKind kind) {
  return {.site = model::SiteId{row.integer(2)},
          .id = row.integer(1),
          .kind = kind,
          .subject = row.integer(4),
          .tries = static_cast<int>(row.integer(5))};
}

}  // namespace

void add_job(db::Tx& tx, const Books& books, model::JobKind kind, model::RowId subject, Time due) {
  // The loop goes round only if another process happened to mint the same number.
  bool stored = false;
  while (!stored) {
    stored = tx.exec(
                 "insert into job (site_id, id, kind, subject, state, due_at, lease_until, again_at, tries, "
                 "last_error)"
                 " values ($1, $2, $3, $4, 'ready', $5, 0, null, 0, '') on conflict do nothing",
                 {key(books.site.id), books.next_id(), std::string(model::word(kind)), subject,
                  micros(due)}) > 0 ||
             bring_forward(tx, books, kind, subject, due);
  }
}

std::vector<model::Job> claim_jobs(db::Tx& tx, std::span<const model::JobKind> kinds, Time now,
                                   Duration lease, int limit) {
  if (kinds.empty() || limit <= 0) return {};
  std::vector<std::pair<std::int64_t, model::Job>> found;
  for (const auto& row :
       tx.query(claim_statement(kinds), {micros(now), micros(now + lease), std::int64_t{limit}})) {
    found.emplace_back(row.integer(0), read_job(row, model::stored_word<model::JobKind>(row.text(3))));
  }
  std::ranges::sort(found, {}, [](const auto& one) { return std::pair(one.first, one.second.id); });
  std::vector<model::Job> jobs;
  jobs.reserve(found.size());
  for (const auto& [due, job] : found) jobs.push_back(job);
  return jobs;
}

void finish_job(db::Tx& tx, model::IdMint& mint, const model::Job& job, Time now) {
  const auto gone = tx.exec(
      "delete from job where site_id = $1 and id = $2 and tries = $3 and state = 'running' and again_at is "
      "null",
      {key(job.site), job.id, std::int64_t{job.tries}});
  if (gone > 0) return;
  // The new number keeps a late end of the old claim from ending the new one, whose tries begin at 0 again.
  tx.exec(
      "update job set id = $4, state = 'ready', tries = 0, last_error = '', lease_until = 0, again_at = null,"
      " due_at = case when again_at > $5 then again_at else $5 end"
      " where site_id = $1 and id = $2 and tries = $3 and state = 'running' and again_at is not null",
      {key(job.site), job.id, std::int64_t{job.tries}, mint.next(now), micros(now)});
}

void put_back_job(db::Tx& tx, const model::Job& job, Time due, std::string_view why) {
  tx.exec(
      "update job set state = 'ready', last_error = $5, lease_until = 0, again_at = null,"
      " due_at = case when again_at is not null and again_at < $4 then again_at else $4 end"
      " where site_id = $1 and id = $2 and tries = $3 and state = 'running'",
      {key(job.site), job.id, std::int64_t{job.tries}, micros(due), std::string(why)});
}

void release_job(db::Tx& tx, const model::Job& job) {
  tx.exec(
      "update job set state = 'ready', tries = tries - 1, lease_until = 0, again_at = null,"
      " due_at = case when again_at is not null and again_at < due_at then again_at else due_at end"
      " where site_id = $1 and id = $2 and tries = $3 and state = 'running'",
      {key(job.site), job.id, std::int64_t{job.tries}});
}

bool extend_lease(db::Tx& tx, const model::Job& job, Time until) {
  return tx.exec(
             "update job set lease_until = $4 where site_id = $1 and id = $2 and tries = $3 and state = "
             "'running'",
             {key(job.site), job.id, std::int64_t{job.tries}, micros(until)}) > 0;
}

std::int64_t take_over_jobs(db::Tx& tx) {
  constexpr std::int64_t claims_in_a_row = 4;
  return tx.exec(
      "update job set state = 'ready', lease_until = 0, again_at = null,"
      " due_at = case when again_at is not null and again_at < due_at then again_at else due_at end"
      " where state = 'running' and tries < $1",
      {claims_in_a_row});
}

std::int64_t retry_jobs(db::Tx& tx, const Books& books, std::optional<model::JobKind> kind) {
  return tx.exec(
      "update job set due_at = $2 where site_id = $1 and state = 'ready' and due_at > $2 and last_error <> "
      "'' and (kind = $3 or $3 = '')",
      {key(books.site.id), micros(books.now()), kind ? std::string(model::word(*kind)) : std::string()});
}

std::optional<Time> next_due(db::Reader& reader, std::span<const model::JobKind> kinds) {
  if (kinds.empty()) return std::nullopt;
  const auto row = reader.first(next_due_statement(kinds));
  if (!row || row->is_null(0)) return std::nullopt;
  return from_micros(row->integer(0));
}

std::vector<QueueCount> count_jobs(db::Reader& reader) {
  std::vector<QueueCount> out;
  for (const auto& row : reader.query(
           "select kind, state, count(*), min(due_at) from job group by kind, state order by kind, state")) {
    const auto kind = model::from_word<model::JobKind>(row.text(0));
    if (!kind) continue;
    out.push_back({*kind, row.text(1) == "running", row.integer(2), from_micros(row.integer(3))});
  }
  return out;
}

std::vector<QueueLine> list_jobs(db::Reader& reader, int limit) {
  std::vector<QueueLine> out;
  for (const auto& row :
       reader.query("select due_at, id, site_id, kind, subject, tries, state, last_error from job"
                    " order by due_at, id limit $1",
                    {std::int64_t{limit}})) {
    const auto kind = model::from_word<model::JobKind>(row.text(3));
    if (!kind) continue;
    out.push_back({read_job(row, *kind), from_micros(row.integer(0)), row.text(6) == "running", row.text(7)});
  }
  return out;
}

}  // namespace earshot::store
