// One FastCGI connection and the request on it: libfcgi parses, we keep the descriptor.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "cgi/acceptor.h"
#include "cgi/request.h"
#include "cgi/response.h"

namespace earshot::cgi {

using Parameters = std::map<std::string, std::string, std::less<>>;

// From "NAME=value" strings, null at the end. Of a name given twice the first counts, as in libfcgi.
Parameters parameters_of(const char* const* entries);
// Nothing if absent or no number: then the body ends where the stream ends.
std::optional<std::size_t> content_length(const Parameters& parameters);
// 500 and a line in the log if `answer` throws.
Response guarded_answer(const Answer& answer, const Request& request);
Response incomplete_body();

// A worker's parser; one for its whole life. Not for two threads.
class Parser {
 public:
  Parser();
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // Reads one request from `fd`, answers it, and says whether another may follow on the same connection. The
  // descriptor stays the caller's: libfcgi works on a duplicate, which it may close as it likes.
  // `read_whole` is called once the request was read and before it is answered.
  bool serve(int fd, const AcceptorSettings& settings, const Answer& answer,
             const std::function<void()>& read_whole);

 private:
  struct Fcgx;
  std::unique_ptr<Fcgx> fcgx_;
};

// Needed once before any Parser; leaves signals as they were but for SIGPIPE, which is ignored from then on.
void prepare_libfcgi();

}  // namespace earshot::cgi
