#include "net/name_trouble.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>
#include <thread>

#include "net/fetcher.h"

using namespace earshot::net;

BOOST_AUTO_TEST_SUITE(net_name_trouble)

namespace {

// Answers every question with the question itself, the given code and no record, or with one address for A or
// AAAA.
class NameServer {
 public:
  enum Kind { missing, ill, empty, v4, v6, silent };

  explicit NameServer(Kind kind) : kind_(kind), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&place), size) != 0 ||
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&place), &size) != 0)
      throw std::runtime_error("no name server");
    place_ = place;
    thread_ = std::thread([this] { serve(); });
  }
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;
  ~NameServer() {
    ::sendto(socket_, "", 0, 0, reinterpret_cast<const sockaddr*>(&place_),
             sizeof place_);  // to itself: the end
    thread_.join();
    ::close(socket_);
  }
  std::uint16_t port() const { return ntohs(place_.sin_port); }

 private:
  void serve() {
    for (;;) {
      char buffer[512];
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t got =
          ::recvfrom(socket_, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (got < 12) return;
      if (kind_ == silent) continue;
      const std::string answer = answer_to(std::string(buffer, static_cast<std::size_t>(got)));
      ::sendto(socket_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    }
  }
  std::string answer_to(const std::string& question) const {
    std::size_t end = 12;
    while (question[end] != 0) end += static_cast<std::size_t>(question[end]) + 1;
    const bool asks_v4 = question[end + 2] == 1, asks_v6 = question[end + 2] == 28;
    std::string answer = question.substr(0, end + 5);
    answer[2] = '\x81';
    answer[3] = kind_ == missing ? '\x83' : kind_ == ill ? '\x82' : '\x80';
    for (const std::size_t count : {6u, 7u, 8u, 9u, 10u, 11u}) answer[count] = 0;  // no records of any kind
    const bool has_one = (kind_ == v4 && asks_v4) || (kind_ == v6 && asks_v6);
    if (!has_one) return answer;
    answer[7] = 1;
    answer +=
        std::string("\xc0\x0c\x00", 3) + question[end + 2] + std::string("\x00\x01\x00\x00\x00\x00\x00", 7);
    answer += asks_v4 ? std::string("\x04\x5d\xb8\xd8\x22") : '\x10' + std::string(16, '\x20');
    return answer;
  }

  Kind kind_;
  int socket_;
  sockaddr_in place_{};
  std::thread thread_;
};

std::string_view told_by(NameServer::Kind kind) {
  const NameServer server(kind);
  return word(why_unresolved("fan.example", server.port()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist_or_has_no_address_is_unresolved) {
  BOOST_TEST(told_by(NameServer::missing) == "unresolved");
  BOOST_TEST(told_by(NameServer::empty) == "unresolved");
}

BOOST_AUTO_TEST_CASE(an_ill_or_silent_name_server_is_weather) {
  BOOST_TEST(told_by(NameServer::ill) == "unreachable");
  BOOST_TEST(told_by(NameServer::silent) == "unreachable");
}

BOOST_AUTO_TEST_CASE(a_name_that_has_an_address_by_now_is_tried_again) {
  BOOST_TEST(told_by(NameServer::v4) == "unreachable");
  BOOST_TEST(told_by(NameServer::v6) == "unreachable");
}

BOOST_AUTO_TEST_SUITE_END()
