#include "cgi/connection.h"

#include <fcgiapp.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <exception>
#include <limits>
#include <stdexcept>
#include <system_error>

#include "base/log.h"

namespace earshot::cgi {
namespace {

// What is read away of a body over the limit so that the web server gets to read our answer. nginx passes 1
// MiB at most unless told otherwise; beyond that the connection is closed.
constexpr std::size_t read_away_bytes = 2 * 1024 * 1024;

struct Body {
  std::string bytes;
  bool too_long = false;
  bool ended = true;  // false: there is more on the connection than we care to read
};

Body read_body(FCGX_Stream* in, std::size_t limit) {
  Body body;
  std::array<char, 16 * 1024> piece;
  std::size_t total = 0;
  while (true) {
    const int got = FCGX_GetStr(piece.data(), static_cast<int>(piece.size()), in);
    if (got <= 0) return body;
    total += static_cast<std::size_t>(got);
    if (total <= limit) {
      body.bytes.append(piece.data(), static_cast<std::size_t>(got));
    } else {
      body.too_long = true;
      body.bytes = std::string();
      if (total > limit + read_away_bytes) {
        body.ended = false;
        return body;
      }
    }
    if (static_cast<std::size_t>(got) < piece.size()) return body;
  }
}

void write_out(FCGX_Stream* out, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = std::min<std::size_t>(bytes.size(), std::numeric_limits<int>::max());
    if (FCGX_PutStr(bytes.data(), static_cast<int>(size), out) < 0) return;
    bytes.remove_prefix(size);
  }
}

}  // namespace

Parameters parameters_of(const char* const* entries) {
  Parameters parameters;
  for (; entries && *entries; ++entries) {
    const std::string_view entry(*entries);
    const auto equals = entry.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    parameters.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return parameters;
}

std::optional<std::size_t> content_length(const Parameters& parameters) {
  const auto found = parameters.find("CONTENT_LENGTH");
  if (found == parameters.end()) return std::nullopt;
  const auto& text = found->second;
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return length;
}

Response guarded_answer(const Answer& answer, const Request& request) {
  try {
    return answer(request);
  } catch (const std::exception& failure) {
    log::error("cgi", "answer failed", {{"method", request.method}, {"why", failure.what()}});
    return {500,
            "text/plain; charset=utf-8",
            "Something failed on our side. The operator finds it in the log.\n",
            {}};
  }
}

Response incomplete_body() {
  return {400, "text/plain; charset=utf-8", "The request ended before its announced length.\n", {}};
}

struct Parser::Fcgx {
  FCGX_Request request{};
};

Parser::Parser() : fcgx_(std::make_unique<Fcgx>()) {
  // No listening socket: when the peer has gone or sends rubbish, libfcgi then returns instead of accepting
  // another.
  if (FCGX_InitRequest(&fcgx_->request, -1, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
    throw std::runtime_error("libfcgi was not prepared");
  }
}

Parser::~Parser() {
  FCGX_Free(&fcgx_->request, 1);
}

bool Parser::serve(int fd, const AcceptorSettings& settings, const Answer& answer,
                   const std::function<void()>& read_whole) {
  FCGX_Request& request = fcgx_->request;
  request.ipcFd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (request.ipcFd < 0) throw std::system_error(errno, std::generic_category(), "duplicating a connection");
  request.keepConnection = 1;  // else Accept_r begins by finishing, and closes the connection that we bring
  if (FCGX_Accept_r(&request) != 0) {
    read_whole();
    return false;
  }
  auto parameters = parameters_of(request.envp);
  const auto announced = content_length(parameters);
  Body body = read_body(request.in, settings.limits.body_bytes);
  read_whole();
  const bool broken = FCGX_GetError(request.in) != 0;
  const bool head_only = parameters["REQUEST_METHOD"] == "HEAD";
  Response response;
  if (broken || (announced && !body.too_long && body.bytes.size() != *announced)) {
    response = incomplete_body();
  } else {
    response = guarded_answer(
        answer, request_from(std::move(parameters), std::move(body.bytes), body.too_long, settings.prefix));
  }
  write_out(request.out, wire_form(response, head_only));
  const bool wants_more = request.keepConnection != 0;
  request.keepConnection = 1;  // closing is ours; libfcgi would wait up to 2 s for the peer's end
  FCGX_Finish_r(&request);
  const bool intact = request.ipcFd >= 0;
  if (intact) close(request.ipcFd);
  request.ipcFd = -1;
  return wants_more && intact && body.ended && !broken;
}

void prepare_libfcgi() {
  static const int failed = [] {
    // FCGX_Init takes over signals that are not ours to give away.
    struct sigaction user {
    }, term{};
    sigaction(SIGUSR1, nullptr, &user);
    sigaction(SIGTERM, nullptr, &term);
    const int result = FCGX_Init();
    sigaction(SIGUSR1, &user, nullptr);
    sigaction(SIGTERM, &term, nullptr);
    return result;
  }();
  if (failed != 0) throw std::runtime_error("libfcgi cannot be initialised");
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace earshot::cgi
