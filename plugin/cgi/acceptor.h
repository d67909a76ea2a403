// FastCGI server: epoll over all connections, libfcgi only as the parser of a connection that has bytes to
// read, so that kept idle connections never hold a worker.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "cgi/request.h"
#include "cgi/response.h"

namespace earshot::cgi {

using Answer = std::function<Response(const Request&)>;

struct AcceptorSettings {
  int workers = 8;
  std::string prefix = "/earshot";
  RequestLimits limits = {};
  std::chrono::seconds receive_timeout{10}, send_timeout{10};
  std::chrono::seconds request_time{
      30};  // from a request's first byte to its last: one byte a time helps nobody
  std::chrono::milliseconds drain_grace{50};  // at stop(): how long a kept connection must have been silent
  std::size_t max_connections = 900;  // libfcgi uses select() in places: descriptors must stay below 1024
};

// Binds and listens: "unix:/run/earshot.sock" (mode 0660; a socket that nobody listens on any more is
// replaced, any other file is not) or "127.0.0.1:9000" / "[::1]:9000". `group` (the web server's, "" = ours)
// gets the socket file. Throws std::system_error naming the address.
int listen_on(const std::string& address, const std::string& group = "");
// Where a listening socket can be reached: "unix:/run/earshot.sock", "127.0.0.1:41234"; "" if nobody knows.
std::string address_of(int listen_fd);
// The socket that systemd (LISTEN_FDS) or spawn-fcgi (fd 0) handed us, or -1.
int inherited_socket();
// Started by a web server as plain CGI?
bool started_as_cgi();

class Acceptor {
 public:
  Acceptor(AcceptorSettings settings, Answer answer);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  // Serves until stop() was called, then drains: every accepted connection gets its first answer, kept ones
  // are closed once they are silent. Takes no ownership of listen_fd, which must listen; sets it
  // non-blocking. A throwing `answer` gives 500. Ignores SIGPIPE for the whole program; leaves all other
  // signals as they were.
  void run(int listen_fd);
  // From any thread or a signal handler.
  void stop();

 private:
  AcceptorSettings settings_;
  Answer answer_;
  int wake_fd_;
};

// One request from the environment and fd 0, the answer to fd 1. Returns the exit code.
int answer_one_cgi_request(const AcceptorSettings& settings, const Answer& answer);

}  // namespace earshot::cgi
