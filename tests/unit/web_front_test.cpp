#include "web/front.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "doubles/memory_books.h"
#include "linkback/receive.h"
#include "store/job_store.h"
#include "web/answer_host.h"
#include "web/fragment_cache.h"

using namespace earshot;
using namespace earshot::web;

BOOST_AUTO_TEST_SUITE(web_front)

namespace {

cgi::Response tell(const Context& context, const cgi::Request& request, std::string_view rest) {
  return {200,
          "text/plain",
          context.books.site.name + "|" + request.method + "|" + std::string(rest) + "|" + request.body +
              (request.body_too_long ? "+" : ""),
          {}};
}
cgi::Response page(const Context&, const cgi::Request&, std::string_view) {
  return {200, "text/html", "<p>", {}};
}
cgi::Response own_policy(const Context&, const cgi::Request&, std::string_view) {
  return cgi::Response{200, "text/html", "<p>", {}}.with("content-security-policy", "default-src 'self'");
}
template <db::StoreFailure::Kind kind>
cgi::Response store_fails(const Context&, const cgi::Request&, std::string_view) {
  throw db::StoreFailure(kind, "writing", "the secret path of the file");
}
cgi::Response throws(const Context&, const cgi::Request&, std::string_view) {
  throw std::runtime_error("secret");
}

using Kind = db::StoreFailure::Kind;
constexpr Route table[] = {
    {"busy", "GET", Reach::exact, 0, Oversize::refused, store_fails<Kind::busy>},
    {"corrupt", "GET", Reach::exact, 0, Oversize::refused, store_fails<Kind::corrupt>},
    {"full", "GET", Reach::exact, 0, Oversize::refused, store_fails<Kind::full>},
    {"health", "GET", Reach::exact, 0, Oversize::refused, answer_health},
    {"metrics", "GET", Reach::exact, 0, Oversize::refused, answer_metrics},
    {"own", "GET", Reach::exact, 0, Oversize::refused, own_policy},
    {"page", "GET", Reach::exact, 0, Oversize::refused, page},
    {"page-of-engine", "GET", Reach::exact, 0, Oversize::refused, answer_page},
    {"ping", "GET", Reach::exact, 0, Oversize::refused, tell},
    {"ping", "POST", Reach::exact, 10, Oversize::told, tell},
    {"read-only", "GET", Reach::exact, 0, Oversize::refused, store_fails<Kind::read_only>},
    {"short", "POST", Reach::exact, 10, Oversize::refused, tell},
    {"status", "GET", Reach::below, 0, Oversize::refused, tell},
    {"status/special", "POST", Reach::exact, 10, Oversize::refused, tell},
    {"throws", "GET", Reach::exact, 0, Oversize::refused, throws},
};
static_assert(in_order(table));

struct World {
  doubles::MemoryBooks memory;
  model::Site other = memory.add_site("other", "https://other.example/");
  markup::Templates templates;
  linkback::Intake intake;
  FragmentCache fragments;
  Front front{{Context{memory.books(), templates, intake, fragments},
               Context{memory.books(other), templates, intake, fragments}},
              table};

