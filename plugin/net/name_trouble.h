// libcurl says "could not resolve" for a name that does not exist and for a name server that is ill. The
// first is an answer, the second is weather; a mention must not be lost over it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "net/fetcher.h"

namespace earshot::net {

// Asks once more for a name that would not resolve: `unresolved` if a server says that it has no address,
// else `unreachable`. Blocks for at most two seconds for each configured server; `server_port` is a server on
// loopback to ask instead of those of resolv.conf.
FetchError why_unresolved(const std::string& host, std::optional<std::uint16_t> server_port = std::nullopt);

}  // namespace earshot::net
