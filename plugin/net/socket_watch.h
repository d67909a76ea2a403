// The sockets of libcurl's transfers under the kernel's watch: a transfer on which nothing happens costs
// nothing, however many there are. (curl_multi_perform walks through all of them each time.)
#pragma once
#include <chrono>
#include <optional>

#include "net/curl_library.h"

namespace earshot::net {

// For one thread, but for wake(). Throws std::system_error if the machine has no descriptors left.
class SocketWatch {
 public:
  SocketWatch();
  ~SocketWatch();
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;

  CURLM* multi() const { return multi_.get(); }
  // Until something happens on a socket, libcurl's timer is due, wake() was called or `nap` is over; libcurl
  // does its part.
  void wait(std::chrono::milliseconds nap);
  // From any thread; a call before the wait ends it too.
  void wake() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  static int on_socket(CURL* easy, curl_socket_t socket, int wanted, void* self, void* known);
  static int on_timer(CURLM* multi, long milliseconds, void* self);
  void watch(curl_socket_t socket, int wanted) const;
  void drive(curl_socket_t socket, int events) const;

  int epoll_ = -1, wake_ = -1;
  std::optional<SteadyTime> due_;  // libcurl's timer
  Multi multi_;                    // says goodbye to its sockets when it goes, so it goes first
};

}  // namespace earshot::net
