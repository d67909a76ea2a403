// A small web that answers what a test wrote down and remembers what it was asked; nothing leaves the
// process.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/text.h"
#include "net/fetcher.h"

namespace earshot {

using FakeHeaders = std::vector<std::pair<std::string, std::string>>;

class FakeWeb final : public net::Fetcher {
 public:
  // Called before each answer, outside of any lock of ours: here a test asserts that no transaction is open.
  std::function<void(const net::FetchRequest&)> on_fetch;

  // From now on; a second call for the same address replaces the first. Header names are given in any case.
  void serves(std::string_view url, std::string body, FakeHeaders headers = {}, int status = 200) {
    write_down(url, Page{status, std::move(body), lower_names(std::move(headers))});
  }
  // An HTML page, the most frequent case.
  void serves_html(std::string_view url, std::string body) {
    serves(url, std::move(body), {{"content-type", "text/html; charset=utf-8"}});
  }
  void answers(std::string_view url, int status, FakeHeaders headers = {}) {
    serves(url, "", std::move(headers), status);
  }
  void fails(std::string_view url, net::FetchError error) { write_down(url, error); }
  // `to` may be relative. GET and HEAD follow it, POST gets the 302 as it is.
  void redirects(std::string_view from, std::string to) { write_down(from, Redirect{std::move(to)}); }
  // The same with a 301.
  void moves(std::string_view from, std::string to) { write_down(from, Redirect{std::move(to), true}); }
  // For answers that depend on the request (conditional GET, paging by header).
  using Answer = std::function<Result<net::Fetched, net::FetchError>(const net::FetchRequest&)>;
  void answers_with(std::string_view url, Answer answer) { write_down(url, std::move(answer)); }
  // Takes the address away: asking for it is `unreachable` again, as for everything never written down.
  void forgets(std::string_view url) {
    const std::lock_guard lock(mutex_);
    places_.erase(key(url));
  }

  Result<net::Fetched, net::FetchError> fetch(const net::FetchRequest& request) override {
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(request);
    }
    if (on_fetch) on_fetch(request);
    if (request.url.has_credentials()) return net::FetchError::refused_address;
    return walk(request);
  }

  // Every request so far, oldest first; hops of redirects are not listed.
  std::vector<net::FetchRequest> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::size_t times_asked(std::string_view url) const {
    const std::string wanted = key(url);
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(asked_.begin(), asked_.end(),
                      [&](const net::FetchRequest& r) { return r.url.without_fragment().text() == wanted; }));
  }
  void forget_asked() {
    const std::lock_guard lock(mutex_);
    asked_.clear();
  }

 private:
  struct Page {
    int status;
    std::string body;
    FakeHeaders headers;
  };
  struct Redirect {
    std::string to;
    bool for_good = false;
  };
  using Place = std::variant<Page, net::FetchError, Redirect, Answer>;

  static std::string key(std::string_view url) {
    const std::optional<Url> parsed = Url::parse(url);
    if (!parsed) throw std::invalid_argument("FakeWeb: no such address can be: " + std::string(url));
    return parsed->without_fragment().text();
  }
  static FakeHeaders lower_names(FakeHeaders headers) {
    for (auto& [name, value] : headers) name = lower_ascii(name);
    return headers;
  }
  void write_down(std::string_view url, Place place) {
    const std::string at = key(url);
    const std::lock_guard lock(mutex_);
    places_.insert_or_assign(at, std::move(place));
  }
  std::optional<Place> place(const Url& url) const {
    const std::lock_guard lock(mutex_);
    const auto found = places_.find(url.without_fragment().text());
    if (found == places_.end()) return std::nullopt;
    return found->second;
  }

  Result<net::Fetched, net::FetchError> walk(const net::FetchRequest& request) const {
    Url url = request.url;
    bool for_good = true;
    std::vector<std::string> passed;
    for (int hops = 0; hops <= request.limits.redirects || request.method == "POST"; ++hops) {
      const std::optional<Place> found = place(url);
      if (!found) return net::FetchError::unreachable;
      if (const auto* error = std::get_if<net::FetchError>(&*found)) return *error;
      if (const auto* answer = std::get_if<Answer>(&*found)) return (*answer)(request);
      if (const auto* page = std::get_if<Page>(&*found)) {
        auto got = deliver(*page, url, request);
        got.moved_for_good = hops > 0 && for_good;
        got.passed = passed;
        return got;
      }
      const auto& [to, permanent] = std::get<Redirect>(*found);
      for_good = for_good && permanent;
      if (request.method == "POST") return deliver(Page{302, "", {{"location", to}}}, url, request);
      const std::optional<Url> next = url.resolve(to);
      if (hops == request.limits.redirects) break;
      if (!next || next->has_credentials()) return net::FetchError::refused_address;
      if (request.may_follow && !request.may_follow(*next)) return net::FetchError::not_now;
      if (next->host() != url.host()) passed.emplace_back(url.host());
      url = *next;
    }
    return net::FetchError::too_many_redirects;
  }

  static net::Fetched deliver(const Page& page, const Url& url, const net::FetchRequest& request) {
    net::Fetched got;
    got.status = page.status;
    got.final_url = url;
    if (request.method != "HEAD") got.body = page.body;
    got.headers = page.headers;
    got.truncated = got.body.size() > request.limits.body_bytes;
    if (got.truncated) got.body.resize(request.limits.body_bytes);
    return got;
  }

  mutable std::mutex mutex_;
  std::map<std::string, Place> places_;
  std::vector<net::FetchRequest> asked_;
};

}  // namespace earshot
