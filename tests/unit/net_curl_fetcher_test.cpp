#include "net/curl_fetcher.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <future>

#include "doubles/loopback_web.h"

using namespace earshot;
using namespace earshot::net;
using namespace earshot::loopback;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(net_curl_fetcher)

BOOST_AUTO_TEST_CASE(a_page_comes_with_its_status_headers_and_body) {
  LoopbackServer server(always(
      "HTTP/1.1 103 Early Hints\r\nLink: </early>\r\n\r\n" +
      page("<p>hello", "Content-Type: text/html\r\nLINK: <a>\r\nLink: <b>\r\nX-Long: one\r\n  two\r\n")));
  CurlFetcher web(at_loopback());
  const auto got = web.fetch(get(at(server, "/p?q=1#part")));
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->status == 200);
  BOOST_TEST(got->body == "<p>hello");
  BOOST_TEST(!got->truncated);
  BOOST_TEST(got->header("content-type") == "text/html");
  BOOST_TEST(got->header("link") == "<a>");
  BOOST_TEST(got->header("x-long") == "one two");
  BOOST_TEST(got->header("x-absent") == "");
  BOOST_TEST(got->headers.size() == 5u);
}

BOOST_AUTO_TEST_CASE(our_request_names_us_and_carries_nothing_else) {
  Witness witness;
  CurlFetcher web(at_loopback());
  BOOST_REQUIRE(web.fetch(get(at(witness.server, "/a/%7Eb?c=d%20e#f"))).ok());
  BOOST_TEST(witness.all().at(0).head ==
             "GET /a/~b?c=d%20e HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(witness.server.port()) +
                 "\r\nUser-Agent: Earshot/0.1 (+https://blog.example/earshot/)\r\nAccept: */*\r\n"
                 "Accept-Encoding: gzip, deflate\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_post_is_sent_byte_for_byte_and_follows_no_redirect) {
  Witness witness;
  CurlFetcher web(at_loopback());
  FetchRequest request = get(at(witness.server, "/endpoint?token=x"));
  request.method = "POST";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"X-Empty", ""}};
  request.body = std::string("source=a&target=b\0c\r\n", 21) + std::string(2'000'000, 'x');
  BOOST_REQUIRE(web.fetch(request).ok());
  const Asked asked = witness.all().at(0);
  BOOST_TEST((asked.body == request.body));
  BOOST_TEST(asked.head.starts_with("POST /endpoint?token=x HTTP/1.1\r\n"));
  BOOST_TEST(asked.head.find("\r\nContent-Type: application/x-www-form-urlencoded\r\n") != std::string::npos);
  BOOST_TEST(asked.head.find("\r\nX-Empty:\r\n") != std::string::npos);
  BOOST_TEST(asked.head.find("Expect") == std::string::npos);
  LoopbackServer away(redirecting(at(witness.server, "/stolen").text(), "307 Temporary Redirect"));
  request.url = at(away);
  const auto got = web.fetch(request);
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->status == 307);
  BOOST_TEST(got->body == "moved");
  BOOST_TEST(witness.all().size() == 1u);
}

BOOST_AUTO_TEST_CASE(head_brings_headers_without_waiting_for_a_body) {
  LoopbackServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nX-Pingback: here\r\n\r\n"));
  CurlFetcher web(at_loopback());
  FetchRequest request = get(at(server));
  request.method = "HEAD";
  const auto got = web.fetch(request);
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->header("x-pingback") == "here");
  BOOST_TEST(got->body == "");
}

BOOST_AUTO_TEST_CASE(slips_of_our_own_are_thrown_before_anything_is_sent) {
  Witness witness;
  CurlFetcher web(at_loopback());
  FetchRequest request = get(at(witness.server));
  request.headers = {{"If-None-Match", "\"a\"\r\nX-Evil: 1"}};
  BOOST_CHECK_THROW(static_cast<void>(web.fetch(request)), std::invalid_argument);
  request.headers = {{"X: Y\n", "z"}};
  BOOST_CHECK_THROW(static_cast<void>(web.fetch(request)), std::invalid_argument);
  request.headers = {};
  request.host_header = "blog.example\r\nX-Evil: 1";
  BOOST_CHECK_THROW(static_cast<void>(web.fetch(request)), std::invalid_argument);
  request.host_header = "";
  request.method = "GET / HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET";
  BOOST_CHECK_THROW(static_cast<void>(web.fetch(request)), std::invalid_argument);
  BOOST_TEST(witness.server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_redirect_is_followed_before_its_body_is_through) {
  LoopbackServer server(talking([](Peer& peer, const Asked& asked) {
    if (asked.path == "/there") return peer.write(page("there"));
    peer.write("HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\nendless");
    while (peer.pause(20ms)) peer.write("more");
    return false;
  }));
  CurlFetcher web(at_loopback());
  const auto got = web.fetch(get(at(server)));
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->body == "there");
}

