#include "exchange/hook.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "base/token.h"
#include "doubles/fake_web.h"
#include "doubles/memory_books.h"
#include "net/webhook.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/post_store.h"
#include "store/publication_store.h"

using namespace earshot;
using model::LinkbackState;
using nlohmann::ordered_json;

BOOST_AUTO_TEST_SUITE(exchange_hook)

namespace {

constexpr std::string_view hook_url = "https://hook.example/in";

struct HookScene : doubles::MemoryBooks {
  HookScene() {
    site.webhook.url = Url::parse(hook_url);
    site.webhook.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    web.on_fetch = [this](const net::FetchRequest&) { BOOST_TEST(!database->in_transaction()); };
    web.answers(hook_url, 204);
    model::Post post;
    post.engine_id = "5";
    post.url = "https://blog.example/rocket/";
    post_id = database->write([&](db::Tx& tx) { return store::put_post(tx, books(), post).id; });
  }

  model::RowId received(std::string_view source = "https://fan.example/1") {
    model::Linkback one;
    one.id = mint.next(clock.now());
    one.token = model::new_receipt(one.id);
    one.source = source;
    one.target = "https://blog.example/rocket/";
    one.source_key = store::source_key(Url::parse(source).value());
    one.target_key = store::target_key(Url::parse(one.target).value());
    one.source_host = "fan.example";
    one.post_id = post_id;
    one.title = "About the sled";
    one.received = one.changed = clock.now();
    BOOST_REQUIRE(database->write([&](db::Tx& tx) { return store::insert_linkback(tx, books(), one); }));
    return one.id;
  }
  void become(model::RowId id, LinkbackState state, std::string digest = "1") {
    database->write([&](db::Tx& tx) {
      const auto before = store::find_linkback(tx, site.id, id).value();
      auto after = before;
      after.state = state;
      after.digest = std::move(digest);
      store::save_linkback(tx, books(), before, after);
    });
  }
  // Calls of hooks that wait, due or not.
  std::vector<store::QueueLine> queued() {
    auto lines = database->read([](db::Reader& reader) { return store::list_jobs(reader, 1000); });
    std::erase_if(lines, [](const auto& line) { return line.job.kind != model::JobKind::call_hook; });
    return lines;
  }
  // Does what is due; the wait until the next try of one that failed.
  std::optional<Duration> work() {
    constexpr model::JobKind kinds[] = {model::JobKind::call_hook};
    const auto jobs = database->write(
        [&](db::Tx& tx) { return store::claim_jobs(tx, kinds, clock.now(), std::chrono::minutes(5), 100); });
    std::optional<Duration> wait;
    for (const auto& job : jobs) {
      const auto outcome = exchange::call_hook(books(), web, job);
      database->write([&](db::Tx& tx) {
        if (const auto* again = std::get_if<model::Again>(&outcome)) {
          wait = again->due - clock.now();
          store::put_back_job(tx, job, again->due, again->why);
        } else {
          store::finish_job(tx, mint, job, clock.now());
        }
      });
    }
    return wait;
  }
  static std::string header(const net::FetchRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.headers) {
      if (key == name) return value;
    }
    return {};
  }
  net::FetchRequest last() {
    BOOST_REQUIRE(!web.asked().empty());
    return web.asked().back();
  }
  ordered_json last_body() { return ordered_json::parse(last().body); }
  std::string trouble() {
    const auto found =
        database->read([&](db::Reader& reader) { return exchange::hook_trouble(reader, site); });
    return found ? found->what + (found->ended ? " for good" : "") : "";
  }

  FakeWeb web;
  model::RowId post_id = 0;
};

}  // namespace

// The example in the specification of Standard Webhooks.
BOOST_AUTO_TEST_CASE(the_signature_is_that_of_the_specifications_example) {
  BOOST_TEST(hook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                            1614265330,
                            "{\"test\": 2432232314}") == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  BOOST_TEST(hook_signature("plain text!", "a", 1, "b") ==
             "v1," + base64(hmac_sha256("plain text!", "a.1.b")));
}

