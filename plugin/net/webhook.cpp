#include "net/webhook.h"

#include <algorithm>
#include <charconv>

#include "base/token.h"

namespace earshot::net {

FetchRequest hook_request(const Url& url, std::string_view secret, const HookMessage& message, Time now) {
  FetchRequest request{.url = url, .method = "POST"};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  request.headers = {{"Content-Type", "application/json"},
                     {"webhook-id", message.id},
                     {"webhook-timestamp", std::to_string(seconds)}};
  if (!secret.empty())
    request.headers.emplace_back("webhook-signature",
                                 hook_signature(secret, message.id, seconds, message.body));
  request.body = message.body;
  request.limits.body_bytes = 4096;
  return request;
}

Duration asked_wait(const Fetched& got) {
  constexpr Duration longest_wait = std::chrono::hours(24);
  const auto text = got.header("retry-after");
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc() || seconds < 0) return {};
  return std::min<Duration>(std::chrono::seconds(std::min<std::int64_t>(seconds, 1'000'000)), longest_wait);
}

}  // namespace earshot::net