BOOST_AUTO_TEST_CASE(a_redirect_to_another_origin_takes_no_cookies_no_secrets_and_no_host_along) {
  Witness witness;
  LoopbackServer server(always(
      page("", "Set-Cookie: a=b\r\nLocation: " + at(witness.server, "/next").text() + "\r\n", "302 Found")));
  CurlFetcher web(at_loopback());
  FetchRequest request = get(at(server));
  request.headers = {{"Authorization", "Basic c2VjcmV0"},
                     {"X-WP-Nonce", "secret"},
                     {"Cookie", "secret=1"},
                     {"Accept", "text/html"}};
  request.host_header = "inner.example";
  BOOST_REQUIRE(web.fetch(request).ok());
  const std::string head = witness.all().at(0).head;
  BOOST_TEST(head.find("\r\nAccept: text/html\r\n") != std::string::npos);
  BOOST_TEST(head.find("\r\nHost: 127.0.0.1:") != std::string::npos);
  for (const std::string_view secret :
       {"Authorization", "Nonce", "Cookie", "secret", "a=b", "inner.example", "Referer"})
    BOOST_TEST((head.find(secret) == std::string::npos), secret);
}

BOOST_AUTO_TEST_CASE(redirects_to_other_schemes_and_with_credentials_are_refused) {
  Witness witness;
  const std::string place = "127.0.0.1:" + std::to_string(witness.server.port());
  CurlFetcher web(at_loopback());
  for (const std::string& to :
       {std::string("file:///etc/passwd"), "gopher://" + place + "/_x", "ftp://" + place + "/",
        "dict://" + place + "/", "http://user:pw@" + place + "/", "http://user@" + place + "/",
        std::string("javascript:alert(1)"), std::string("http://"), "http://" + place + ":99999/",
        std::string("http://hidden.onion/"), std::string("http://hidden.i2p./")}) {
    LoopbackServer server(redirecting(to));
    expect_error(web.fetch(get(at(server))), FetchError::refused_address, to);
  }
  BOOST_TEST(witness.server.connections() == 0);
  if (const auto url = Url::parse("http://user:pw@" + place + "/"))
    expect_error(web.fetch(get(*url)), FetchError::refused_address);
  BOOST_TEST(witness.server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_cut_and_still_a_success) {
  LoopbackServer server(talking([](Peer& peer, const Asked&) {
    peer.write("HTTP/1.1 200 OK\r\n\r\n");
    while (peer.write(std::string(10000, 'x'))) continue;
    return false;
  }));
  CurlFetcher web(at_loopback());
  FetchRequest request = get(at(server));
  request.limits.body_bytes = 12345;
  const auto got = web.fetch(request);
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->truncated);
  BOOST_TEST(got->status == 200);
  BOOST_TEST((got->body == std::string(12345, 'x')));
  LoopbackServer exact(always(page(std::string(12345, 'y'))));
  request.url = at(exact);
  const auto whole = web.fetch(request);
  BOOST_REQUIRE(whole.ok());
  BOOST_TEST(!whole->truncated);
  BOOST_TEST(whole->body.size() == 12345u);
}

BOOST_AUTO_TEST_CASE(compressed_answers_are_read) {
  const std::string gz(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x57\x48\xaf\xca\x2c\xd0\x51\xc8\x80\xb3"
      "\xb9\x00\x44\x0f\xbb\x0b\x17\x00\x00\x00",
      35);
  LoopbackServer server(always(page(gz, "Content-Encoding: gzip\r\n")));
  CurlFetcher web(at_loopback());
  const auto got = web.fetch(get(at(server)));
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->body == "hello gzip, hello gzip\n");
  LoopbackServer liar(always(page("this is no gzip at all", "Content-Encoding: gzip\r\n")));
  expect_error(web.fetch(get(at(liar))), FetchError::garbled);
}

