// libcurl's handles with one owner each, and its failures as our exception. Included by .cpp files of this
// room only: no handle of libcurl crosses the room's wall.
#pragma once
#include <curl/curl.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace earshot::net {

// libcurl itself failed (memory, a build without an option we need): nothing a stranger did.
class CurlFailure : public std::runtime_error {
 public:
  CurlFailure(const std::string& doing, const std::string& curl_says);
};

struct FreeCurl {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using Easy = std::unique_ptr<CURL, FreeCurl>;
using Multi = std::unique_ptr<CURLM, FreeMulti>;
using ParsedUrl = std::unique_ptr<CURLU, FreeCurl>;

// Before the first handle; later calls cost nothing.
void start_curl();

// The only makers of handles; they throw CurlFailure, never return none.
Easy make_easy();
Multi make_multi();

template <class Value>
void set(const Easy& easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy.get(), option, value);
  if (code != CURLE_OK) throw CurlFailure("option " + std::to_string(option), curl_easy_strerror(code));
}

// A header or recipient list under construction.
class CurlList {
 public:
  void add(const std::string& line);
  curl_slist* get() const { return lines_.get(); }

 private:
  std::unique_ptr<curl_slist, FreeCurl> lines_;
};

}  // namespace earshot::net
