// How many pings (a linkback, a job, an event) a second become durable, and what claiming costs with a long
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
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/site_store.h"

using namespace earshot;
using Steady = std::chrono::steady_clock;

namespace {

double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

void accept_one(db::Tx& tx, const store::Books& books) {
  const auto id = books.next_id();
  const std::string page = "https://fan.example/" + std::to_string(id);
  tx.exec(
      "insert into linkback (site_id, id, token, protocol, source, target, source_key, target_key, "
      "source_host, state,"
      " reason, type, title, excerpt, author_name, author_url, blog_name, page_text, link_at, digest, "
      "sender_block,"
      " received_at, changed_at, tries) values ($1, $2, $3, 'webmention', $3, 'https://blog.example/p', $3,"
      " 'blog.example/p', 'fan.example', 'received', '', 'mention', '', '', '', '', '', '', -1, '', "
      "'192.0.2.0', $4,"
      " $4, 0) on conflict (site_id, source_key, target_key) do nothing",
      {store::key(books.site.id), id, page, micros(books.now())});
  store::add_job(tx, books, model::JobKind::verify, id, books.now());
  store::add_event(tx, books, "linkback", id, "received", "webmention");
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
