// Messages to somebody's program as Standard Webhooks say: named, dated and signed. Who sends them, and how
// often they are tried, is the rooms' business.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/fetcher.h"

namespace earshot::net {

struct HookMessage {
  std::string id, body;  // body: JSON; the id is the same at each repeat
};

// A POST that carries the message; unsigned if there is no secret.
FetchRequest hook_request(const Url& url, std::string_view secret, const HookMessage& message, Time now);

}  // namespace earshot::net