BOOST_FIXTURE_TEST_CASE(only_what_readers_see_is_told, HookScene) {
  const auto id = received();
  become(id, LinkbackState::waiting);
  BOOST_TEST(queued().empty());
  become(id, LinkbackState::shown);
  BOOST_TEST(queued().size() == 1u);
  BOOST_TEST(!work());
  become(id, LinkbackState::shown);
  BOOST_TEST(queued().empty());
  BOOST_TEST(web.asked().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_shown_linkback_is_posted_signed_and_named, HookScene) {
  const auto id = received();
  become(id, LinkbackState::shown);
  BOOST_TEST(!work());
  const auto request = last();
  BOOST_TEST(request.method == "POST");
  BOOST_TEST(request.url.text() == hook_url);
  BOOST_TEST((request.reach == net::Reach::strangers));
  BOOST_TEST(header(request, "Content-Type") == "application/json");
  BOOST_TEST(header(request, "webhook-id").starts_with("msg_"));
  BOOST_TEST(header(request, "webhook-timestamp") == "1767607200");
  BOOST_TEST(header(request, "webhook-signature") ==
             hook_signature(site.webhook.secret, header(request, "webhook-id"), 1767607200, request.body));
  const auto body = last_body();
  BOOST_TEST(body["type"] == "linkback.shown");
  BOOST_TEST(body["timestamp"] == "2026-01-05T10:00:00Z");
  BOOST_TEST(body["data"]["site"] == "blog");
  BOOST_TEST(body["data"]["post"]["wm-id"] == id);
  BOOST_TEST(body["data"]["post"]["name"] == "About the sled");
}

BOOST_FIXTURE_TEST_CASE(API_15_the_body_can_be_that_of_webmention_io, HookScene) {
  site.webhook.format = model::HookFormat::webmention_io;
  site.webhook.secret = "geheim";
  const auto id = received();
  become(id, LinkbackState::shown);
  work();
  auto body = last_body();
  BOOST_TEST(body["secret"] == "geheim");
  BOOST_TEST(body["source"] == "https://fan.example/1");
  BOOST_TEST(body["target"] == "https://blog.example/rocket/");
  BOOST_TEST(body["private"] == false);
  BOOST_TEST(body["post"]["type"] == "entry");
  BOOST_TEST(!body.contains("deleted"));
  become(id, LinkbackState::gone);
  work();
  body = last_body();
  BOOST_TEST(body == ordered_json({{"secret", "geheim"},
                                   {"source", "https://fan.example/1"},
                                   {"target", "https://blog.example/rocket/"},
                                   {"private", false},
                                   {"deleted", true}}));
}

BOOST_FIXTURE_TEST_CASE(each_change_has_a_name_of_its_own_and_a_repeat_has_the_same, HookScene) {
  const auto id = received();
  become(id, LinkbackState::shown);
  web.answers(hook_url, 500);
  auto wait = work();
  BOOST_REQUIRE(wait.has_value());
  BOOST_TEST((*wait == std::chrono::seconds(5)));
  const auto first = header(last(), "webhook-id"), first_body = last().body;
  clock.wind(*wait);
  wait = work();
  BOOST_REQUIRE(wait.has_value());
  BOOST_TEST((*wait == std::chrono::minutes(5)));
  BOOST_TEST(header(last(), "webhook-id") == first);
  BOOST_TEST(last().body == first_body);
  BOOST_TEST(header(last(), "webhook-timestamp") == "1767607205");
  BOOST_TEST(trouble().find("answered 500") != std::string::npos);

  web.answers(hook_url, 200);
  become(id, LinkbackState::shown, "2");
  BOOST_TEST(!work());
  BOOST_TEST(header(last(), "webhook-id") != first);
  BOOST_TEST(trouble() == "");
  become(id, LinkbackState::hidden, "2");
  work();
  BOOST_TEST(last_body()["type"] == "linkback.withdrawn");
  BOOST_TEST(!last_body()["data"].contains("post"));
}

BOOST_FIXTURE_TEST_CASE(a_receiver_that_was_away_hears_the_last_state_once, HookScene) {
  const auto id = received();
  web.fails(hook_url, net::FetchError::timeout);
  become(id, LinkbackState::shown);
  work();
  become(id, LinkbackState::hidden);
  web.answers(hook_url, 200);
  web.forget_asked();
  clock.wind(std::chrono::hours(1));
  work();
  work();
  BOOST_TEST(web.asked().size() == 1u);
  BOOST_TEST(last_body()["type"] == "linkback.withdrawn");
}

BOOST_FIXTURE_TEST_CASE(retry_after_is_respected_and_three_days_are_the_end, HookScene) {
  become(received(), LinkbackState::shown);
  web.answers(hook_url, 503, {{"Retry-After", "600"}});
  BOOST_TEST((work() == std::chrono::minutes(10)));
  Duration all{};
  int tries = 1;
  while (!queued().empty()) {
    const auto step = queued().front().due - clock.now();
    all += step;
    clock.wind(step);
    work();
    BOOST_REQUIRE(++tries < 30);
  }
  BOOST_TEST(tries == 10);
  BOOST_TEST((all > std::chrono::hours(72) && all < std::chrono::hours(96)));
  BOOST_TEST(trouble() != "");
}

BOOST_FIXTURE_TEST_CASE(gone_ends_it_until_a_replay_or_another_address, HookScene) {
  const auto id = received();
  become(id, LinkbackState::shown);
  web.answers(hook_url, 410);
  BOOST_TEST(!work());
  BOOST_TEST(trouble().ends_with("for good"));
  web.answers(hook_url, 200);
  web.forget_asked();
  clock.wind(std::chrono::minutes(1));
  become(id, LinkbackState::hidden);
  BOOST_TEST(!work());
  BOOST_TEST(web.asked().empty());

  const auto again = database->write(
      [&](db::Tx& tx) { return exchange::replay_hooks(tx, books(), clock.now() - std::chrono::seconds(1)); });
  BOOST_TEST(again == 1);
  work();
  BOOST_TEST(web.asked().size() == 1u);
  BOOST_TEST(trouble() == "");

  web.answers(hook_url, 410);
  become(id, LinkbackState::shown);
  work();
  site.webhook.url = Url::parse("https://hook.example/other");
  web.answers("https://hook.example/other", 200);
  BOOST_TEST(trouble() == "");
  become(id, LinkbackState::hidden);
  work();
  BOOST_TEST(web.times_asked("https://hook.example/other") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_replay_tells_all_that_changed_since_then_and_nothing_older, HookScene) {
  const auto old = received("https://fan.example/old");
  become(old, LinkbackState::shown);
  work();
  const auto name = header(last(), "webhook-id");
  clock.wind(std::chrono::hours(2));
  become(received("https://fan.example/new"), LinkbackState::shown);
  work();
  web.forget_asked();
  const auto replay = [&](Time since) {
    const auto told = database->write([&](db::Tx& tx) { return exchange::replay_hooks(tx, books(), since); });
    work();
    return told;
  };
  BOOST_TEST(replay(clock.now() - std::chrono::hours(1)) == 1);
  BOOST_TEST(last_body()["data"]["source"] == "https://fan.example/new");
  web.forget_asked();
  BOOST_TEST(replay(clock.now() - std::chrono::hours(3)) == 2);
  BOOST_REQUIRE_EQUAL(web.asked().size(), 2u);
  BOOST_TEST(header(web.asked()[0], "webhook-id") == name);
}

BOOST_FIXTURE_TEST_CASE(without_a_webhook_nothing_is_queued, HookScene) {
  site.webhook.url.reset();
  become(received(), LinkbackState::shown);
  BOOST_TEST(queued().empty());
  BOOST_TEST(trouble() == "");
}

BOOST_AUTO_TEST_SUITE_END()