  cgi::Response ask(std::string method, std::string path, std::string body = {}, std::string site = {}) {
    cgi::Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.body = std::move(body);
    request.script_name = "/earshot";
    if (!site.empty()) request.parameters["EARSHOT_SITE"] = std::move(site);
    return front(request);
  }
};

std::string header(const cgi::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_tables_order_is_checked) {
  constexpr Route twice[] = {{"a", "GET"}, {"a", "GET"}};
  constexpr Route wrong[] = {{"b", "GET"}, {"a", "GET"}};
  constexpr Route methods[] = {{"a", "POST"}, {"a", "GET"}};
  BOOST_TEST(!in_order(twice));
  BOOST_TEST(!in_order(wrong));
  BOOST_TEST(!in_order(methods));
  BOOST_TEST(in_order(all_routes()));
}

BOOST_AUTO_TEST_CASE(only_pings_give_way_to_readers) {
  std::set<std::string_view> slowed;
  for (const auto& route : all_routes()) {
    if (route.pace != Pace::gives_way) continue;
    BOOST_TEST(route.method == "POST");
    slowed.insert(route.path);
  }
  BOOST_TEST((slowed == std::set<std::string_view>{"pingback", "trackback", "webmention"}));
}

BOOST_AUTO_TEST_CASE(a_route_is_found_by_path_and_method) {
  World world;
  BOOST_TEST(world.ask("GET", "ping").body == "blog|GET||");
  BOOST_TEST(world.ask("POST", "ping", "body").body == "blog|POST||body");
  BOOST_TEST(world.ask("HEAD", "ping").status == 200);
}

BOOST_AUTO_TEST_CASE(a_route_below_hands_over_what_stands_behind_it) {
  World world;
  BOOST_TEST(world.ask("GET", "status/abc/d").body == "blog|GET|abc/d|");
  BOOST_TEST(world.ask("GET", "status").body == "blog|GET||");
  BOOST_TEST(world.ask("GET", "statusabc").status == 404);
  BOOST_TEST(world.ask("GET", "ping/abc").status == 404);
}

BOOST_AUTO_TEST_CASE(the_longer_path_decides_about_the_methods) {
  World world;
  BOOST_TEST(world.ask("POST", "status/special").body == "blog|POST||");
  const auto refused = world.ask("GET", "status/special");
  BOOST_TEST(refused.status == 405);
  BOOST_TEST(header(refused, "Allow") == "POST");
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_404_and_a_wrong_method_405_with_those_allowed) {
  World world;
  for (const auto* path : {"", "/", "//ping", "nothing", "PING", "ping/"}) {
    BOOST_TEST(world.ask("GET", path).status == 404, path);
  }
  const auto refused = world.ask("DELETE", "ping");
  BOOST_TEST(refused.status == 405);
  BOOST_TEST(header(refused, "Allow") == "GET, HEAD, POST");
  BOOST_TEST(refused.content_type.starts_with("text/plain"));
}

BOOST_AUTO_TEST_CASE(the_site_is_the_one_that_the_web_server_names) {
  World world;
  BOOST_TEST(world.ask("GET", "ping", "", "other").body == "other|GET||");
  BOOST_TEST(world.ask("GET", "ping", "", "blog").body == "blog|GET||");
  BOOST_TEST(world.ask("GET", "ping", "", "third").status == 500);
}

BOOST_AUTO_TEST_CASE(a_body_over_the_routes_limit_is_refused_or_told) {
  World world;
  BOOST_TEST(world.ask("POST", "short", "0123456789").status == 200);
  BOOST_TEST(world.ask("POST", "short", "0123456789a").status == 413);
  BOOST_TEST(world.ask("POST", "ping", "0123456789a").body == "blog|POST||+");
}

BOOST_AUTO_TEST_CASE(a_store_that_takes_nothing_now_is_503_with_a_time_to_come_back) {
  World world;
  for (const auto* path : {"busy", "full", "read-only"}) {
    const auto refused = world.ask("GET", path);
    BOOST_TEST(refused.status == 503, path);
    BOOST_TEST(!header(refused, "Retry-After").empty(), path);
    BOOST_TEST(refused.body.find("secret") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(other_failures_are_500_and_tell_a_stranger_nothing) {
  World world;
  for (const auto* path : {"corrupt", "throws"}) {
    const auto failed = world.ask("GET", path);
    BOOST_TEST(failed.status == 500, path);
    BOOST_TEST(failed.body.find("secret") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(every_answer_is_guarded_and_an_answers_own_policy_stays) {
  World world;
  BOOST_TEST(header(world.ask("GET", "nothing"), "X-Content-Type-Options") == "nosniff");
  BOOST_TEST(header(world.ask("GET", "page"), "Content-Security-Policy").starts_with("default-src 'none'"));
  BOOST_TEST(header(world.ask("GET", "ping"), "Content-Security-Policy") == "");
  BOOST_TEST(header(world.ask("GET", "own"), "Content-Security-Policy") == "");
  BOOST_TEST(header(world.ask("GET", "own"), "content-security-policy") == "default-src 'self'");
}

BOOST_AUTO_TEST_CASE(health_says_ok_and_counts_the_queue) {
  World world;
  world.memory.database->write([&](db::Tx& tx) {
    store::add_job(tx, world.memory.books(), model::JobKind::poll, 1, world.memory.clock.now());
    store::add_job(tx, world.memory.books(), model::JobKind::sweep, 1, world.memory.clock.now());
  });
  const auto response = world.ask("GET", "health");
  BOOST_TEST(response.status == 200);
  const auto state = nlohmann::json::parse(response.body);
  BOOST_TEST(state["status"] == "ok");
  BOOST_TEST(state["store"] == "writable");
  BOOST_TEST(state["queue"]["ready"] == 2);
}

BOOST_AUTO_TEST_CASE(metrics_count_requests_jobs_and_never_a_strangers_path) {
  World world;
  world.memory.database->write([&](db::Tx& tx) {
    store::add_job(tx, world.memory.books(), model::JobKind::poll, 1, world.memory.clock.now());
  });
  world.ask("GET", "ping");
  world.ask("HEAD", "ping");
  world.ask("GET", "made-up-by-a-stranger");
  const auto text = world.ask("GET", "metrics").body;
  BOOST_TEST(text.find("earshot_requests_total{route=\"ping\",method=\"GET\",status=\"200\"} 2\n") !=
             std::string::npos);
  BOOST_TEST(text.find("earshot_requests_total{route=\"none\",method=\"none\",status=\"404\"} 1\n") !=
             std::string::npos);
  BOOST_TEST(text.find("earshot_queue_jobs{kind=\"poll\",state=\"ready\"} 1\n") != std::string::npos);
  BOOST_TEST(text.find("made-up") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_page_gets_the_sites_own_addresses) {
  World world;
  const auto response = world.ask("GET", "page-of-engine", "", "other");
  BOOST_TEST(response.status == 204);
  BOOST_TEST(header(response, "X-Earshot-Pingback") == "https://other.example/earshot/pingback");
  BOOST_TEST(header(response, "X-Earshot-Link") ==
             "<https://other.example/earshot/webmention>; rel=\"webmention\"");
  BOOST_TEST(header(response, "X-Earshot-Insert") == "<script src=\"/earshot/widget.js\" defer></script>");
}

BOOST_AUTO_TEST_SUITE_END()
