#include "web/fragment_cache.h"

#include "base/token.h"

namespace earshot::web {
namespace {

cgi::Response for_this_reader(const cgi::Response& whole, const std::string& etag,
                              const cgi::Request& request) {
  if (request.if_none_match.find(etag) == std::string::npos) {
    cgi::Response out = whole;
    return out.with("ETag", etag);
  }
  cgi::Response out{304, whole.content_type, {}, whole.headers};
  return out.with("ETag", etag);
}

}  // namespace

void FragmentCache::drop_stale(Time now) {
  std::erase_if(kept_, [&](const auto& entry) {
    const bool stale = entry.second.until <= now;
    if (stale) bytes_ -= entry.second.response.body.size() + entry.first.size();
    return stale;
  });
  if (bytes_ > most_bytes_) {
    kept_.clear();
    bytes_ = 0;
  }
}

// True: the caller makes the answer. False: `kept` holds it.
bool FragmentCache::take_turn(const std::string& key, Time now, const cgi::Request& request,
                              cgi::Response& kept) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(key);
  if (found == kept_.end()) return true;
  const bool too_old = found->second.until + keep_old_ <= now;
  const bool mine = found->second.until <= now && (too_old || !found->second.in_making);
  if (mine) {
    found->second.in_making = true;
    return true;
  }
  kept = for_this_reader(found->second.response, found->second.etag, request);
  return false;
}

void FragmentCache::end_turn(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(key);
  if (found != kept_.end()) found->second.in_making = false;
}

cgi::Response FragmentCache::answer(const std::string& key, Time now, const cgi::Request& request,
                                    const std::function<cgi::Response()>& make) {
  cgi::Response out;
  if (!take_turn(key, now, request, out)) return out;
  Kept fresh;
  try {
    fresh.response = make();
  } catch (...) {
    end_turn(key);  // the next one tries
    throw;
  }
  fresh.etag = "\"" + sha256_hex(fresh.response.body).substr(0, 20) + "\"";
  fresh.until = now + keep_;
  out = for_this_reader(fresh.response, fresh.etag, request);
  if (fresh.response.status != 200) {
    end_turn(key);
    return out;
  }
  const std::lock_guard lock(mutex_);
  if (bytes_ > most_bytes_) drop_stale(now);
  auto& place = kept_[key];
  bytes_ += fresh.response.body.size() + (place.etag.empty() ? key.size() : 0);
  bytes_ -= place.response.body.size();
  place = std::move(fresh);
  return out;
}

}  // namespace earshot::web
