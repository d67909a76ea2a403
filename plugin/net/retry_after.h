// The header Retry-After (RFC 9110, 10.2.3).
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace earshot::net {

// How long a server asks us to wait, from seconds or a date: zero to `longest`. Nothing for what is neither.
std::optional<Duration> retry_after(std::string_view header, Time now,
                                    std::chrono::seconds longest = std::chrono::hours(24));

}  // namespace earshot::net
