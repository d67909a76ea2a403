// A server on 127/8 that talks as a test says, byte by byte: what no well-behaved library would send.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <functional>
#include <list>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace earshot {

// The other end of one connection. Every call gives up at once when the other end or the server is gone.
class Peer {
 public:
  explicit Peer(int fd) : fd_(fd) {}

  // Up to and with `end`; "" if the connection ended before.
  std::string read_until(std::string_view end) {
    for (;;) {
      const std::size_t at = unread_.find(end);
      if (at != std::string::npos) return take(at + end.size());
      if (!receive()) return "";
    }
  }
  std::string read_bytes(std::size_t count) {
    while (unread_.size() < count)
      if (!receive()) return "";
    return take(count);
  }
  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // False if the connection ended meanwhile.
  bool pause(std::chrono::milliseconds time) {
    pollfd wanted{fd_, POLLRDHUP, 0};
    return ::poll(&wanted, 1, static_cast<int>(time.count())) == 0;
  }
  void wait_for_end() {
    while (pause(std::chrono::seconds(60))) continue;
  }

 private:
  bool receive() {
    char buffer[4096];
    const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    unread_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }
  std::string take(std::size_t count) {
    std::string taken = unread_.substr(0, count);
    unread_.erase(0, count);
    return taken;
  }

  int fd_;
  std::string unread_;
};

class LoopbackServer {
 public:
  using Talk = std::function<void(Peer&)>;

  // `address` in 127/8, "::1", or "0.0.0.0" to stand at all of IPv4; without a port the kernel chooses one.
  explicit LoopbackServer(Talk talk, const std::string& address = "127.0.0.1", std::uint16_t port = 0)
      : talk_(std::move(talk)) {
    const bool v6 = address.find(':') != std::string::npos;
    sockaddr_storage place{};
    socklen_t size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    auto& v4_place =
        reinterpret_cast<sockaddr_in&>(place);  // the port stands at the same place in both families
    place.ss_family = v6 ? AF_INET6 : AF_INET;
    v4_place.sin_port = htons(port);
    void* const host =
        v6 ? static_cast<void*>(&reinterpret_cast<sockaddr_in6&>(place).sin6_addr) : &v4_place.sin_addr;
    listener_ = ::socket(place.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool listens = ::inet_pton(place.ss_family, address.c_str(), host) == 1 &&
                         ::bind(listener_, reinterpret_cast<sockaddr*>(&place), size) == 0 &&
                         ::listen(listener_, 128) == 0 &&
                         ::getsockname(listener_, reinterpret_cast<sockaddr*>(&place), &size) == 0;
    if (!listens) {
      const std::string why = std::strerror(errno);
      ::close(listener_);
      throw std::runtime_error("LoopbackServer: " + why);
    }
    port_ = ntohs(v4_place.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (Guest& guest : guests_) ::shutdown(guest.fd, SHUT_RDWR);
    for (Guest& guest : guests_) {
      guest.thread.join();
      ::close(guest.fd);
    }
    ::close(listener_);
  }

  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }

 private:
  struct Guest {
    int fd;
    std::thread thread;
  };

  void accept_all() {
    for (;;) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      ++connections_;
      // The descriptor is closed by the destructor alone, so that shutdown() there cannot hit a number used
      // anew.
      guests_.push_back({fd, std::thread([this, fd] {
                           Peer peer(fd);
                           talk_(peer);
                           ::shutdown(fd, SHUT_RDWR);
                         })});
    }
  }

  Talk talk_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::list<Guest> guests_;  // touched by the accepting thread, and by the destructor after it
  std::thread accepting_;
};

// Lets a test wait for a number of arrivals, and those who arrive wait until it opens.
class Gate {
 public:
  void arrive_and_wait() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return open_; });
  }
  // False if they did not come within a minute.
  bool wait_for_arrivals(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [&] { return arrived_ >= count; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  int arrived() const {
    const std::lock_guard lock(mutex_);
    return arrived_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
  bool open_ = false;
};

}  // namespace earshot
