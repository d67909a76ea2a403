// What must never be reached from outside, tried through the real fetcher: a trap stands at every loopback
// address, and no test may end with a visitor in it.
#include <stdlib.h>

#include <boost/test/unit_test.hpp>

#include "doubles/loopback_web.h"

using namespace earshot;
using namespace earshot::net;
using namespace earshot::loopback;

BOOST_AUTO_TEST_SUITE(net_walls)

namespace {

// Spellings of places inside; "P" becomes the trap's port, so that only the address can be the reason for
// refusing.
constexpr std::string_view inner_places[] = {
    "http://127.0.0.1:P/",
    "http://127.0.0.1:P/x?y#z",
    "http://127.0.0.2:P/",
    "http://127.1:P/",
    "http://127.0.1:P/",
    "http://127.255.255.254:P/",
    "http://127.000.000.001:P/",
    "http://0127.0.0.1:P/",
    "http://0177.0.0.1:P/",
    "http://0177.0.0.01:P/",
    "http://0177.0x0.0.1:P/",
    "http://00000177.1:P/",
    "http://0x7f.0.0.1:P/",
    "http://0x7f.1:P/",
    "http://0x7F.0x0.0x0.0x1:P/",
    "http://0x7f000001:P/",
    "http://0X7F000001:P/",
    "http://0x7f.0x000001:P/",
    "http://2130706433:P/",
    "http://2130706434:P/",
    "http://017700000001:P/",
    "http://0000000017700000001:P/",
    "http://127.0.0.1.:P/",
    "http://127.1.:P/",
    "http://2130706433.:P/",
    "http://0:P/",
    "http://0.0.0.0:P/",
    "http://0.0:P/",
    "http://00:P/",
    "http://0x0:P/",
    "http://0.0.0.0.:P/",
    "http://0.1.2.3:P/",
    "http://localhost:P/",
    "http://LOCALHOST:P/",
    "http://LocalHost:P/",
    "http://localhost.:P/",
    "http://any.localhost:P/",
    "http://a.b.localhost:P/",
    "http://ip6-localhost:P/",
    "http://ip6-loopback:P/",
    "http://[::1]:P/",
    "http://[0:0:0:0:0:0:0:1]:P/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]:P/",
    "http://[::0001]:P/",
    "http://[::]:P/",
    "http://[0::0]:P/",
    "http://[::ffff:127.0.0.1]:P/",
    "http://[::ffff:7f00:1]:P/",
    "http://[::FFFF:7F00:0001]:P/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:P/",
    "http://[0:0:0:0:0:ffff:7f00:1]:P/",
    "http://[::ffff:0:127.0.0.1]:P/",
    "http://[::127.0.0.1]:P/",
    "http://[::7f00:1]:P/",
    "http://[::ffff:0.0.0.0]:P/",
    "http://[64:ff9b::127.0.0.1]:P/",
    "http://[64:ff9b::7f00:1]:P/",
    "http://[64:ff9b:1::7f00:1]:P/",
    "http://[2002:7f00:1::]:P/",
    "http://[2002:7f00:1::1]:P/",
    "http://[2001:0:7f00:1::]:P/",
    "http://[fe80::1]:P/",
    "http://[fe80::1%25lo]:P/",
    "http://[fe80::1%lo]:P/",
    "http://[fec0::1]:P/",
    "http://[fc00::1]:P/",
    "http://[fd00::1]:P/",
    "http://[ff02::1]:P/",
    "http://[100::1]:P/",
    "http://[2001:db8::1]:P/",
    "http://[3fff::1]:P/",
    "http://10.0.0.1:P/",
    "http://10.255.255.255:P/",
    "http://167772161:P/",
    "http://012.0.0.1:P/",
    "http://0xa.1:P/",
    "http://100.64.0.1:P/",
    "http://100.127.255.254:P/",
    "http://169.254.169.254:P/",
    "http://2852039166:P/",
    "http://0xa9fea9fe:P/",
    "http://0251.0376.0251.0376:P/",
    "http://169.254.43518:P/",
    "http://[::ffff:169.254.169.254]:P/",
    "http://[::ffff:a9fe:a9fe]:P/",
    "http://[fd00:ec2::254]:P/",
    "http://168.63.129.16:P/",
    "http://172.16.0.1:P/",
    "http://172.31.255.254:P/",
    "http://192.0.0.1:P/",
    "http://192.0.2.1:P/",
    "http://192.88.99.1:P/",
    "http://192.168.0.1:P/",
    "http://192.168.255.254:P/",
    "http://3232235521:P/",
    "http://198.18.0.1:P/",
    "http://198.51.100.1:P/",
    "http://203.0.113.1:P/",
    "http://224.0.0.1:P/",
    "http://239.255.255.255:P/",
    "http://240.0.0.1:P/",
    "http://255.255.255.255:P/",
    "http://4294967295:P/",
    "http://0xffffffff:P/",
    "http://%31%32%37.0.0.1:P/",
    "http://127%2E0%2E0%2E1:P/",
    "http://loc%61lhost:P/",
    "http://127。0。0。1:P/",
    "http://127．0．0．1:P/",
    "http://１２７.0.0.1:P/",
    "http://①②⑦.0.0.1:P/",
    "http://ⓛocalhost:P/",
    "http://127.0.0.1:P\\@pub.example/",
    "http://127.0.0.1:P\\.pub.example/",
    "http://\\\\127.0.0.1:P/",
    "http://127.0.0.1\t:P/",
    "\thttp://127.0.0.1:P/\n",
    "HTTP://127.0.0.1:P/",
    "https://127.0.0.1:P/",
    "https://localhost:P/",
    "http://pub.example@127.0.0.1:P/",
    "http://pub.example:80@127.0.0.1:P/",
    "http://pub.example%40127.0.0.1:P/",
    "http:///127.0.0.1:P/",
    "http:127.0.0.1:P/",
    "http:/127.0.0.1:P/",
    "http://127.0.0.1:P;@pub.example/",
    "http://127.0.0.1:P#@pub.example/",
    "http://127.0.0.1:P?@pub.example/",
};
static_assert(std::size(inner_places) >= 100);

std::string with_port(std::string_view place, std::uint16_t port) {
  std::string text(place);
  const std::size_t at = text.find(":P");
  return text.replace(at + 1, 1, std::to_string(port));
}

// At every IPv4 loopback address and at ::1 under the same number, where the machine has IPv6.
struct Trap {
  LoopbackServer v4{always(page("caught")), "0.0.0.0"};
  std::optional<LoopbackServer> v6;
  Trap() {
    try {
      v6.emplace(always(page("caught")), "::1", v4.port());
    } catch (const std::runtime_error&) {
      BOOST_TEST_MESSAGE("no IPv6 here: the trap stands at IPv4 only");
    }
  }
  int visitors() const { return v4.connections() + (v6 ? v6->connections() : 0); }
};

// The trap's port is one of the web's, and one server at 127.7.7.7 is allowed: the one that redirects.
FetcherSettings beside(const Trap& trap) {
  FetcherSettings settings;
  settings.guard.allow = {Cidr::parse("127.7.7.7").value()};
  settings.guard.ports.push_back(trap.v4.port());
  return settings;
}

Url url_of(const std::string& host, const LoopbackServer& server, std::string_view path = "/") {
  return Url::parse("http://" + host + ":" + std::to_string(server.port()) + std::string(path)).value();
}

class Environment {
 public:
  Environment(std::vector<std::string> names, const std::string& value) : names_(std::move(names)) {
    for (const std::string& name : names_) ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Environment() {
    for (const std::string& name : names_) ::unsetenv(name.c_str());
  }

 private:
  std::vector<std::string> names_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(no_spelling_of_an_inner_address_is_connected_to) {
  const Trap trap;
  CurlFetcher web(beside(trap));
  int tried = 0;
  for (const std::string_view place : inner_places) {
    const std::optional<Url> url = Url::parse(with_port(place, trap.v4.port()));
    if (!url) continue;  // a wall as well: what is no address for us is never fetched
    ++tried;
    FetchRequest request = get(*url);
    request.limits.total = std::chrono::milliseconds(3000);
    const auto got = web.fetch(request);
    BOOST_TEST(!got.ok(), place);
    if (!got && Address::parse(url->host())) expect_error(got, FetchError::refused_address, place);
    // The longer reach is for the origin alone, and none is configured here.
    request.reach = Reach::own_origin;
    BOOST_TEST(!web.fetch(request).ok(), place);
  }
  BOOST_TEST(tried >= 80);
  BOOST_TEST(trap.visitors() == 0);
}

BOOST_AUTO_TEST_CASE(no_redirect_leads_inside) {
  const Trap trap;
  CurlFetcher web(beside(trap));
  for (const std::string_view place : inner_places) {
    const std::string target = with_port(place, trap.v4.port());
    if (target.find_first_of("\t\n") != std::string::npos) continue;
    const LoopbackServer server(redirecting(target), "127.7.7.7");
    const LoopbackServer further(redirecting(url_of("127.7.7.7", server).text(), "308 Permanent Redirect"),
                                 "127.7.7.7");
    for (const LoopbackServer* first : {&server, &further}) {
      FetchRequest request = get(url_of("127.7.7.7", *first));
      request.limits.total = std::chrono::milliseconds(3000);
      request.limits.redirects = 2;
      const auto got = web.fetch(request);
      BOOST_TEST(!got.ok(), place);
      BOOST_TEST(first->connections() > 0);
    }
  }
  BOOST_TEST(trap.visitors() == 0);
}

BOOST_AUTO_TEST_CASE(without_an_allowance_every_port_of_this_machine_is_closed) {
  const Trap trap;
  CurlFetcher web(FetcherSettings{});
  for (const char* host : {"127.0.0.1", "localhost", "127.7.7.7", "[::1]"})
    expect_error(web.fetch(get(url_of(host, trap.v4))), FetchError::refused_address, host);
  BOOST_TEST(trap.visitors() == 0);
}

BOOST_AUTO_TEST_CASE(proxies_of_the_environment_are_not_asked) {
  const Trap trap;
  const LoopbackServer server(always(page("direct")), "127.7.7.7");
  const Environment proxies(
      {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"},
      "http://127.0.0.1:" + std::to_string(trap.v4.port()));
  CurlFetcher web(beside(trap));
  const auto got = web.fetch(get(url_of("127.7.7.7", server)));
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->body == "direct");
  expect_error(web.fetch(get(url_of("127.0.0.1", trap.v4))), FetchError::refused_address);
  BOOST_TEST(trap.visitors() == 0);
}

BOOST_AUTO_TEST_CASE(the_own_origin_is_reached_for_its_own_errands_only) {
  Witness engine;
  FetcherSettings settings;
  settings.origins = {{"127.0.0.1", engine.server.port()}};
  CurlFetcher web(settings);
  FetchRequest request = get(at(engine.server));
  request.reach = Reach::own_origin;
  request.host_header = "blog.example";
  BOOST_REQUIRE(web.fetch(request).ok());
  BOOST_TEST(engine.all().at(0).head.find("\r\nHost: blog.example\r\n") != std::string::npos);
  // The connection of the first errand is still open: a stranger's link must not ride on it.
  expect_error(web.fetch(get(at(engine.server))), FetchError::refused_address);
  BOOST_TEST(engine.all().size() == 1u);
  BOOST_REQUIRE(web.fetch(request).ok());
  BOOST_TEST(engine.all().size() == 2u);
  FetchRequest by_name = get(url_of("localhost", engine.server));
  by_name.reach = Reach::own_origin;
  expect_error(web.fetch(by_name), FetchError::refused_address);
}

BOOST_AUTO_TEST_CASE(a_redirect_away_from_the_own_origin_is_a_stranger_again) {
  const Trap trap;
  for (const std::string& away : {url_of("127.0.0.1", trap.v4).text(), url_of("localhost", trap.v4).text()}) {
    LoopbackServer engine(redirecting(away));
    FetcherSettings settings;
    settings.origins = {{"127.0.0.1", engine.port()}};
    settings.guard.ports.push_back(trap.v4.port());
    CurlFetcher web(settings);
    FetchRequest request = get(at(engine));
    request.reach = Reach::own_origin;
    expect_error(web.fetch(request), FetchError::refused_address, away);
    BOOST_TEST(engine.connections() == 1);
  }
  BOOST_TEST(trap.visitors() == 0);
}

BOOST_AUTO_TEST_CASE(a_redirect_within_the_own_origin_keeps_its_host_and_its_reach) {
  std::atomic<int> with_host{0};
  LoopbackServer engine(talking([&](Peer& peer, const Asked& asked) {
    if (asked.head.find("\r\nHost: blog.example\r\n") != std::string::npos) ++with_host;
    if (asked.path == "/there") return peer.write(page("there"));
    return peer.write(page("", "Location: /there\r\n", "301 Moved"));
  }));
  FetcherSettings settings;
  settings.origins = {{"localhost", engine.port()}};
  CurlFetcher web(settings);
  FetchRequest request = get(url_of("localhost", engine));
  request.reach = Reach::own_origin;
  request.host_header = "blog.example";
  const auto got = web.fetch(request);
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->body == "there");
  BOOST_TEST(with_host == 2);
}

BOOST_AUTO_TEST_SUITE_END()
