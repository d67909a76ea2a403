// Pingback 1.0: an XML-RPC call in, an XML-RPC answer out, with the specification's own fault codes. No I/O.
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "linkback/receive.h"
#include "markup/xmlrpc.h"

namespace earshot::linkback {

struct PingCall {
  Claim claim;
};
struct ListPingsCall {
  std::string url;
};  // pingback.extensions.getPingbacks
struct ListMethodsCall {};
using PingbackCall = std::variant<PingCall, ListPingsCall, ListMethodsCall>;

// system.multicall is refused: one request would cause many fetches.
Result<PingbackCall, markup::XmlRpcFault> read_pingback(std::string_view body);

// Nothing when the ping was taken.
std::optional<markup::XmlRpcFault> fault_of(const Outcome& outcome);
std::string pingback_success(const Claim& claim, std::string_view receipt);
const std::vector<std::string>& pingback_methods();

}  // namespace earshot::linkback
