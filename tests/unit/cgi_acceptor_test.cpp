#include "cgi/acceptor.h"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <latch>
#include <random>
#include <thread>

#include "doubles/fastcgi_client.h"

using namespace earshot::cgi;
using earshot::doubles::FastcgiClient;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(cgi_acceptor)

namespace {

// Answers with the method, the path and the body's size and sum; "/earshot/throw" throws.
Response echo(const Request& request) {
  if (request.path == "throw") throw std::runtime_error("on purpose");
  unsigned long sum = 0;
  for (const char c : request.body) sum = sum * 31 + static_cast<unsigned char>(c);
  const std::string size = request.body_too_long ? "too long" : std::to_string(request.body.size());
  return {
      200, "text/plain", request.method + " " + request.path + " " + size + " " + std::to_string(sum), {}};
}

std::string echoed(std::string_view method, std::string_view path, std::string_view body) {
  Request request;
  request.method = method;
  request.path = path;
  request.body = body;
  return echo(request).body;
}

bool ends_with(const std::optional<std::string>& answer, std::string_view text) {
  return answer && answer->ends_with(text);
}

// An acceptor on a socket of its own, stopped and waited for at the end.
class Served {
 public:
  explicit Served(AcceptorSettings settings = {}, Answer answer = echo)
      : acceptor_(std::move(settings), std::move(answer)) {
    std::string pattern = std::filesystem::temp_directory_path() / "earshot-acceptor-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    fd_ = listen_on("unix:" + path());
    thread_ = std::thread([this] {
      acceptor_.run(fd_);
      done_.set_value();
    });
  }
  ~Served() {
    acceptor_.stop();
    thread_.join();
    close(fd_);
    std::filesystem::remove_all(folder_);
  }
  std::string path() const { return folder_ / "s"; }
  void stop() { acceptor_.stop(); }
  bool ended(std::chrono::milliseconds patience = 20s) {
    return future_.wait_for(patience) == std::future_status::ready;
  }

 private:
  Acceptor acceptor_;
  std::filesystem::path folder_;
  int fd_ = -1;
  std::promise<void> done_;
  std::future<void> future_ = done_.get_future();
  std::thread thread_;
};

std::string random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_kept_connection_answers_again_and_again_with_bodies_of_all_sizes) {
  AcceptorSettings settings;
  settings.limits.body_bytes = 200'000;
  Served served(settings);
  FastcgiClient client(served.path());
  for (const std::size_t size :
       {0, 1, 7, 8, 4096, 8191, 8192, 16384, 16385, 59'999, 60'000, 65'536, 150'000}) {
    const auto body = random_bytes(size, static_cast<unsigned>(size));
    BOOST_TEST(ends_with(client.ask("POST", "/earshot/x", body), "\r\n\r\n" + echoed("POST", "x", body)),
               size);
  }
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_not_to_be_kept_is_closed_after_its_answer) {
  Served served;
  FastcgiClient client(served.path());
  BOOST_TEST(ends_with(client.ask("GET", "/earshot/x", "", false), "GET x 0 0"));
  BOOST_TEST(client.closed());
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_not_kept_and_the_connection_still_serves) {
  AcceptorSettings settings;
  settings.limits.body_bytes = 1000;
  Served served(settings);
  FastcgiClient client(served.path());
  BOOST_TEST(ends_with(client.ask("POST", "/earshot/x", random_bytes(1000, 1)),
                       echoed("POST", "x", random_bytes(1000, 1))));
  BOOST_TEST(ends_with(client.ask("POST", "/earshot/x", random_bytes(1001, 1)), "POST x too long 0"));
  BOOST_TEST(ends_with(client.ask("POST", "/earshot/x", random_bytes(1'000'000, 1)), "POST x too long 0"));
  BOOST_TEST(ends_with(client.ask("GET", "/earshot/y"), "GET y 0 0"));
}

