// How many pings (a linkback and its job) a second become durable, and what claiming costs with a long
// backlog. Usage: store_bench [FOLDER]   (default: the current folder; it must be on the disk that is to be
// measured)
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "db/database.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/site_store.h"

using namespace earshot;
using Steady = std::chrono::steady_clock;

namespace {

double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

void accept_one(db::Tx& tx, const store::Books& books) {
  model::Linkback one;
  one.id = books.next_id();
  one.token = model::new_receipt(one.id);
  one.source = "https://fan.example/" + std::to_string(one.id);
  one.target = "https://blog.example/p";
  one.source_key = store::source_key(*Url::parse(one.source));
  one.target_key = store::target_key(*Url::parse(one.target));
  one.source_host = "fan.example";
  one.sender_block = "192.0.2.0/24";
  one.received = one.changed = books.now();
  store::insert_linkback(tx, books, one);
  store::add_job(tx, books, model::JobKind::verify, one.id, books.now());
}

void measure_writes(const store::Books& books, int callers) {
  constexpr int all = 20'000;
  std::vector<std::vector<double>> waits(static_cast<std::size_t>(callers));
  std::latch ready(callers + 1);
  std::vector<std::jthread> threads;
  for (auto& mine : waits) {
    threads.emplace_back([&] {
      ready.arrive_and_wait();
      for (int i = 0; i < all / callers; ++i) {
        const auto start = Steady::now();
        books.database.write([&](db::Tx& tx) { accept_one(tx, books); });
        mine.push_back(seconds_since(start) * 1000);
      }
    });
  }
  ready.arrive_and_wait();
  const auto start = Steady::now();
  threads.clear();
  const double took = seconds_since(start);
  std::vector<double> sorted;
  for (const auto& mine : waits) sorted.insert(sorted.end(), mine.begin(), mine.end());
  std::ranges::sort(sorted);
  std::printf("accept, %2d callers: %8.0f /s   p50 %.2f ms  p99 %.2f ms\n", callers,
              static_cast<double>(sorted.size()) / took, sorted[sorted.size() / 2],
              sorted[sorted.size() * 99 / 100]);
}

void measure_claims(const store::Books& books) {
  constexpr std::int64_t backlog = 1'000'000;
  for (std::int64_t from = 0; from < backlog; from += 10'000) {
    books.database.write([&](db::Tx& tx) {
      for (auto i = from; i < from + 10'000; ++i) {
        store::add_job(tx, books, model::JobKind::scan_post, i, books.now());
      }
    });
  }
  const std::vector kinds{model::JobKind::scan_post, model::JobKind::scan_comment,
                          model::JobKind::match_answer};
  for (const int batch : {1, 32}) {
    constexpr int rounds = 500;
    auto start = Steady::now();
    for (int i = 0; i < rounds; ++i) {
      books.database.write(
          [&](db::Tx& tx) { store::claim_jobs(tx, kinds, books.now(), std::chrono::minutes(5), batch); });
    }
    std::printf("claim %2d of a backlog of 1M: %.3f ms\n", batch, seconds_since(start) * 1000 / rounds);
  }
  const auto start = Steady::now();
  for (int i = 0; i < 1000; ++i)
    books.database.read([&](db::Reader& r) { return store::next_due(r, kinds); });
  std::printf("next_due with that backlog: %.4f ms\n", seconds_since(start));
}

}  // namespace

int main(int argc, char** argv) {
  const auto folder = std::filesystem::path(argc > 1 ? argv[1] : ".") / "store_bench.tmp";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  {
    const auto database = db::open_database("sqlite:" + (folder / "store.db").string());
    db::migrate(*database, store::migrations());
    model::Site site;
    model::IdMint mint;
    const SystemClock clock;
    site.id = database->write(
        [&](db::Tx& tx) { return store::open_site(tx, "blog", "https://blog.example/", clock.now()); });
    const store::Books books{*database, site, mint, clock};
    for (const int callers : {1, 4, 16, 32, 64}) measure_writes(books, callers);
    measure_claims(books);
  }
  std::filesystem::remove_all(folder);
}
