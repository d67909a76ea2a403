// What strangers cannot make us do: each case is named by its number. The guard itself, with real
// connections, is tested in tests/unit/net_*; here it is what receiving makes of it.
#include "doubles/loopback_web.h"
#include "doubles/ping_scene.h"

using namespace earshot;
using doubles::PingScene;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(limits_receiver)

namespace {

struct Flood : PingScene {
  // As the worker does for `span`, second by second; how many pages it asked for.
  std::size_t fetches_in(std::chrono::seconds span) {
    const auto before = web.asked().size();
    for (auto passed = 0s; passed < span; passed += 1s) {
      work_in_turns();
      clock.wind(1s);
    }
    return web.asked().size() - before;
  }
  void work_in_turns() {
    constexpr model::JobKind kinds[] = {model::JobKind::verify};
    for (;;) {
      const auto jobs =
          database->write([&](db::Tx& tx) { return store::claim_jobs(tx, kinds, clock.now(), 5min, 100); });
      if (jobs.empty()) return;
      for (const auto& job : jobs) {
        const auto& where = job.site == site.id ? site : second;
        const auto outcome = linkback::verify(books(where), web, job, &turns);
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
  model::Site second = add_site("second", "https://second.example/");
  linkback::HostTurns turns{30, 30};
};

}  // namespace

BOOST_AUTO_TEST_CASE(PBR_20_a_source_that_drips_is_ended_by_the_total_time_not_only_by_idle_time) {
  using namespace loopback;
  LoopbackServer server(talking([](Peer& peer, const Asked&) {
    peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n");
    while (peer.pause(50ms) && peer.write("x")) continue;
    return false;
  }));
  net::CurlFetcher web(at_loopback());
  linkback::VerifyLimits limits;
  limits.fetch.total = 600ms;
  const auto begin = std::chrono::steady_clock::now();
  const auto verdict = linkback::verify_link(web, at(server), Url::parse(doubles::post_url).value(), limits);
  BOOST_TEST(std::holds_alternative<linkback::TryLater>(verdict));
  BOOST_TEST((std::chrono::steady_clock::now() - begin < 5s));
}

BOOST_AUTO_TEST_CASE(WR_29_a_page_in_an_encoding_that_nobody_asked_for_is_not_one_without_link) {
  using namespace loopback;
  const Url target = Url::parse(doubles::post_url).value();
  net::CurlFetcher web(at_loopback());
  for (const std::string encoding : {"br", "compress"}) {
    LoopbackServer server(always(page("<a href='https://blog.example/rocket/'>in no such encoding</a>",
                                      "Content-Type: text/html\r\nContent-Encoding: " + encoding + "\r\n")));
    const auto verdict = linkback::verify_link(web, at(server), target);
    BOOST_TEST(std::holds_alternative<linkback::TryLater>(verdict), encoding);
  }
}

BOOST_FIXTURE_TEST_CASE(
    S7_ten_thousand_pings_at_one_victim_are_sixty_fetches_in_the_first_minute_over_all_sites, Flood) {
  model::Post post;
  post.engine_id = "1";
  post.url = "https://second.example/post/";
  database->write([&](db::Tx& tx) { return store::put_post(tx, books(second), post).id; });
  int taken = 0;
  for (int i = 0; i < 10000; ++i) {
    linkback::Claim claim;
    claim.source = "https://victim.example/?" + std::to_string(i * 7919);
    claim.target = i % 2 ? std::string(doubles::post_url) : post.url;
    taken += intake.receive(books(i % 2 ? site : second), claim).accepted();
  }
  BOOST_TEST(taken == 10000);
  const auto first = fetches_in(60s);
  BOOST_TEST(first <= 60u);
  BOOST_TEST(first >= 55u);
  BOOST_TEST(fetches_in(60s) <= 31u);
}

BOOST_FIXTURE_TEST_CASE(S7_the_worker_keeps_the_limit_by_itself_when_no_intake_spread_the_checks, Flood) {
  for (int i = 0; i < 500; ++i) {
    linkback::Intake plain_cgi;  // each request a program of its own
    linkback::Claim claim;
    claim.source = "https://victim.example/" + std::to_string(i);
    claim.target = doubles::post_url;
    BOOST_TEST(plain_cgi.receive(books(), claim).accepted());
  }
  BOOST_TEST(fetches_in(60s) <= 60u);
  BOOST_TEST(fetches_in(60s) <= 31u);
}

BOOST_FIXTURE_TEST_CASE(S7_what_could_be_read_only_tomorrow_is_refused_with_a_time, Flood) {
  linkback::IntakeLimits limits;
  limits.checks_a_minute = 1;
  limits.new_pings_of_a_target_a_minute = 0;
  linkback::Intake slow(limits);
  linkback::Outcome last;
  for (int i = 0; i < 1500 && last.accepted(); ++i) {
    linkback::Claim claim;
    claim.source = "https://victim.example/" + std::to_string(i);
    claim.target = doubles::post_url;
    claim.sender = "198." + std::to_string(i / 200) + "." + std::to_string(i % 200) + ".7";
    last = slow.receive(books(), claim);
  }
  BOOST_TEST((last.refusal == model::Refusal::too_many));
  BOOST_TEST((last.retry_after > 0s));
}

BOOST_FIXTURE_TEST_CASE(SEC_01_02_03_05_addresses_that_may_not_be_fetched_are_refused_with_one_sentence,
                        PingScene) {
  std::string words;
  int number = 0;
  for (const auto error :
       {net::FetchError::refused_address, net::FetchError::unresolved, net::FetchError::unreachable}) {
    const std::string source = "https://inside" + std::to_string(++number) + ".example/";
    web.fails(source, error);
    ping(source);
    work();
    const auto json = status(all()[0].token).body;
    const auto said = json.substr(json.find("\"steps\""));
    const auto same = said.substr(said.find("we try again"), 70);
    BOOST_TEST((words.empty() || words == same));
    words = same;
  }
  for (const char* login : {"https://user:pass@fan.example/", "https://user@fan.example/"}) {
    BOOST_TEST((ping(login).refusal == model::Refusal::source_invalid));
  }
  for (const char* scheme : {"file:///etc/passwd", "gopher://fan.example/", "ftp://fan.example/"}) {
    BOOST_TEST((ping(scheme).refusal == model::Refusal::source_invalid));
  }
}

BOOST_FIXTURE_TEST_CASE(SEC_05_a_zero_byte_is_refused_in_the_words_of_each_protocol, PingScene) {
  for (const std::string& source :
       {std::string("https://fan.example/a%00b"), std::string("https://fan.example/\0b", 22)}) {
    const auto told = webmention(form("webmention", pair(source, doubles::post_url)));
    BOOST_TEST(told.status == 400);
    BOOST_TEST(has(told, "invalid_request"));
    BOOST_TEST(has(told, "zero byte"));
  }
  auto call = request("POST", "pingback");
  call.body =
      "<methodCall><methodName>pingback.ping</methodName><params><param><value>https://fan.example/?%00</"
      "value>"
      "</param><param><value>" +
      std::string(doubles::post_url) + "</value></param></params></methodCall>";
  const auto fault = pingback(call);
  BOOST_TEST(has(fault, "<int>16</int>"), fault.body);
  BOOST_TEST(has(fault, "zero byte"));
  for (const char* written : {"%00", "%2500"}) {
    const auto refused =
        trackback(form("trackback/5", "url=https%3A%2F%2Ffan.example%2Fa" + std::string(written)));
    BOOST_TEST(has(refused, "<error>1</error>"), refused.body);
    BOOST_TEST(has(refused, "zero byte"), refused.body);
  }
  BOOST_TEST(all().empty());
}

BOOST_FIXTURE_TEST_CASE(SEC_04_our_requests_carry_nothing_secret, PingScene) {
  ping();
  work();
  const auto asked = web.asked().at(0);
  BOOST_TEST(asked.method == "GET");
  for (const auto& [name, value] : asked.headers) {
    BOOST_TEST((name == "User-Agent" || name == "Accept" || name == "X-Pingback-Forwarded-For"), name);
  }
}

BOOST_FIXTURE_TEST_CASE(SEC_06_each_fetch_has_limits, PingScene) {
  ping();
  work();
  const auto limits = web.asked().at(0).limits;
  BOOST_TEST(limits.redirects == 5);
  BOOST_TEST(limits.body_bytes <= 1024u * 1024);
  BOOST_TEST((limits.connect <= 5s && limits.total <= 15s));
}

BOOST_FIXTURE_TEST_CASE(SEC_07_senders_sources_and_targets_have_limits_of_their_own, PingScene) {
  // From very many networks at one post.
  int taken = 0;
  linkback::Outcome last;
  for (int i = 0; i < 400; ++i) {
    last = ping("https://fan" + std::to_string(i) + ".example/", doubles::post_url,
                "198." + std::to_string(i / 200) + "." + std::to_string(i % 200) + ".7");
    taken += last.accepted();
  }
  BOOST_TEST(taken == 300);
  BOOST_TEST((last.refusal == model::Refusal::too_many));
  BOOST_TEST((last.retry_after > 0s));
  // Another post is not harmed, nor is one who pings the first again.
  put("6", "https://blog.example/other/");
  BOOST_TEST(ping("https://calm.example/", "https://blog.example/other/", "192.0.2.9").accepted());
  BOOST_TEST(ping("https://fan1.example/", doubles::post_url, "192.0.2.9").accepted());
}

BOOST_FIXTURE_TEST_CASE(SEC_08_victims_see_who_we_are_and_who_caused_it, PingScene) {
  ping();
  work();
  std::string agent, caused;
  const auto asked = web.asked().at(0);
  for (const auto& [name, value] : asked.headers) {
    if (name == "User-Agent") agent = value;
    if (name == "X-Pingback-Forwarded-For") caused = value;
  }
  BOOST_TEST(agent.find("+https://blog.example/earshot/about") != std::string::npos);
  BOOST_TEST(agent.find("Webmention") != std::string::npos);
  BOOST_TEST(agent.find("from 198.51.100.0/24") != std::string::npos);
  BOOST_TEST(caused == "198.51.100.0/24");
  const auto about = web::answer_about(context(), request("GET", "about"), "");
  BOOST_TEST(about.content_type.starts_with("text/plain"));
  BOOST_TEST(has(about, "https://blog.example/"));
}

BOOST_FIXTURE_TEST_CASE(SEC_09_the_first_answer_is_the_same_whatever_the_source_is, PingScene) {
  for (const char* source :
       {"https://open.example/", "http://10.0.0.7/", "http://127.0.0.1:22/", "https://nowhere.example/"}) {
    const auto got = webmention(form("webmention", pair(source, doubles::post_url)));
    BOOST_TEST(got.status == 201, source);
    BOOST_TEST(web.asked().empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
