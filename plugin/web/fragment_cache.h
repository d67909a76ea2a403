// Readers' answers kept for a moment: a page that many read costs two looks into the store a second.
#pragma once
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "cgi/request.h"
#include "cgi/response.h"

namespace earshot::web {

class FragmentCache {
 public:
  explicit FragmentCache(Duration keep = std::chrono::milliseconds(500),
                         std::size_t most_bytes = 16 * 1024 * 1024)
      : keep_(keep), most_bytes_(most_bytes) {}

  // The kept answer of `key`, or what `make` says now. Adds an ETag and answers 304 to who has it already.
  // Thread-safe; `make` runs without the lock. While one caller makes a known answer anew, the others get the
  // old one: else all that ask within the milliseconds it takes would make it.
  cgi::Response answer(const std::string& key, Time now, const cgi::Request& request,
                       const std::function<cgi::Response()>& make);

 private:
  struct Kept {
    cgi::Response response;
    std::string etag;
    Time until{};
    bool in_making = false;
  };
  bool take_turn(const std::string& key, Time now, const cgi::Request& request, cgi::Response& kept);
  void end_turn(const std::string& key);
  void drop_stale(Time now);

  // No answer is older than this, however slowly another is made.
  static constexpr Duration keep_old_ = std::chrono::seconds(5);
  Duration keep_;
  std::size_t most_bytes_, bytes_ = 0;
  std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;
};

}  // namespace earshot::web
