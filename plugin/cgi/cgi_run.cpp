#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <exception>

#include "base/log.h"
#include "cgi/acceptor.h"
#include "cgi/connection.h"

extern char** environ;

namespace earshot::cgi {
namespace {

// Up to `limit` bytes; what read(2) gives less means that the web server sent less.
std::string read_standard_input(std::size_t limit) {
  std::string bytes(limit, '\0');
  std::size_t have = 0;
  while (have < limit) {
    const auto got = read(STDIN_FILENO, bytes.data() + have, limit - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

// A gateway may hand over the whole body before it looks at our answer: fcgiwrap gave its own 502 in place of
// it. nginx's part lets at most 1 MiB through; beyond four the sender may have that 502.
void skip_standard_input(std::size_t bytes) {
  constexpr std::size_t most = 4 * 1024 * 1024, at_once = 64 * 1024;
  for (bytes = std::min(bytes, most); bytes > 0;) {
    const auto got = read_standard_input(std::min(bytes, at_once)).size();
    if (got == 0) return;
    bytes -= got;
  }
}

bool write_standard_output(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

}  // namespace

int answer_one_cgi_request(const AcceptorSettings& settings, const Answer& answer) {
  auto parameters = parameters_of(environ);
  const auto length = content_length(parameters);
  const bool too_long = length && *length > settings.limits.body_bytes;
  std::string body = length && !too_long ? read_standard_input(*length) : std::string();
  if (too_long) skip_standard_input(*length);
  const bool cut_short = length && !too_long && body.size() < *length;
  const bool head_only = parameters["REQUEST_METHOD"] == "HEAD";
  Response response;
  if (cut_short) {
    response = incomplete_body();
  } else {
    response = guarded_answer(
        answer, request_from(std::move(parameters), std::move(body), too_long, settings.prefix));
  }
  return write_standard_output(wire_form(response, head_only)) ? 0 : 1;
}

}  // namespace earshot::cgi
