// The seam to the web: one way to fetch, with limits on everything a stranger's server may do to us.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/url.h"

namespace earshot::net {

struct FetchLimits {
  std::size_t body_bytes =
      1024 * 1024;  // after decompression; what lies behind is cut off, and `truncated` says so
  std::size_t header_bytes = 64 * 1024;
  std::chrono::milliseconds connect{5000}, total{15000};
  int redirects = 5;
};

// Whom a request may reach beside the public internet and `[fetch] allow`.
enum class Reach { strangers, own_origin };

struct FetchRequest {
  Url url;
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers = {};  // names and values without CR and LF
  std::string body = {};                                          // POST only; POST follows no redirect
  std::string host_header = {};  // when the engine is asked at its `origin` for its public name
  Reach reach = Reach::strangers;
  FetchLimits limits = {};
  // Asked before a redirect is followed; false ends the fetch as `not_now`. Called from the fetcher's own
  // thread: it must neither block nor throw.
  std::function<bool(const Url& to)> may_follow = {};
};

struct Fetched {
  int status = 0;
  Url final_url;                    // after redirects
  bool moved_for_good = false;      // there were redirects, and each said so (301, 308)
  std::vector<std::string> passed;  // other hosts that were asked on the way to it, in order
  std::string body;
  bool truncated = false;
  std::vector<std::pair<std::string, std::string>>
      headers;  // of the last answer; names in lower case, in order

  std::string header(std::string_view lower_case_name) const;  // first value, or ""
};

// The words are shown to operators and on receipts.
enum class FetchError {
  refused_address,  // private, loopback, forbidden port or scheme, credentials in the address
  unresolved,       // the name does not exist
  unreachable,      // refused, reset, no route, name server trouble
  timeout,
  too_many_redirects,
  too_large,  // headers over the limit
  bad_tls,
  garbled,  // not HTTP
  not_now   // FetchRequest::may_follow said no to where we were redirected to
};
std::string_view word(FetchError error);

// We are stopping, which says nothing of the page: whoever starts next asks again.
class Stopping : public std::runtime_error {
 public:
  Stopping() : std::runtime_error("Earshot is stopping") {}
};

class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // Blocks until the answer or an error is there: at most limits.total plus a moment, and as long again
  // before that if others are already asking the same host. Throws Stopping. Thread-safe.
  virtual Result<Fetched, FetchError> fetch(const FetchRequest& request) = 0;
};

}  // namespace earshot::net
