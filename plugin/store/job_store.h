// The durable queue. A job is written in the transaction of its cause, claimed under a lease, and leaves when done.
#pragma once
#include <chrono>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "model/job.h"
#include "store/books.h"

namespace earshot::store {

// One job per (site, kind, subject): a second cause brings the due time forward, or, while the job runs, has it run again.
void add_job(db::Tx& tx, const Books& books, model::JobKind kind, model::RowId subject, Time due);

// Up to `limit` due jobs of these kinds, oldest first, over all sites; jobs whose lease ran out are due again.
std::vector<model::Job> claim_jobs(db::Tx& tx, std::span<const model::JobKind> kinds, Time now, Duration lease, int limit);
// Nothing happens if the lease was lost to somebody else meanwhile (tries differ).
void finish_job(db::Tx& tx, const model::Job& job, Time now);
void put_back_job(db::Tx& tx, const model::Job& job, Time due, std::string_view why);

// When the next job of these kinds falls due, if any waits.
std::optional<Time> next_due(db::Reader& reader, std::span<const model::JobKind> kinds);

struct QueueLine {
  model::Job job;
  Time due{};
  bool running = false;
  std::string last_error;
};
std::vector<QueueLine> list_jobs(db::Reader& reader, int limit);

}  // namespace earshot::store
