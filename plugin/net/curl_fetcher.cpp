#include "net/curl_fetcher.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <future>
#include <list>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "net/name_trouble.h"
#include "net/socket_watch.h"
#include "net/transfer.h"

namespace earshot::net {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

constexpr long connections_kept = 32;
constexpr milliseconds longest_nap{1000};
constexpr std::string_view methods[] = {"GET", "HEAD", "POST"};
// Names that mean something inside other networks only; asking a public name server for them gives our
// readers away.
constexpr std::string_view hidden_networks[] = {".onion", ".i2p"};

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Our own slips: a stranger's bytes must have been made harmless before they get here.
void check(const FetchRequest& request) {
  if (std::ranges::find(methods, request.method) == std::end(methods))
    throw std::invalid_argument("fetch: method " + request.method);
  if (!is_plain(request.host_header)) throw std::invalid_argument("fetch: control character in Host");
  for (const auto& [name, value] : request.headers) {
    const bool token = !name.empty() && name.find_first_of(": \t;") == std::string::npos;
    if (!token || !is_plain(name) || !is_plain(value)) throw std::invalid_argument("fetch: header " + name);
  }
}

bool may_ask(const Url& url) {
  const std::string_view host = url.host();
  const bool hidden =
      std::ranges::any_of(hidden_networks, [&](std::string_view end) { return host.ends_with(end); });
  return !hidden && !url.has_credentials() && curl_agrees(url);
}

struct Ending {
  Result<Fetched, FetchError> result;
  std::string lost_name = {};  // the host that would not resolve
};

// One fetch() of a caller over all its hops. The caller blocks until `ending` is set, so `request` lives as
// long.
struct Visit {
  Visit(const FetchRequest& request_, SteadyTime now)
      : request(request_), url(request_.url), give_up(now + request_.limits.total) {}

  const FetchRequest& request;
  std::promise<Ending> ending;
  Url url;  // of the next or the running hop
  int hops = 0;
  std::vector<std::string> passed;  // hosts that redirected us elsewhere
  bool for_good = true;             // all redirects so far said so
  bool started = false;
  SteadyTime begun;    // of the running hop
  SteadyTime give_up;  // for the first turn, then for the whole of the transfer
  std::unique_ptr<Transfer> transfer;

  void end(Result<Fetched, FetchError> result) {
    Ending all{std::move(result), {}};
    if (all.result) {
      all.result->moved_for_good = hops > 0 && for_good;
      all.result->passed = std::move(passed);
    }
    if (!all.result && all.result.error() == FetchError::unresolved) all.lost_name = url.host();
    transfer.reset();
    ending.set_value(std::move(all));
  }
  void stop() {
    transfer.reset();
    ending.set_exception(std::make_exception_ptr(Stopping()));
  }
};

}  // namespace

// What the thread owns. The mutex guards the inbox and the wish to stop; the rest is touched by the thread
// alone.
class CurlFetcher::Loop {
 public:
  explicit Loop(FetcherSettings settings) : settings_(std::move(settings)), guard_(settings_.guard) {
    curl_multi_setopt(sockets_.multi(), CURLMOPT_MAXCONNECTS, connections_kept);
    thread_ = std::thread([this] { run(); });
  }
  ~Loop() { stop(); }

