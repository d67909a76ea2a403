// The durable queue. A job is written in the transaction of its cause, claimed under a lease, and leaves when
// done.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "model/job.h"
#include "store/books.h"

namespace earshot::store {

// One job per (site, kind, subject): a second cause brings the due time forward, or, while the job runs, has
// it run again.
void add_job(db::Tx& tx, const Books& books, model::JobKind kind, model::RowId subject, Time due);

// Up to `limit` due jobs of these kinds, oldest first, over all sites; jobs whose lease ran out are due
// again.
std::vector<model::Job> claim_jobs(db::Tx& tx, std::span<const model::JobKind> kinds, Time now,
                                   Duration lease, int limit);
// The three that end a claim do nothing if the lease ran out and somebody else claimed the job meanwhile.
// A job that got a further cause while it ran stays, as a new one with its own number.
void finish_job(db::Tx& tx, model::IdMint& mint, const model::Job& job, Time now);
void put_back_job(db::Tx& tx, const model::Job& job, Time due, std::string_view why);
// As if it had never been claimed: for jobs that nobody began.
void release_job(db::Tx& tx, const model::Job& job);
// For jobs that run longer than a lease. False if the job is no longer ours.
bool extend_lease(db::Tx& tx, const model::Job& job, Time until);

// For a worker that starts and is alone: what a killed one had begun is due at once, not only when its lease
// runs out. A job claimed for the fourth time waits for that: it may be what kills the worker. Returns how
// many.
std::int64_t take_over_jobs(db::Tx& tx);
// Jobs of the site that failed and wait for their next try are due now, of this kind only if one is given.
// Returns how many.
std::int64_t retry_jobs(db::Tx& tx, const Books& books, std::optional<model::JobKind> kind = std::nullopt);

// When the next job of these kinds falls due, if any waits.
std::optional<Time> next_due(db::Reader& reader, std::span<const model::JobKind> kinds);

// How much waits, over all sites.
struct QueueCount {
  model::JobKind kind{};
  bool running = false;
  std::int64_t jobs = 0;
  Time oldest_due{};
};
std::vector<QueueCount> count_jobs(db::Reader& reader);

struct QueueLine {
  model::Job job;
  Time due{};
  bool running = false;
  std::string last_error;
};
// Those due first come first. Jobs of kinds that only a newer program knows are left out.
std::vector<QueueLine> list_jobs(db::Reader& reader, int limit);

}  // namespace earshot::store
