// A blog with one post, the web around it, and a worker that does the checks that are due: a ping's whole
// life.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>

#include "base/token.h"
#include "doubles/fake_web.h"
#include "doubles/memory_books.h"
#include "linkback/receive.h"
#include "linkback/rules.h"
#include "linkback/verify.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/moderation_store.h"
#include "store/post_store.h"

namespace earshot::doubles {

inline constexpr std::string_view source_url = "https://fan.example/2026/01/sled/";
inline constexpr std::string_view post_url = "https://blog.example/rocket/";

struct LinkbackScene : MemoryBooks {
  LinkbackScene() {
    post_id = put("5", post_url);
    web.on_fetch = [this](const net::FetchRequest&) { BOOST_TEST(!database->in_transaction()); };
    web.serves_html(source_url, linking_page());
  }

  static std::string linking_page(std::string_view target = post_url,
                                  std::string_view title = "About the sled") {
    return "<title>" + std::string(title) + "</title><p>Yesterday I read that <a href='" +
           std::string(target) + "'>the rocket sled</a> is fast.</p>";
  }
  model::RowId put(std::string_view engine_id, std::string_view url, bool pings_open = true) {
    model::Post post;
    post.engine_id = engine_id;
    post.url = url;
    post.title = "The rocket sled";
    post.pings_open = pings_open;
    return database->write([&](db::Tx& tx) { return store::put_post(tx, books(), post).id; });
  }
  void sweep_is_done() {
    database->write([&](db::Tx& tx) { store::put_setting(tx, site.id, "sweep_done_at", "1"); });
  }
  // As a moderator writes it: a host, an author's address, a block of senders, "word:…".
  void rule(std::string_view what, model::RuleVerdict verdict = model::RuleVerdict::block) {
    const auto read = linkback::read_rule(what, verdict);
    BOOST_REQUIRE(read.has_value());
    database->write([&](db::Tx& tx) { store::put_source_rule(tx, books(), *read, "ana-ruiz"); });
  }
  linkback::Outcome ping(std::string_view source = source_url, std::string_view target = post_url,
                         std::string_view sender = "198.51.100.7") {
    linkback::Claim claim;
    claim.source = source;
    claim.target = target;
    claim.sender = sender;
    return intake.receive(books(), claim);
  }
  // Does every check that is due now; says how many.
  int work() {
    int done = 0;
    constexpr model::JobKind kinds[] = {model::JobKind::verify};
    for (;;) {
      const auto jobs = database->write(
          [&](db::Tx& tx) { return store::claim_jobs(tx, kinds, clock.now(), std::chrono::minutes(5), 10); });
      if (jobs.empty()) return done;
      for (const auto& job : jobs) {
        const auto outcome = linkback::verify(books(), web, job);
        database->write([&](db::Tx& tx) {
          if (const auto* again = std::get_if<model::Again>(&outcome)) {
            store::put_back_job(tx, job, again->due, again->why);
          } else {
            store::finish_job(tx, mint, job, clock.now());
          }
        });
        ++done;
      }
    }
  }
  std::vector<model::Linkback> all() {
    return database->read(
        [&](db::Reader& r) { return store::list_linkbacks(r, site.id, std::nullopt, 1000); });
  }
  model::Linkback only() {
    const auto list = all();
    BOOST_REQUIRE_EQUAL(list.size(), 1u);
    return *database->read([&](db::Reader& r) { return store::find_linkback(r, site.id, list[0].id); });
  }
  int jobs(model::JobKind kind) {
    return database->read([&](db::Reader& r) {
      int count = 0;
      for (const auto& line : store::list_jobs(r, 1000)) count += line.job.kind == kind;
      return count;
    });
  }
  std::string state() { return std::string(model::word(only().state)); }
  std::string reason() { return std::string(model::word(only().reason)); }

  FakeWeb web;
  linkback::Intake intake;
  model::RowId post_id = 0;
};

}  // namespace earshot::doubles
