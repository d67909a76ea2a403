#include "cgi/acceptor.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/log.h"
#include "cgi/connection.h"
#include "cgi/request_head.h"

namespace earshot::cgi {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int max_descriptor = 1000;  // below FD_SETSIZE with room for the worker's duplicate
constexpr auto full_pause = std::chrono::milliseconds(20);

enum class Stage {
  silent,     // accepted, nothing sent yet
  arriving,   // part of a request's head is here
  queued,     // the head is whole, a worker is wanted
  reading,    // a worker reads the body
  answering,  // a worker answers
  kept        // answered, may be used again
};

struct Connection {
  Stage stage = Stage::silent;
  Steady::time_point since{};
};

// A request may have come since epoll last told us.
bool has_bytes(int fd) {
  char byte = 0;
  return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

[[noreturn]] void fail(const char* doing) {
  throw std::system_error(errno, std::generic_category(), doing);
}

// One run() of an Acceptor: the watching thread (the caller's) and the workers.
//
//   silent ──► queued ──► reading ──► answering ──► kept ──► queued …      every arrow out of the picture is
//   close(2),
//                                                                          done here and nowhere else
class Service {
 public:
  Service(const AcceptorSettings& settings, const Answer& answer, int listen_fd, int wake_fd)
      : settings_(settings), answer_(answer), listen_fd_(listen_fd), wake_fd_(wake_fd) {
    epoll_fd_ = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd_ < 0) fail("epoll_create1");
    watch(EPOLL_CTL_ADD, wake_fd_, EPOLLIN);
  }
  ~Service() {
    end_workers();
    for (const auto& [fd, connection] : connections_) close(fd);
    close(epoll_fd_);
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  void run();

 private:
  void watch(int what, int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    if (epoll_ctl(epoll_fd_, what, fd, &event) != 0) fail("epoll_ctl");
  }
  void listen_again(bool wanted);
  void accept_all();
  bool make_room();
  void take_in(int fd);
  void ready(int fd, bool peer_ended);
  void sweep();
  bool overdue(const Connection& connection, Steady::time_point now) const;
  bool drained();
  void end_workers();
  void work();
  int next_in_line();
  void serve(Parser& parser, int fd);
  void drop(int fd);  // with mutex_ held

  const AcceptorSettings& settings_;
  const Answer& answer_;
  const int listen_fd_, wake_fd_;
  int epoll_fd_ = -1;
  bool listening_ = false;
  bool draining_ = false;
  Steady::time_point listen_not_before_{};

  std::array<char, max_head_bytes> head_{};

  std::mutex mutex_;  // guards all below
  std::condition_variable work_there_;
  std::unordered_map<int, Connection> connections_;
  std::deque<int> queue_;
  bool ending_ = false;
  std::vector<std::thread> workers_;
};

void Service::listen_again(bool wanted) {
  if (wanted == listening_) return;
  watch(wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, listen_fd_, EPOLLIN);
  listening_ = wanted;
}

void Service::drop(int fd) {
  connections_.erase(fd);
  close(fd);
}

// Full: the connection that has been idle longest goes. Without an idle one, new callers wait in the backlog.
bool Service::make_room() {
  const std::lock_guard lock(mutex_);
  if (connections_.size() < settings_.max_connections) return true;
  listen_not_before_ = Steady::now() + full_pause;
  auto oldest = connections_.end();
  for (auto at = connections_.begin(); at != connections_.end(); ++at) {
    if (at->second.stage != Stage::kept || has_bytes(at->first)) continue;
    if (oldest == connections_.end() || at->second.since < oldest->second.since) oldest = at;
  }
  if (oldest == connections_.end()) return false;
  listen_not_before_ = {};
  drop(oldest->first);
  return true;
}

void Service::accept_all() {
  // One round only, so that a steady stream of callers cannot keep us here.
  for (std::size_t i = 0; i < settings_.max_connections; ++i) {
    if (!make_room()) return listen_again(false);
    const int fd = accept4(listen_fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) {
      take_in(fd);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      log::warning("cgi", "no descriptor for a new connection",
                   {{"why", std::generic_category().message(errno)}});
      listen_not_before_ = Steady::now() + std::chrono::milliseconds(200);
      return listen_again(false);
    } else if (errno != EINTR && errno != ECONNABORTED) {
      return;
    }
  }
}

void Service::take_in(int fd) {
  if (fd > max_descriptor) {
    log::warning("cgi", "connection refused: too many open descriptors");
    close(fd);
    return;
  }
  const auto timeout = [&](int option, std::chrono::seconds time) {
    timeval value{};
    value.tv_sec = time.count();
    setsockopt(fd, SOL_SOCKET, option, &value, sizeof value);
  };
  timeout(SO_RCVTIMEO, settings_.receive_timeout);
  timeout(SO_SNDTIMEO, settings_.send_timeout);
  const std::lock_guard lock(mutex_);
  connections_[fd] = {Stage::silent, Steady::now()};
  watch(EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLRDHUP | EPOLLET);
}

void Service::ready(int fd, bool peer_ended) {
  const std::lock_guard lock(mutex_);
  const auto found = connections_.find(fd);
  if (found == connections_.end()) return;  // dropped in this same round of events
  Connection& connection = found->second;
  if (connection.stage != Stage::silent && connection.stage != Stage::arriving &&
      connection.stage != Stage::kept)
    return;
  const auto got = recv(fd, head_.data(), head_.size(), MSG_PEEK | MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return drop(fd);
  switch (check_head({head_.data(), static_cast<std::size_t>(got)})) {
    case Head::refused:
      log::warning("cgi", "connection dropped: no FastCGI request");
      return drop(fd);
    case Head::incomplete:
      if (peer_ended) return drop(fd);
      if (connection.stage != Stage::arriving) connection = {Stage::arriving, Steady::now()};
      return;
    case Head::complete:
      connection = {Stage::queued, Steady::now()};
      queue_.push_back(fd);
      work_there_.notify_one();
  }
}

bool Service::overdue(const Connection& connection, Steady::time_point now) const {
  const auto age = now - connection.since;
  switch (connection.stage) {
    case Stage::silent:
      // A web server sends as soon as it is connected: who has not by then will not.
      return age > (draining_ ? std::min<Steady::duration>(settings_.receive_timeout,
                                                           std::chrono::milliseconds(500))
                              : settings_.receive_timeout);
    case Stage::arriving:
      return age > settings_.receive_timeout;
    case Stage::kept:
      return draining_ && age > settings_.drain_grace;
    case Stage::reading:
      return age > settings_.request_time;
    case Stage::queued:
    case Stage::answering:
      break;
  }
  return false;
}

void Service::sweep() {
  const auto now = Steady::now();
  const std::lock_guard lock(mutex_);
  std::vector<int> late;
  for (const auto& [fd, connection] : connections_) {
    if (overdue(connection, now) && (connection.stage == Stage::reading || !has_bytes(fd)))
      late.push_back(fd);
  }
  for (const int fd : late) {
    if (connections_[fd].stage == Stage::reading) {
      shutdown(fd, SHUT_RDWR);  // its worker wakes up and drops it
    } else {
      drop(fd);
    }
  }
}

bool Service::drained() {
  const std::lock_guard lock(mutex_);
  return draining_ && connections_.empty();
}

void Service::run() {
  for (int i = 0; i < std::max(1, settings_.workers); ++i) workers_.emplace_back([this] { work(); });
  listen_again(true);
  std::array<epoll_event, 64> events;
  auto next_sweep = Steady::now();
  while (!drained()) {
    const int wait = draining_ ? 5 : listening_ ? 500 : 20;
    const int count = epoll_wait(epoll_fd_, events.data(), static_cast<int>(events.size()), wait);
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listen_fd_) {
        accept_all();
      } else if (fd == wake_fd_ && !draining_) {
        accept_all();  // who already called is served; who calls later finds the next of us, or nobody
        watch(EPOLL_CTL_DEL, wake_fd_, 0);
        std::uint64_t stops = 0;
        [[maybe_unused]] const auto taken =
            read(wake_fd_, &stops, sizeof stops);  // the next run() starts afresh
        const std::lock_guard lock(mutex_);
        draining_ = true;
      } else if (fd != wake_fd_) {
        ready(fd, (events[static_cast<std::size_t>(i)].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
      }
    }
    const auto now = Steady::now();
    if (draining_ || now >= next_sweep) {
      sweep();
      next_sweep = now + std::chrono::milliseconds(500);
    }
    listen_again(!draining_ && now >= listen_not_before_);
  }
  end_workers();
}

void Service::end_workers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  work_there_.notify_all();
  for (auto& worker : workers_) worker.join();
  workers_.clear();
}

int Service::next_in_line() {
  std::unique_lock lock(mutex_);
  work_there_.wait(lock, [this] { return ending_ || !queue_.empty(); });
  if (queue_.empty()) return -1;
  const int fd = queue_.front();
  queue_.pop_front();
  connections_[fd] = {Stage::reading, Steady::now()};
  return fd;
}

void Service::work() {
  Parser parser;
  for (int fd = next_in_line(); fd >= 0; fd = next_in_line()) serve(parser, fd);
}

void Service::serve(Parser& parser, int fd) {
  bool keep = false;
  try {
    keep = parser.serve(fd, settings_, answer_, [&] {
      const std::lock_guard lock(mutex_);
      connections_[fd].stage = Stage::answering;
    });
  } catch (const std::exception& failure) {
    log::error("cgi", "connection failed", {{"why", failure.what()}});
  }
  const std::lock_guard lock(mutex_);
  if (!keep || draining_) return drop(fd);
  connections_[fd] = {Stage::kept, Steady::now()};
  watch(EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLRDHUP | EPOLLET);
}

}  // namespace

Acceptor::Acceptor(AcceptorSettings settings, Answer answer)
    : settings_(std::move(settings)),
      answer_(std::move(answer)),
      wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_fd_ < 0) fail("eventfd");
}

Acceptor::~Acceptor() {
  close(wake_fd_);
}

void Acceptor::run(int listen_fd) {
  prepare_libfcgi();
  const int flags = fcntl(listen_fd, F_GETFL);
  if (flags < 0 || fcntl(listen_fd, F_SETFL, flags | O_NONBLOCK) != 0) fail("the listening socket");
  Service(settings_, answer_, listen_fd, wake_fd_).run();
}

void Acceptor::stop() {
  const int kept_errno = errno;  // we may stand in a signal handler
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake_fd_, &one, sizeof one);
  errno = kept_errno;
}

}  // namespace earshot::cgi