BOOST_AUTO_TEST_CASE(an_encoding_that_nobody_asked_for_and_that_cannot_be_undone_is_no_page) {
  CurlFetcher web(at_loopback());
  for (const std::string encoding : {"br", "zstd", "compress", "aes128gcm", "dcb", "gzip, br", "br, gzip"}) {
    LoopbackServer server(always(page("<a href='https://blog.example/rocket/'>x</a>",
                                      "Content-Type: text/html\r\nContent-Encoding: " + encoding + "\r\n")));
    expect_error(web.fetch(get(at(server))), FetchError::garbled, encoding);
  }
}

BOOST_AUTO_TEST_CASE(a_gzip_bomb_is_cut_at_the_limit_of_decoded_bytes) {
  // One literal, then "repeat the last byte 258 times" without end, in the fixed code of RFC 1951.
  std::string bomb("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
  unsigned byte = 0, filled = 0;
  const auto bit = [&](unsigned value) {
    byte |= value << filled;
    if (++filled < 8) return;
    bomb += static_cast<char>(byte);
    byte = filled = 0;
  };
  const auto code = [&](unsigned value, unsigned length) {
    while (length-- > 0) bit((value >> length) & 1u);
  };
  bit(1), bit(1), bit(0);
  code(0x91, 8);
  while (bomb.size() < 300'000) code(0xc5, 8), code(0, 5);  // 47 MB when unpacked
  LoopbackServer server(always(page(bomb, "Content-Encoding: gzip\r\n")));
  CurlFetcher web(at_loopback());
  const auto got = web.fetch(get(at(server)));
  BOOST_REQUIRE(got.ok());
  BOOST_TEST(got->truncated);
  BOOST_TEST((got->body == std::string(1024 * 1024, 'a')));
}

BOOST_AUTO_TEST_CASE(headers_without_end_are_too_large) {
  LoopbackServer many(talking([](Peer& peer, const Asked&) {
    peer.write("HTTP/1.1 200 OK\r\n");
    while (peer.write("X-More: and more\r\n")) continue;
    return false;
  }));
  LoopbackServer one(talking([](Peer& peer, const Asked&) {
    peer.write("HTTP/1.1 200 OK\r\nX-Long: ");
    while (peer.write(std::string(1000, 'x'))) continue;
    return false;
  }));
  LoopbackServer interim(talking([](Peer& peer, const Asked&) {
    while (peer.write("HTTP/1.1 100 Continue\r\n\r\n")) continue;
    return false;
  }));
  CurlFetcher web(at_loopback());
  expect_error(web.fetch(get(at(many))), FetchError::too_large, "many");
  expect_error(web.fetch(get(at(one))), FetchError::too_large, "one");
  expect_error(web.fetch(get(at(interim))), FetchError::too_large, "interim");
}

BOOST_AUTO_TEST_CASE(a_server_that_drips_is_left_when_the_time_is_up) {
  LoopbackServer server(talking([](Peer& peer, const Asked&) {
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (peer.pause(100ms) && peer.write("x")) continue;
    return false;
  }));
  CurlFetcher web(at_loopback());
  FetchRequest request = get(at(server));
  request.limits.total = 700ms;
  const auto begin = std::chrono::steady_clock::now();
  expect_error(web.fetch(request), FetchError::timeout);
  const auto took = std::chrono::steady_clock::now() - begin;
  BOOST_TEST((took >= 600ms && took < 5s));
}

BOOST_AUTO_TEST_CASE(the_time_limit_holds_over_all_hops_together) {
  LoopbackServer server(talking([](Peer& peer, const Asked&) {
    peer.pause(300ms);
    return peer.write(page("", "Location: /again\r\n", "302 Found"));
  }));
  CurlFetcher web(at_loopback());
  FetchRequest request = get(at(server));
  request.limits.total = 1000ms;
  request.limits.redirects = 1000;
  expect_error(web.fetch(request), FetchError::timeout);
}

BOOST_AUTO_TEST_CASE(a_server_that_stalls_is_left_long_before_the_time_is_up) {
  LoopbackServer server(talking([](Peer& peer, const Asked&) {
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nx");
    peer.wait_for_end();
    return false;
  }));
  FetcherSettings settings = at_loopback();
  settings.stall = 1s;
  CurlFetcher web(settings);
  FetchRequest request = get(at(server));
  request.limits.total = 60s;
  const auto begin = std::chrono::steady_clock::now();
  expect_error(web.fetch(request), FetchError::timeout);
  BOOST_TEST((std::chrono::steady_clock::now() - begin < 20s));
}

BOOST_AUTO_TEST_CASE(each_kind_of_failure_has_its_word) {
  CurlFetcher web(at_loopback());
  std::optional<Url> closed;
  {
    LoopbackServer gone(always(page("")));
    closed = at(gone);
  }
  expect_error(web.fetch(get(*closed)), FetchError::unreachable, "closed port");
  LoopbackServer silent([](Peer& peer) { peer.read_until("\r\n\r\n"); });
  expect_error(web.fetch(get(at(silent))), FetchError::unreachable, "empty reply");
  LoopbackServer broken([](Peer& peer) {
    peer.read_until("\r\n\r\n");
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  });
  expect_error(web.fetch(get(at(broken))), FetchError::unreachable, "half a body");
  LoopbackServer ssh([](Peer& peer) {
    peer.write("SSH-2.0-OpenSSH_9.2\r\nmore\r\n");
    peer.wait_for_end();
  });
  expect_error(web.fetch(get(at(ssh))), FetchError::garbled, "not HTTP");
  LoopbackServer plain([](Peer& peer) {
    peer.write("this is not TLS at all\r\n");
    peer.wait_for_end();
  });
  const auto tls = Url::parse("https://127.0.0.1:" + std::to_string(plain.port()) + "/");
  expect_error(web.fetch(get(*tls)), FetchError::bad_tls, "not TLS");
}

BOOST_AUTO_TEST_CASE(thirty_slow_transfers_run_at_the_same_time) {
  Gate gate;
  LoopbackServer server(talking([&](Peer& peer, const Asked& asked) {
    gate.arrive_and_wait();
    for (int i = 0; i < 5; ++i) peer.pause(20ms);
    return peer.write(page(asked.path));
  }));
  FetcherSettings settings = at_loopback();
  settings.per_host = 30;
  CurlFetcher web(settings);
  std::vector<std::future<std::string>> bodies;
  for (int i = 0; i < 30; ++i)
    bodies.push_back(std::async(std::launch::async, [&web, url = at(server, "/" + std::to_string(i))] {
      const auto got = web.fetch(get(url));
      return got ? got->body : std::string(word(got.error()));
    }));
  BOOST_TEST(gate.wait_for_arrivals(30));
  gate.open();
  for (int i = 0; i < 30; ++i)
    BOOST_TEST(bodies[static_cast<std::size_t>(i)].get() == "/" + std::to_string(i));
}

// libfcgi asks with select(), which knows descriptors below 1,024 only.
BOOST_AUTO_TEST_CASE(sockets_of_fetches_leave_the_low_descriptors_to_others) {
  rlimit before{};
  BOOST_REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit raised = before;
  raised.rlim_cur = std::min<rlim_t>(before.rlim_max, 4096);
  BOOST_REQUIRE(setrlimit(RLIMIT_NOFILE, &raised) == 0);
  std::atomic<int> highest = 0;
  LoopbackServer server(talking([&](Peer& peer, const Asked&) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
      highest = std::max(highest.load(), std::stoi(entry.path().filename()));
    return peer.write(page("x"));
  }));
  CurlFetcher web(at_loopback());
  BOOST_TEST(web.fetch(get(at(server, "/"))).ok());
  BOOST_TEST(highest.load() >= 1024);
  setrlimit(RLIMIT_NOFILE, &before);
}

BOOST_AUTO_TEST_CASE(one_host_gets_two_at_a_time_and_holds_up_no_other) {
  Gate gate;
  std::atomic<int> now{0}, most{0};
  LoopbackServer busy(talking([&](Peer& peer, const Asked& asked) {
    if (asked.path == "/free") return peer.write(page("free"));
    const int here = ++now;
    for (int seen = most; here > seen && !most.compare_exchange_weak(seen, here);) continue;
    gate.arrive_and_wait();
    --now;
    return peer.write(page("busy"));
  }));
  FetcherSettings settings = at_loopback();
  settings.guard.allow.push_back(Cidr::parse("::1/128").value());
  CurlFetcher web(settings);
  std::vector<std::future<bool>> crowd;
  for (int i = 0; i < 6; ++i)
    crowd.push_back(std::async(std::launch::async,
                               [&, i] { return web.fetch(get(at(busy, "/" + std::to_string(i)))).ok(); }));
  BOOST_TEST(gate.wait_for_arrivals(2));
  const auto other =
      web.fetch(get(Url::parse("http://localhost:" + std::to_string(busy.port()) + "/free").value()));
  BOOST_REQUIRE(other.ok());
  BOOST_TEST(other->body == "free");
  BOOST_TEST(gate.arrived() == 2);
  gate.open();
  for (auto& one : crowd) BOOST_TEST(one.get());
  BOOST_TEST(most == 2);
}

BOOST_AUTO_TEST_CASE(no_more_run_at_once_than_may) {
  Gate gate;
  LoopbackServer server(talking([&](Peer& peer, const Asked& asked) {
    gate.arrive_and_wait();
    return peer.write(page(asked.path));
  }));
  FetcherSettings settings = at_loopback();
  settings.per_host = 30;
  settings.at_once = 3;
  CurlFetcher web(settings);
  std::vector<std::future<bool>> slow;
  for (int i = 0; i < 6; ++i)
    slow.push_back(std::async(std::launch::async, [&] { return web.fetch(get(at(server))).ok(); }));
  BOOST_TEST(gate.wait_for_arrivals(3));
  std::this_thread::sleep_for(50ms);
  BOOST_TEST(gate.arrived() == 3);
  gate.open();
  for (auto& one : slow) BOOST_TEST(one.get());
}

BOOST_AUTO_TEST_CASE(slow_transfers_together_hold_no_more_than_their_share) {
  Gate gate;
  LoopbackServer server(talking([&](Peer& peer, const Asked& asked) {
    const std::size_t bytes = asked.path == "/long" ? 100000 : 20000;
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" +
               std::string(bytes - 1, 'x'));
    gate.arrive_and_wait();
    return peer.write("x");
  }));
  FetcherSettings settings = at_loopback();
  settings.per_host = 30;
  settings.slow_after = 50ms;
  settings.bytes_held = 120000;
  CurlFetcher web(settings);
  auto longest = std::async(std::launch::async, [&] { return web.fetch(get(at(server, "/long"))); });
  BOOST_TEST(gate.wait_for_arrivals(1));
  std::vector<std::future<bool>> others;
  for (int i = 0; i < 2; ++i)
    others.push_back(
        std::async(std::launch::async, [&] { return web.fetch(get(at(server, "/short"))).ok(); }));
  expect_error(longest.get(), FetchError::timeout);
  gate.open();
  for (auto& one : others) BOOST_TEST(one.get());
}

