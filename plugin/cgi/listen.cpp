#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "cgi/acceptor.h"

namespace earshot::cgi {
namespace {

constexpr int backlog = 1024;
constexpr int first_passed_fd = 3;  // sd_listen_fds(3)

[[noreturn]] void fail(int error, const std::string& address, const std::string& what) {
  throw std::system_error(error, std::generic_category(), "cannot listen on " + address + ": " + what);
}

// Closes on the way out unless released: listen_on has many ways to fail.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

sockaddr_un unix_address(const std::string& address, const std::string& path) {
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  if (path.empty()) fail(EINVAL, address, "unix: needs a path");
  if (path.size() >= sizeof where.sun_path)
    fail(ENAMETOOLONG, address, "a socket's path has at most 107 bytes");
  std::memcpy(where.sun_path, path.c_str(), path.size() + 1);
  return where;
}

void clear_the_way(const std::string& address, const std::string& path, const sockaddr_un& where) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return;
  if (!S_ISSOCK(found.st_mode))
    fail(EEXIST, address, "there is a file that is no socket; remove it or choose another path");
  const Socket probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (connect(probe.fd(), reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0 || errno == EAGAIN) {
    fail(EADDRINUSE, address, "a running program answers there");
  }
  if (errno != ECONNREFUSED) fail(errno, address, "cannot tell whether the socket there is still used");
  if (unlink(path.c_str()) != 0) fail(errno, address, "cannot remove the old socket");
}

gid_t group_number(const std::string& address, const std::string& group) {
  std::vector<char> room(4096);
  struct group entry {};
  struct group* found = nullptr;
  int error = 0;
  while ((error = getgrnam_r(group.c_str(), &entry, room.data(), room.size(), &found)) == ERANGE) {
    room.resize(room.size() * 2);
  }
  if (!found) fail(error ? error : ENOENT, address, "there is no group " + group);
  return entry.gr_gid;
}

// The file that bind() made; it goes again unless everything after that went well.
class SocketFile {
 public:
  explicit SocketFile(const std::string& path) : path_(path) {}
  ~SocketFile() {
    if (!kept_) unlink(path_.c_str());
  }
  SocketFile(const SocketFile&) = delete;
  SocketFile& operator=(const SocketFile&) = delete;
  void keep() { kept_ = true; }

 private:
  const std::string& path_;
  bool kept_ = false;
};

int listen_on_unix(const std::string& address, const std::string& group) {
  const std::string path = address.substr(std::strlen("unix:"));
  const auto where = unix_address(address, path);
  const auto owner = group.empty() ? std::nullopt : std::optional(group_number(address, group));
  clear_the_way(address, path, where);
  Socket made(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (made.fd() < 0) fail(errno, address, "socket");
  if (bind(made.fd(), reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0)
    fail(errno, address, "bind");
  SocketFile file(path);
  // Rights first, listen last: before that nobody can connect, so the umask needs no touching (it is the
  // whole process's).
  if (owner && chown(path.c_str(), static_cast<uid_t>(-1), *owner) != 0)
    fail(errno, address, "cannot give the socket to group " + group + " (be root or a member of it)");
  if (chmod(path.c_str(), 0660) != 0) fail(errno, address, "cannot set the socket's mode");
  if (listen(made.fd(), backlog) != 0) fail(errno, address, "listen");
  file.keep();
  return made.release();
}

int listen_on_tcp(const std::string& address) {
  const auto colon = address.rfind(':');
  std::string host = colon == std::string::npos ? "" : address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.empty() || colon + 1 == address.size()) {
    fail(EINVAL, address, "expected unix:/path, 127.0.0.1:9000 or [::1]:9000");
  }
  // getaddrinfo would take 99999 for 34463.
  unsigned port = 0;
  const auto number = std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  if (number.ec != std::errc() || number.ptr != address.data() + address.size() || port > 65535) {
    fail(EINVAL, address, "a port is a number from 0 to 65535");
  }
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(host.c_str(), address.c_str() + colon + 1, &wanted, &list); error != 0) {
    fail(EINVAL, address, gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, freeaddrinfo);
  Socket made(socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (made.fd() < 0) fail(errno, address, "socket");
  const int on = 1;
  setsockopt(made.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(made.fd(), list->ai_addr, list->ai_addrlen) != 0) fail(errno, address, "bind");
  if (listen(made.fd(), backlog) != 0) fail(errno, address, "listen");
  return made.release();
}

bool is_listening(int fd) {
  int listening = 0;
  socklen_t size = sizeof listening;
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening != 0;
}

}  // namespace

int listen_on(const std::string& address, const std::string& group) {
  return address.starts_with("unix:") ? listen_on_unix(address, group) : listen_on_tcp(address);
}

std::string address_of(int listen_fd) {
  sockaddr_storage where{};
  socklen_t size = sizeof where;
  auto* address = reinterpret_cast<sockaddr*>(&where);
  if (getsockname(listen_fd, address, &size) != 0) return {};
  if (where.ss_family == AF_UNIX)
    return std::string("unix:") + reinterpret_cast<sockaddr_un*>(&where)->sun_path;
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (getnameinfo(address, size, host.data(), host.size(), port.data(), port.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return {};
  const std::string name = where.ss_family == AF_INET6 ? "[" + std::string(host.data()) + "]" : host.data();
  return name + ":" + port.data();
}

int inherited_socket() {
  const char* pid = std::getenv("LISTEN_PID");
  const char* count = std::getenv("LISTEN_FDS");
  const bool ours = pid && count && std::to_string(getpid()) == pid;
  if (ours && std::string_view(count) != "0" && is_listening(first_passed_fd)) {
    fcntl(first_passed_fd, F_SETFD, FD_CLOEXEC);
    return first_passed_fd;
  }
  return is_listening(STDIN_FILENO) ? STDIN_FILENO : -1;
}

bool started_as_cgi() {
  return std::getenv("GATEWAY_INTERFACE") != nullptr && !is_listening(STDIN_FILENO);
}

}  // namespace earshot::cgi
