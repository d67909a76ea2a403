// The web through libcurl: one thread drives all transfers, the callers block on theirs. Redirects are
// followed by us, a hop at a time, so that only our own parser ever reads a stranger's Location and each hop
// is judged anew.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "net/address_guard.h"
#include "net/fetcher.h"

namespace earshot::net {

// Where an engine is asked under its own roof. As `host` stands in a Url: lower case, no brackets.
struct Origin {
  std::string host;
  std::uint16_t port = 80;
  friend bool operator==(const Origin&, const Origin&) = default;
};

struct FetcherSettings {
  GuardSettings guard = {};
  std::vector<Origin> origins =
      {};  // what Reach::own_origin may reach whatever its address, and only while it goes there
  std::string user_agent = "Earshot";
  std::size_t per_host = 2;   // transfers in flight to one host name of strangers; the rest wait their turn
  std::size_t at_once = 200;  // transfers in flight in all: each may hold several descriptors
  // All of strangers together hold no more than `bytes_held` of what they read: where they would, the one
  // that holds most of those that run for longer than `slow_after` ends as if its time were over.
  std::chrono::milliseconds slow_after{250};
  std::size_t bytes_held = 64 * 1024 * 1024;
  std::chrono::seconds stall{10};  // below 100 bytes a second for so long is a timeout
};

class CurlFetcher final : public Fetcher {
 public:
  explicit CurlFetcher(FetcherSettings settings);
  ~CurlFetcher() override;
  CurlFetcher(const CurlFetcher&) = delete;
  CurlFetcher& operator=(const CurlFetcher&) = delete;

  // Throws std::invalid_argument for a method other than GET, HEAD, POST and for header lines with control
  // characters.
  Result<Fetched, FetchError> fetch(const FetchRequest& request) override;
  // Ends all transfers, those running too, by Stopping; so does every later fetch().
  void stop();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace earshot::net