BOOST_AUTO_TEST_CASE(waiting_for_a_turn_ends_too) {
  Gate gate;
  LoopbackServer server(talking([&](Peer& peer, const Asked&) {
    gate.arrive_and_wait();
    return peer.write(page("late"));
  }));
  FetcherSettings settings = at_loopback();
  settings.per_host = 1;
  CurlFetcher web(settings);
  auto first = std::async(std::launch::async, [&] { return web.fetch(get(at(server))).ok(); });
  BOOST_TEST(gate.wait_for_arrivals(1));
  FetchRequest second = get(at(server));
  second.limits.total = 200ms;
  expect_error(web.fetch(second), FetchError::timeout);
  BOOST_TEST(server.connections() == 1);
  gate.open();
  BOOST_TEST(first.get());
}

BOOST_AUTO_TEST_CASE(stopping_ends_what_runs_and_what_waits) {
  Gate gate;
  LoopbackServer server(talking([&](Peer& peer, const Asked&) {
    gate.arrive_and_wait();
    return peer.write(page("never read"));
  }));
  FetcherSettings settings = at_loopback();
  settings.per_host = 1;
  CurlFetcher web(settings);
  std::vector<std::future<Result<Fetched, FetchError>>> both;
  for (int i = 0; i < 2; ++i)
    both.push_back(std::async(std::launch::async, [&] { return web.fetch(get(at(server))); }));
  BOOST_TEST(gate.wait_for_arrivals(1));
  web.stop();
  for (auto& one : both) BOOST_CHECK_THROW((void)one.get(), Stopping);
  BOOST_CHECK_THROW((void)web.fetch(get(at(server))), Stopping);
  gate.open();
}

BOOST_AUTO_TEST_SUITE_END()
