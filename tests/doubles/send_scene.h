// A blog that links to others, the web around it, and a worker that sends what is due.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "doubles/fake_web.h"
#include "doubles/memory_books.h"
#include "model/sent.h"
#include "sending/deliver.h"
#include "sending/discover.h"
#include "sending/outbox.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/post_store.h"
#include "store/sent_store.h"

namespace earshot::doubles {

inline constexpr std::string_view entry_url = "https://blog.example/sled/";
inline constexpr std::string_view target_url = "https://friend.example/post/1";
inline constexpr std::string_view endpoint_url = "https://friend.example/webmention";

struct SendScene : MemoryBooks {
  SendScene() {
    site.sending.on = true;
    web.on_fetch = [this](const net::FetchRequest&) { BOOST_TEST(!database->in_transaction()); };
    takes_webmentions(target_url, endpoint_url);
  }

  void takes_webmentions(std::string_view target, std::string_view endpoint) {
    web.serves(target, "<p>words</p>",
               {{"content-type", "text/html"}, {"link", "<" + std::string(endpoint) + ">; rel=webmention"}});
    web.answers(endpoint, 202);
  }
  static std::string linking(const std::vector<std::string>& targets, std::string_view words = "Read") {
    std::string html = "<p>" + std::string(words);
    for (const auto& target : targets) html += " <a href=\"" + target + "\">this</a>";
    return html + "</p>";
  }
  // The engine shows the post like that now.
  model::RowId publish(const std::string& html, std::string_view url = entry_url,
                       std::string_view engine_id = "7") {
    model::Post post;
    post.engine_id = engine_id;
    post.url = url;
    post.title = "The sled";
    post.html = html;
    return database->write([&](db::Tx& tx) {
      const auto stored = store::put_post(tx, books(), post);
      store::queue_sending(tx, books(), stored.id, false);
      return stored.id;
    });
  }
  void delete_post(model::RowId id) {
    database->write([&](db::Tx& tx) {
      store::set_post_gone(tx, books(), id);
      store::queue_sending(tx, books(), id, true);
    });
  }
  // Does all that is due now, and what becomes due within a minute.
  void work() {
    constexpr model::JobKind kinds[] = {model::JobKind::send_post, model::JobKind::send_ping};
    const Time end = clock.now() + std::chrono::minutes(1);
    for (;;) {
      const auto jobs = database->write(
          [&](db::Tx& tx) { return store::claim_jobs(tx, kinds, clock.now(), std::chrono::minutes(5), 10); });
      if (jobs.empty() && clock.now() >= end) return;
      if (jobs.empty()) clock.wind(std::chrono::seconds(1));
      for (const auto& job : jobs) {
        const auto outcome = job.kind == model::JobKind::send_post ? sending::send_post(books(), job, limits)
                                                                   : sending::send_ping(books(), web, job);
        database->write([&](db::Tx& tx) {
          if (const auto* again = std::get_if<model::Again>(&outcome)) {
            store::put_back_job(tx, job, again->due, again->why);
          } else {
            store::finish_job(tx, mint, job, clock.now());
          }
        });
      }
    }
  }
  std::vector<model::Sent> all() {
    return database->read(
        [&](db::Reader& reader) { return store::list_sent(reader, site.id, std::nullopt, 1000); });
  }
  model::Sent row(std::string_view target = target_url) {
    for (const auto& one : all()) {
      if (one.target == target) return one;
    }
    BOOST_FAIL("nothing is known of " << target);
    return {};
  }
  std::string state(std::string_view target = target_url) {
    return std::string(model::word(row(target).state));
  }
  // Every POST so far.
  std::vector<net::FetchRequest> posts() const {
    auto asked = web.asked();
    std::erase_if(asked, [](const net::FetchRequest& request) { return request.method != "POST"; });
    return asked;
  }
  net::FetchRequest only_post() const {
    const auto sent = posts();
    BOOST_REQUIRE_EQUAL(sent.size(), 1u);
    return sent.front();
  }
  static std::string header(const net::FetchRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.headers) {
      if (equal_ignoring_case(key, name)) return value;
    }
    return {};
  }
  // Of the form in a POST, decoded.
  static std::string field(const net::FetchRequest& request, std::string_view name) {
    std::string_view rest = request.body;
    while (!rest.empty()) {
      const std::string_view one = rest.substr(0, rest.find('&'));
      if (one.starts_with(name) && one.substr(name.size()).starts_with('='))
        return percent_decode(one.substr(name.size() + 1), true);
      rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    }
    return {};
  }
  // "webmention https://friend.example/webmention", or why there is none.
  std::string discovered(std::string_view target = target_url, bool lenient = false) {
    const auto found = sending::discover(web, Url::parse(target).value(), lenient);
    if (const auto* endpoint = std::get_if<sending::Endpoint>(&found))
      return std::string(model::word(endpoint->protocol)) + " " + endpoint->url.text();
    if (std::holds_alternative<sending::TargetUnread>(found)) return "unread";
    return "none";
  }

  FakeWeb web;
  sending::OutboxLimits limits;
};

}  // namespace earshot::doubles
