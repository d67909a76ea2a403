// Redirects: how far, for good or not, and over which hosts.
#include <atomic>
#include <boost/test/unit_test.hpp>

#include "doubles/loopback_web.h"
#include "net/curl_fetcher.h"

using namespace earshot;
using namespace earshot::net;
using namespace earshot::loopback;

BOOST_AUTO_TEST_SUITE(net_redirects)

BOOST_AUTO_TEST_CASE(redirects_are_followed_to_their_limit_and_no_further) {
  std::atomic<int> hops{0};
  LoopbackServer server(talking([&](Peer& peer, const Asked& asked) {
    ++hops;
    const int left = std::stoi(asked.path.substr(1));
    if (left == 0) return peer.write(page("there"));
    return peer.write(page("", "Location: " + std::to_string(left - 1) + "\r\n", "301 Moved"));
  }));
  CurlFetcher web(at_loopback());
  const auto got = web.fetch(get(at(server, "/5")));
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->final_url.text() == at(server, "/0").text());
  BOOST_TEST(got->body == "there");
  hops = 0;
  auto six = get(at(server, "/6"));
  Url last;
  six.may_follow = [&](const Url& to) {
    last = to;
    return true;
  };
  expect_error(web.fetch(six), FetchError::too_many_redirects);
  BOOST_TEST(hops == 6);
  BOOST_TEST(last.text() == at(server, "/1").text());  // the last that was asked
  LoopbackServer loop(redirecting("/again"));
  expect_error(web.fetch(get(at(loop))), FetchError::too_many_redirects);
}

BOOST_AUTO_TEST_CASE(another_host_is_asked_for_and_told) {
  LoopbackServer end(talking([](Peer& peer, const Asked&) { return peer.write(page("there")); }));
  LoopbackServer start(redirecting("http://localhost:" + std::to_string(end.port()) + "/"));
  FetcherSettings settings = at_loopback();
  settings.guard.allow.push_back(Cidr::parse("::1/128").value());
  CurlFetcher web(settings);
  auto request = get(at(start));
  std::vector<std::string> asked;
  request.may_follow = [&](const Url& to) {
    asked.emplace_back(to.host());
    return asked.size() < 2;
  };
  const auto got = web.fetch(request);
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->passed == std::vector<std::string>{"127.0.0.1"});
  expect_error(web.fetch(request), FetchError::not_now);
  BOOST_TEST((asked == std::vector<std::string>{"localhost", "localhost"}));
}

BOOST_AUTO_TEST_CASE(only_redirects_that_all_say_so_are_a_move_for_good) {
  LoopbackServer server(talking([&](Peer& peer, const Asked& asked) {
    if (asked.path == "/there") return peer.write(page("there"));
    const bool two = asked.path == "/two";
    const std::string to = two ? "/temporary" : "/there";
    const bool temporary = asked.path == "/temporary";
    return peer.write(page("", "Location: " + to + "\r\n", temporary ? "302 Found" : "301 Moved"));
  }));
  CurlFetcher web(at_loopback());
  for (const auto& [path, for_good] :
       {std::pair("/moved", true), {"/temporary", false}, {"/two", false}, {"/there", false}}) {
    const auto got = web.fetch(get(at(server, path)));
    BOOST_REQUIRE(got.ok());
    BOOST_TEST(got->final_url.text() == at(server, "/there").text());
    BOOST_TEST(got->moved_for_good == for_good, path);
  }
}

BOOST_AUTO_TEST_SUITE_END()