  std::future<Ending> take(const FetchRequest& request) {
    auto visit = std::make_unique<Visit>(request, std::chrono::steady_clock::now());
    std::future<Ending> ending = visit->ending.get_future();
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      visit->stop();
    } else {
      inbox_.push_back(std::move(visit));
      sockets_.wake();
    }
    return ending;
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      sockets_.wake();
    }
    const std::lock_guard lock(joining_);
    if (thread_.joinable()) thread_.join();
  }

 private:
  using Visits = std::list<std::unique_ptr<Visit>>;

  void run() {
    while (open_inbox()) {
      start_what_may();
      sockets_.wait(nap());
      finish_what_ended();
      keep_bytes_down();
    }
    end_all();
  }

  bool open_inbox() {
    const std::lock_guard lock(mutex_);
    waiting_.splice(waiting_.end(), inbox_);
    return !stopping_;
  }

  // A hop that was handed to libcurl in this round ends the wait at once: its timer is due.
  milliseconds nap() const {
    milliseconds nap = longest_nap;
    const SteadyTime now = std::chrono::steady_clock::now();
    for (const auto& visit : waiting_)
      nap = std::min(nap, std::chrono::ceil<milliseconds>(visit->give_up - now));
    return std::max(nap, milliseconds{0});
  }

  bool to_own_origin(const Visit& visit) const {
    const Origin place{std::string(visit.url.host()), visit.url.port()};
    return visit.request.reach == Reach::own_origin &&
           std::ranges::find(settings_.origins, place) != settings_.origins.end();
  }

  bool is_slow(const Visit& visit, SteadyTime now) const { return now - visit.begun >= settings_.slow_after; }

  bool has_turn(const Visit& visit) const {
    if (to_own_origin(visit)) return true;
    if (bytes_held_ > settings_.bytes_held) return false;
    const auto found = in_flight_.find(visit.url.host());
    return found == in_flight_.end() || found->second < settings_.per_host;
  }

  void keep_bytes_down() {
    const SteadyTime now = std::chrono::steady_clock::now();
    while (bytes_held_ > settings_.bytes_held) {
      const auto held = [&](const auto& entry) {
        const auto& transfer = *entry.second->transfer;
        return !transfer.hop().to_own_origin && is_slow(*entry.second, now) ? transfer.held() : 0;
      };
      const auto most = std::ranges::max_element(running_, {}, held);
      if (most == running_.end() || held(*most) == 0) return;
      auto node = running_.extract(most);
      leave(*node.mapped());
      node.mapped()->end(FetchError::timeout);
    }
  }

  void start_what_may() {
    const SteadyTime now = std::chrono::steady_clock::now();
    std::size_t places = settings_.at_once - std::min(settings_.at_once, running_.size());
    for (auto at = waiting_.begin(); at != waiting_.end();) {
      if ((*at)->give_up <= now) {
        (*at)->end(FetchError::timeout);
      } else if (places > 0 && has_turn(**at)) {
        start(std::move(*at), now);
        --places;
      } else {
        ++at;
        continue;
      }
      at = waiting_.erase(at);
    }
  }

  void start(std::unique_ptr<Visit> visit, SteadyTime now) {
    if (!visit->started) visit->give_up = now + visit->request.limits.total;
    visit->started = true;
    visit->begun = now;
    const bool own = to_own_origin(*visit);
    Hop hop{visit->url, own, visit->url.origin() == visit->request.url.origin(),
            std::chrono::ceil<milliseconds>(visit->give_up - now)};
    try {
      visit->transfer = std::make_unique<Transfer>(
          visit->request, std::move(hop), guard_,
          HopSettings{settings_.user_agent, settings_.stall, own ? own_bytes_held_ : bytes_held_});
    } catch (const CurlFailure&) {
      visit->ending.set_exception(
          std::current_exception());  // thrown in the caller's thread, not lost in ours
      return;
    }
    CURL* const handle = visit->transfer->handle();
    curl_multi_add_handle(sockets_.multi(), handle);
    ++in_flight_[std::string(visit->url.host())];
    running_.emplace(handle, std::move(visit));
  }

  void finish_what_ended() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(sockets_.multi(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      auto node = running_.extract(message->easy_handle);  // the message dies with the next call
      assert(node);
      leave(*node.mapped());
      go_on(std::move(node.mapped()), code);
    }
  }

  void leave(const Visit& visit) {
    curl_multi_remove_handle(sockets_.multi(), visit.transfer->handle());
    const auto found = in_flight_.find(visit.url.host());
    assert(found != in_flight_.end());
    if (--found->second == 0) in_flight_.erase(found);
  }

  void go_on(std::unique_ptr<Visit> visit, CURLcode code) {
    Result<Fetched, FetchError> got = visit->transfer->outcome(code);
    const std::optional<std::string> target = got ? redirect_target(visit->request, *got) : std::nullopt;
    if (!target) return visit->end(std::move(got));
    if (++visit->hops > visit->request.limits.redirects) return visit->end(FetchError::too_many_redirects);
    const std::optional<Url> next = visit->url.resolve(*target);
    if (!next || !may_ask(*next)) return visit->end(FetchError::refused_address);
    if (visit->request.may_follow && !visit->request.may_follow(*next))
      return visit->end(FetchError::not_now);
    if (next->host() != visit->url.host()) visit->passed.emplace_back(visit->url.host());
    visit->for_good = visit->for_good && (got->status == 301 || got->status == 308);
    visit->url = *next;
    visit->transfer.reset();
    waiting_.push_back(std::move(visit));
  }

  void end_all() {
    for (auto& [handle, visit] : running_) {
      curl_multi_remove_handle(sockets_.multi(), handle);
      visit->stop();
    }
    running_.clear();
    for (const auto& visit : waiting_) visit->stop();
    waiting_.clear();
  }

  const FetcherSettings settings_;
  const AddressGuard guard_;
  SocketWatch sockets_;
  std::mutex mutex_, joining_;
  bool stopping_ = false;
  // Of strangers, and of the engines that we stand beside. They outlive the transfers, which count here.
  std::size_t bytes_held_ = 0, own_bytes_held_ = 0;
  Visits inbox_, waiting_;
  std::map<CURL*, std::unique_ptr<Visit>> running_;
  std::map<std::string, std::size_t, std::less<>> in_flight_;  // by host
  std::thread thread_;
};

CurlFetcher::CurlFetcher(FetcherSettings settings) {
  start_curl();
  loop_ = std::make_unique<Loop>(std::move(settings));
}
CurlFetcher::~CurlFetcher() = default;

void CurlFetcher::stop() {
  loop_->stop();
}

Result<Fetched, FetchError> CurlFetcher::fetch(const FetchRequest& request) {
  check(request);
  if (!may_ask(request.url)) return FetchError::refused_address;
  Ending ending = loop_->take(request).get();
  if (!ending.lost_name.empty()) return why_unresolved(ending.lost_name);
  return std::move(ending.result);
}

}  // namespace earshot::net
