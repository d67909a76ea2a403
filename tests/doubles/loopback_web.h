// Web servers on loopback that answer as a test says, and short ways to ask them.
#pragma once
#include <boost/test/unit_test.hpp>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doubles/loopback_server.h"
#include "net/curl_fetcher.h"

namespace earshot::loopback {

struct Asked {
  std::string head;  // with the empty line at its end
  std::string path, body;
};

// Reads requests of one connection and has them answered until one end is through.
inline LoopbackServer::Talk talking(std::function<bool(Peer&, const Asked&)> answer) {
  return [answer = std::move(answer)](Peer& peer) {
    for (;;) {
      Asked asked{peer.read_until("\r\n\r\n"), "", ""};
      if (asked.head.empty()) return;
      const std::size_t from = asked.head.find(' ') + 1;
      asked.path = asked.head.substr(from, asked.head.find(' ', from) - from);
      const std::size_t length = asked.head.find("Content-Length: ");
      if (length != std::string::npos)
        asked.body = peer.read_bytes(static_cast<std::size_t>(std::stoul(asked.head.substr(length + 16))));
      if (!answer(peer, asked)) return;
    }
  };
}

inline std::string page(std::string_view body, std::string_view headers = "",
                        std::string_view status = "200 OK") {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

inline LoopbackServer::Talk always(std::string bytes) {
  return talking([bytes = std::move(bytes)](Peer& peer, const Asked&) { return peer.write(bytes); });
}

inline LoopbackServer::Talk redirecting(std::string to, std::string_view status = "302 Found") {
  return always(page("moved", "Location: " + to + "\r\n", status));
}

inline net::FetcherSettings at_loopback() {
  net::FetcherSettings settings;
  settings.guard.allow = {net::Cidr::parse("127.0.0.1/32").value()};
  settings.user_agent = "Earshot/0.1 (+https://blog.example/earshot/)";
  return settings;
}

inline Url at(const LoopbackServer& server, std::string_view path = "/") {
  return Url::parse("http://127.0.0.1:" + std::to_string(server.port()) + std::string(path)).value();
}

inline net::FetchRequest get(const Url& url) {
  net::FetchRequest request;
  request.url = url;
  return request;
}

inline void expect_error(const Result<net::Fetched, net::FetchError>& got, net::FetchError error,
                         std::string_view about = "") {
  BOOST_TEST(!got.ok(), about);
  if (!got) BOOST_TEST(word(got.error()) == word(error), about << ": " << word(got.error()));
}

// Keeps the bytes of every request; answers "ok".
struct Witness {
  std::mutex mutex;
  std::vector<Asked> seen;
  LoopbackServer server{talking([this](Peer& peer, const Asked& asked) {
    const std::lock_guard lock(mutex);
    seen.push_back(asked);
    return peer.write(page("ok"));
  })};
  std::vector<Asked> all() {
    const std::lock_guard lock(mutex);
    return seen;
  }
};

}  // namespace earshot::loopback
