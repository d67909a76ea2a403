#include "net/socket_watch.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace earshot::net {
namespace {

constexpr int events_at_once = 256;

[[noreturn]] void fail(const char* doing) {
  throw std::system_error(errno, std::generic_category(), doing);
}

}  // namespace

SocketWatch::SocketWatch() : multi_(make_multi()) {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_ < 0) fail("epoll_create1");
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_;
  if (wake_ < 0 || epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) != 0) fail("eventfd");
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &SocketWatch::on_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, static_cast<void*>(this));
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &SocketWatch::on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, static_cast<void*>(this));
}

SocketWatch::~SocketWatch() {
  multi_.reset();
  close(wake_);
  close(epoll_);
}

void SocketWatch::wait(std::chrono::milliseconds nap) {
  if (due_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due_ - std::chrono::steady_clock::now());
    nap = std::clamp(left, std::chrono::milliseconds(0), nap);
  }
  std::array<epoll_event, events_at_once> events;
  const int happened = epoll_wait(epoll_, events.data(), events_at_once, static_cast<int>(nap.count()));
  if (happened < 0 && errno != EINTR) fail("epoll_wait");
  for (int i = 0; i < happened; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == wake_) {
      std::uint64_t calls = 0;
      [[maybe_unused]] const auto got = read(wake_, &calls, sizeof calls);
      continue;
    }
    int what = 0;
    if ((event.events & EPOLLIN) != 0U) what |= CURL_CSELECT_IN;
    if ((event.events & EPOLLOUT) != 0U) what |= CURL_CSELECT_OUT;
    if ((event.events & (EPOLLERR | EPOLLHUP)) != 0U) what |= CURL_CSELECT_ERR;
    drive(event.data.fd, what);
  }
  if (due_ && *due_ <= std::chrono::steady_clock::now()) {
    due_.reset();  // libcurl sets it anew when it wants another
    drive(CURL_SOCKET_TIMEOUT, 0);
  }
}

void SocketWatch::wake() const {
  const std::uint64_t one = 1;
  // Fails only when so many calls wait already that the wait ends anyway.
  [[maybe_unused]] const auto put = write(wake_, &one, sizeof one);
}

void SocketWatch::drive(curl_socket_t socket, int events) const {
  int running = 0;
  const CURLMcode code = curl_multi_socket_action(multi_.get(), socket, events, &running);
  if (code != CURLM_OK) throw CurlFailure("transfers", curl_multi_strerror(code));
}

int SocketWatch::on_socket(CURL*, curl_socket_t socket, int wanted, void* self, void*) {
  static_cast<SocketWatch*>(self)->watch(socket, wanted);
  return 0;
}

int SocketWatch::on_timer(CURLM*, long milliseconds, void* self) {
  auto& due = static_cast<SocketWatch*>(self)->due_;
  due.reset();
  if (milliseconds >= 0) due = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

void SocketWatch::watch(curl_socket_t socket, int wanted) const {
  epoll_event event{};
  event.data.fd = socket;
  if (wanted == CURL_POLL_REMOVE) {
    epoll_ctl(epoll_, EPOLL_CTL_DEL, socket,
              &event);  // fails for one that is closed already: the kernel forgot it
    return;
  }
  if (wanted == CURL_POLL_IN || wanted == CURL_POLL_INOUT) event.events |= EPOLLIN;
  if (wanted == CURL_POLL_OUT || wanted == CURL_POLL_INOUT) event.events |= EPOLLOUT;
  if (epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event) == 0 || errno != ENOENT) return;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);  // one that cannot be watched ends by its own timer
}

}  // namespace earshot::net
