#include "net/curl_library.h"

namespace earshot::net {

CurlFailure::CurlFailure(const std::string& doing, const std::string& curl_says)
    : std::runtime_error("libcurl: " + doing + ": " + curl_says) {}

void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_ALL);
  if (started != CURLE_OK) throw CurlFailure("start", curl_easy_strerror(started));
}

Easy make_easy() {
  Easy made(curl_easy_init());
  if (!made) throw CurlFailure("transfer", "out of memory");
  return made;
}

Multi make_multi() {
  Multi made(curl_multi_init());
  if (!made) throw CurlFailure("transfers", "out of memory");
  return made;
}

void CurlList::add(const std::string& line) {
  curl_slist* const longer = curl_slist_append(lines_.get(), line.c_str());
  if (longer == nullptr) throw CurlFailure("list", "out of memory");
  static_cast<void>(lines_.release());
  lines_.reset(longer);
}

}  // namespace earshot::net
