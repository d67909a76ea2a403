#include "net/retry_after.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/text.h"

namespace earshot::net {

std::optional<Duration> retry_after(std::string_view header, Time now, std::chrono::seconds longest) {
  const auto text = trim(header);
  if (text.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size())
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, longest.count()));
  if (const auto date = parse_rfc5322(text))
    return std::clamp<Duration>(*date - now, Duration::zero(), longest);
  return std::nullopt;
}

}  // namespace earshot::net
