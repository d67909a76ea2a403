#include "net/webhook.h"

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

}  // namespace earshot::net
