// A web server's side of a FastCGI connection, byte for byte, so that tests can also send what no web server
// would.
#pragma once
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::doubles {

class FastcgiClient {
 public:
  enum Type : std::uint8_t { begin = 1, abort = 2, end = 3, params = 4, standard_in = 5, standard_out = 6 };
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  explicit FastcgiClient(const std::string& socket_path)
      : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    socket_path.copy(where.sun_path, sizeof where.sun_path - 1);
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
  }
  ~FastcgiClient() {
    if (fd_ >= 0) close(fd_);
  }
  FastcgiClient(FastcgiClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), connected_(other.connected_), inbox_(std::move(other.inbox_)) {}
  FastcgiClient& operator=(FastcgiClient&&) = delete;

  bool connected() const { return connected_; }

  static std::string record(Type type, std::string_view content, std::uint16_t id = 1) {
    std::string out{'\1', static_cast<char>(type), static_cast<char>(id >> 8), static_cast<char>(id)};
    out += static_cast<char>(content.size() >> 8);
    out += static_cast<char>(content.size());
    out += std::string(2, '\0');
    return out.append(content);
  }
  static std::string begin_record(bool keep) {
    return record(begin,
                  std::string{'\0', '\1', static_cast<char>(keep ? 1 : 0), '\0', '\0', '\0', '\0', '\0'});
  }
  static std::string length_of(std::size_t size) {
    if (size < 128) return {static_cast<char>(size)};
    return {static_cast<char>(0x80 | (size >> 24)), static_cast<char>(size >> 16),
            static_cast<char>(size >> 8), static_cast<char>(size)};
  }
  static std::string pairs(const Pairs& all) {
    std::string out;
    for (const auto& [name, value] : all)
      out += length_of(name.size()) + length_of(value.size()) + name + value;
    return out;
  }
  // A stream of one type in records of at most 60,000 bytes, closed by an empty one.
  static std::string stream(Type type, std::string_view bytes) {
    std::string out;
    for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(60'000, bytes.size()))) {
      out += record(type, bytes.substr(0, 60'000));
    }
    return out + record(type, "");
  }
  static std::string request(std::string_view method, std::string_view path, std::string_view body = {},
                             bool keep = true, Pairs more = {}) {
    more.emplace_back("REQUEST_METHOD", method);
    more.emplace_back("SCRIPT_NAME", path);
    more.emplace_back("CONTENT_LENGTH", body.empty() ? std::string() : std::to_string(body.size()));
    return begin_record(keep) + stream(params, pairs(more)) + stream(standard_in, body);
  }

  // False when the other side has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto put = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (put <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }
  // What the program wrote until the end of one request; nothing if the connection ended or stayed silent
  // before.
  std::optional<std::string> answer(std::chrono::milliseconds patience = std::chrono::seconds(20)) {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::string out;
    while (true) {
      while (const auto got = take_record()) {
        if (got->first == end) return out;
        if (got->first == standard_out) out += got->second;
      }
      if (!receive(until)) return std::nullopt;
    }
  }
  std::optional<std::string> ask(std::string_view method, std::string_view path, std::string_view body = {},
                                 bool keep = true) {
    if (!send(request(method, path, body, keep))) return std::nullopt;
    return answer();
  }
  // Has the program closed the connection within the time given?
  bool closed(std::chrono::milliseconds patience = std::chrono::seconds(20)) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (receive(until)) {
    }
    return ended_;
  }

 private:
  std::optional<std::pair<std::uint8_t, std::string>> take_record() {
    if (inbox_.size() < 8) return std::nullopt;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(inbox_[i]); };
    const std::size_t size = byte(4) * 256u + byte(5), padding = byte(6);
    if (inbox_.size() < 8 + size + padding) return std::nullopt;
    std::pair<std::uint8_t, std::string> got{byte(1), inbox_.substr(8, size)};
    inbox_.erase(0, 8 + size + padding);
    return got;
  }
  bool receive(std::chrono::steady_clock::time_point until) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waiting{fd_, POLLIN, 0};
    if (left.count() <= 0 || poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return false;
    char room[65536];
    const auto got = recv(fd_, room, sizeof room, 0);
    ended_ = got <= 0;
    if (got > 0) inbox_.append(room, static_cast<std::size_t>(got));
    return got > 0;
  }

  int fd_;
  bool connected_ = false, ended_ = false;
  std::string inbox_;
};

}  // namespace earshot::doubles
