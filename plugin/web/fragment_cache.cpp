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

cgi::Response FragmentCache::answer(const std::string& key, Time now, const cgi::Request& request,
                                    const std::function<cgi::Response()>& make) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    if (found != kept_.end() && found->second.until > now) {
      return for_this_reader(found->second.response, found->second.etag, request);
    }
  }
  Kept fresh;
  fresh.response = make();
  fresh.etag = "\"" + sha256_hex(fresh.response.body).substr(0, 20) + "\"";
  fresh.until = now + keep_;
  auto out = for_this_reader(fresh.response, fresh.etag, request);
  if (fresh.response.status == 200) {
    const std::lock_guard lock(mutex_);
    if (bytes_ > most_bytes_) drop_stale(now);
    auto& place = kept_[key];
    bytes_ += fresh.response.body.size() + (place.etag.empty() ? key.size() : 0);
    bytes_ -= place.response.body.size();
    place = std::move(fresh);
  }
  return out;
}

}  // namespace earshot::web