BOOST_AUTO_TEST_CASE(a_body_without_end_is_not_read_to_the_end) {
  Served served;
  FastcgiClient client(served.path());
  using F = FastcgiClient;
  bool going =
      client.send(F::begin_record(true) + F::stream(F::params, F::pairs({{"REQUEST_METHOD", "POST"}})));
  const auto piece = F::record(F::standard_in, std::string(60'000, 'x'));
  int sent = 0;
  for (; going && sent < 1000; ++sent) going = client.send(piece);
  BOOST_TEST(sent < 100);  // 6 MB; the limit, what is read away, and the socket's buffers are less
}

BOOST_AUTO_TEST_CASE(a_throwing_answer_is_500_and_the_next_one_is_served) {
  Served served;
  FastcgiClient client(served.path());
  const auto failed = client.ask("GET", "/earshot/throw");
  BOOST_REQUIRE(failed);
  BOOST_TEST(failed->starts_with("Status: 500 "));
  BOOST_TEST(failed->find("on purpose") == std::string::npos);
  BOOST_TEST(ends_with(client.ask("GET", "/earshot/x"), "GET x 0 0"));
}

BOOST_AUTO_TEST_CASE(a_body_shorter_than_announced_is_never_answered_as_whole) {
  std::atomic<int> asked{0};
  Served served({}, [&](const Request& request) {
    ++asked;
    return echo(request);
  });
  using F = FastcgiClient;
  const auto head = F::begin_record(true) +
                    F::stream(F::params, F::pairs({{"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", "10"}}));
  {
    FastcgiClient client(served.path());
    client.send(head + F::stream(F::standard_in, "12345"));
    const auto answer = client.answer();
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->starts_with("Status: 400 "));
  }
  {
    FastcgiClient client(served.path());
    client.send(head + F::record(F::standard_in, "12345") + F::record(F::abort, ""));
    client.answer(2s);
  }
  { FastcgiClient(served.path()).send(head + F::record(F::standard_in, "12345")); }
  FastcgiClient other(served.path());
  BOOST_TEST(ends_with(other.ask("GET", "/earshot/x"), "GET x 0 0"));
  BOOST_TEST(asked == 1);
}

BOOST_AUTO_TEST_CASE(silent_and_half_written_peers_do_not_keep_others_waiting) {
  AcceptorSettings settings;
  settings.workers = 2;
  Served served(settings);
  std::vector<FastcgiClient> silent;
  for (int i = 0; i < 50; ++i) silent.emplace_back(served.path());
  FastcgiClient half(served.path());
  half.send(FastcgiClient::begin_record(true).substr(0, 5));
  const auto before = std::chrono::steady_clock::now();
  FastcgiClient client(served.path());
  BOOST_TEST(ends_with(client.ask("GET", "/earshot/x"), "GET x 0 0"));
  BOOST_TEST((std::chrono::steady_clock::now() - before < 1s));
}

BOOST_AUTO_TEST_CASE(who_sends_a_byte_a_time_is_cut_off_after_the_time_for_one_request) {
  AcceptorSettings settings;
  settings.workers = 1;
  settings.request_time = 1s;
  Served served(settings);
  FastcgiClient dripping(served.path());
  std::thread drip([&] {
    const auto bytes = FastcgiClient::request("POST", "/earshot/x", std::string(2000, 'x'));
    for (std::size_t i = 0; i < bytes.size() && dripping.send(bytes.substr(i, 1)); ++i)
      std::this_thread::sleep_for(50ms);
  });
  FastcgiClient client(served.path());
  BOOST_TEST(ends_with(client.ask("GET", "/earshot/x"), "GET x 0 0"));
  drip.join();
  BOOST_TEST(dripping.closed());
}

BOOST_AUTO_TEST_CASE(rubbish_lying_lengths_and_vanished_peers_leave_the_server_standing) {
  AcceptorSettings settings;
  settings.receive_timeout = 1s;
  Served served(settings);
  using F = FastcgiClient;
  const std::vector<std::string> rubbish = {
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      std::string(100'000, '\xff'),
      std::string(8, '\0'),
      F::record(F::params, "x"),
      F::begin_record(true) + F::record(F::params, std::string("\x7f\x7f") + "short"),
      F::begin_record(true) + F::record(F::params, std::string("\xff\xff\xff\xff\xff\xff\xff\xff") + "A"),
      F::begin_record(true) + F::record(F::params, std::string("\x80\x0f\xff\xff\x01") + "A"),
      F::begin_record(true).substr(0, 7),
      F::begin_record(true) + F::record(F::standard_in, "before params"),
      F::record(F::begin, std::string{'\0', '\3', '\1', '\0', '\0', '\0', '\0', '\0'}),  // the filter role
      F::request("GET", "/earshot/x").substr(0, 40),
      F::begin_record(true) + F::begin_record(true) + F::begin_record(true),
      F::begin_record(true) +
          F::stream(F::params, F::pairs({{"X", std::string(65'000, 'p')}, {"Y", std::string(65'000, 'q')}})) +
          F::stream(F::standard_in, ""),
  };
  for (const auto& bytes : rubbish) {
    FastcgiClient client(served.path());
    client.send(bytes);
    client.closed(50ms);
  }
  std::mt19937 random(1);
  for (unsigned i = 0; i < 300; ++i) {
    auto bytes = F::request("POST", "/earshot/x", random_bytes(300, i));
    for (int hits = 0; hits < 3; ++hits) bytes[random() % bytes.size()] = static_cast<char>(random());
    FastcgiClient client(served.path());
    client.send(bytes);
  }
  FastcgiClient client(served.path());
  BOOST_TEST(ends_with(client.ask("GET", "/earshot/x"), "GET x 0 0"));
}

BOOST_AUTO_TEST_CASE(at_the_limit_of_connections_an_idle_one_makes_room) {
  AcceptorSettings settings;
  settings.max_connections = 4;
  Served served(settings);
  std::vector<FastcgiClient> kept;
  for (int i = 0; i < 4; ++i) {
    kept.emplace_back(served.path());
    BOOST_TEST(ends_with(kept.back().ask("GET", "/earshot/x"), "GET x 0 0"));
  }
  FastcgiClient fifth(served.path());
  BOOST_TEST(ends_with(fifth.ask("GET", "/earshot/x"), "GET x 0 0"));
  BOOST_TEST(kept.front().closed());
  BOOST_TEST(ends_with(kept.back().ask("GET", "/earshot/y"), "GET y 0 0"));
}

BOOST_AUTO_TEST_CASE(stop_serves_every_accepted_connection_its_first_request_and_closes_idle_ones) {
  std::latch entered{1}, go_on{1};
  Served served({}, [&](const Request& request) {
    if (request.path == "slow") {
      entered.count_down();
      go_on.wait();
    }
    return echo(request);
  });
  FastcgiClient idle(served.path());
  BOOST_TEST(ends_with(idle.ask("GET", "/earshot/x"), "GET x 0 0"));
  FastcgiClient slow(served.path()), late(served.path());
  slow.send(FastcgiClient::request("GET", "/earshot/slow"));
  entered.wait();
  served.stop();
  BOOST_TEST(idle.closed());
  BOOST_TEST(ends_with(late.ask("GET", "/earshot/late"), "GET late 0 0"));
  BOOST_TEST(late.closed());
  BOOST_TEST(!served.ended(0ms));
  go_on.count_down();
  BOOST_TEST(ends_with(slow.answer(), "GET slow 0 0"));
  BOOST_TEST(slow.closed());
  BOOST_TEST(served.ended());
}

BOOST_AUTO_TEST_CASE(under_load_stop_loses_no_request_whose_connection_was_accepted) {
  for (int round = 0; round < 5; ++round) {
    Served served;
    std::atomic<int> answered{0}, lost{0};
    std::latch warm{8};
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i) {
      callers.emplace_back([&] {
        FastcgiClient client(served.path());
        for (int n = 0;; ++n) {
          // A web server sees the end of a kept connection before it uses it again; so do we.
          if (n > 0 && client.closed(0ms)) return;
          if (!client.send(FastcgiClient::request("POST", "/earshot/x", "body"))) return;
          const auto answer = client.answer();
          if (!answer) {
            if (n == 0) ++lost;
            if (n == 0) warm.count_down();
            return;
          }
          ++answered;
          if (n == 0) warm.count_down();
        }
      });
    }
    warm.wait();
    served.stop();
    for (auto& caller : callers) caller.join();
    BOOST_TEST(lost == 0);
    BOOST_TEST(answered >= 8);
    BOOST_TEST(served.ended());
  }
}

BOOST_AUTO_TEST_CASE(stop_before_run_ends_it_at_once_and_signals_stay_as_they_were) {
  struct sigaction before {
  }, after{};
  sigaction(SIGTERM, nullptr, &before);
  {
    Served served;
    served.stop();
    BOOST_TEST(served.ended());
  }
  sigaction(SIGTERM, nullptr, &after);
  BOOST_TEST((before.sa_handler == after.sa_handler));
  struct sigaction pipe {};
  sigaction(SIGPIPE, nullptr, &pipe);
  BOOST_TEST((pipe.sa_handler == SIG_IGN));
}

BOOST_AUTO_TEST_SUITE_END()
