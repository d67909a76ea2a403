#include "linkback/pingback_wire.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace earshot::linkback {

using markup::XmlRpcFault;
using markup::XmlRpcType;
using model::LinkbackState;
using model::Refusal;

namespace {

constexpr int generic = 0;
constexpr int source_missing = 0x10;
constexpr int source_without_link = 0x11;
constexpr int target_missing = 0x20;
constexpr int target_unusable = 0x21;
constexpr int already_registered = 0x30;
constexpr int access_denied = 0x31;
constexpr int upstream_failed = 0x32;
constexpr int no_such_method = -32601;
constexpr int wrong_parameters = -32602;

struct Code {
  Refusal refusal;
  int code;
};
// Senders try 0 again later and take the others as final; so too_many is 0.
constexpr std::array codes{
    Code{Refusal::malformed, wrong_parameters},
    Code{Refusal::source_invalid, source_missing},
    Code{Refusal::target_invalid, target_unusable},
    Code{Refusal::same_page, generic},
    Code{Refusal::target_not_ours, target_unusable},
    Code{Refusal::target_unknown, target_unusable},  // 0x20 only when the engine itself said so
    Code{Refusal::target_closed, target_unusable},
    Code{Refusal::source_blocked, access_denied},
    Code{Refusal::source_not_post, access_denied},
    Code{Refusal::too_many, generic},
    Code{Refusal::source_unreachable, source_missing},
    Code{Refusal::no_link, source_without_link},
    Code{Refusal::source_gone, source_missing},
    Code{Refusal::source_not_allowed, source_missing},
    Code{Refusal::source_not_text, source_without_link},
    Code{Refusal::source_moved, already_registered},
    Code{Refusal::source_redirects, source_missing},
    Code{Refusal::source_repeated, already_registered},
};
static_assert(codes.size() + 1 == model::Words<Refusal>::table.size());  // all but `none`

constexpr std::string_view ping_method = "pingback.ping";
constexpr std::string_view list_pings_method = "pingback.extensions.getPingbacks";
constexpr std::string_view list_methods_method = "system.listMethods";

bool are_strings(const std::vector<markup::XmlRpcValue>& params, std::size_t count) {
  return params.size() == count && std::all_of(params.begin(), params.end(), [](const auto& param) {
           return param.type == XmlRpcType::string;
         });
}

}  // namespace

Result<PingbackCall, XmlRpcFault> read_pingback(std::string_view body) {
  const auto call = markup::read_xmlrpc_call(body);
  if (!call) return call.error();
  if (call->method == ping_method) {
    if (!are_strings(call->params, 2)) {
      return XmlRpcFault{wrong_parameters, "pingback.ping takes two strings: source and target."};
    }
    PingCall ping;
    ping.claim.protocol = model::Protocol::pingback;
    ping.claim.source = trim(call->params[0].text);
    ping.claim.target = trim(call->params[1].text);
    return PingbackCall(ping);
  }
  if (call->method == list_pings_method) {
    if (!are_strings(call->params, 1)) {
      return XmlRpcFault{wrong_parameters,
                         "pingback.extensions.getPingbacks takes one string: a post's address."};
    }
    return PingbackCall(ListPingsCall{std::string(trim(call->params[0].text))});
  }
  if (call->method == list_methods_method) return PingbackCall(ListMethodsCall{});
  if (call->method == "system.multicall") {
    return XmlRpcFault{no_such_method, "system.multicall is not offered; please send one call a request."};
  }
  return XmlRpcFault{no_such_method, "There is no such method here."};
}

std::optional<XmlRpcFault> fault_of(const Outcome& outcome) {
  if (!outcome.accepted()) {
    const auto code = std::find_if(codes.begin(), codes.end(), [&](const Code& one) {
                        return one.refusal == outcome.refusal;
                      })->code;
    const bool missing = outcome.refusal == Refusal::target_unknown && outcome.certain;
    return XmlRpcFault{missing ? target_missing : code, std::string(model::sentence(outcome.refusal))};
  }
  if (!outcome.repeated) return std::nullopt;
  switch (outcome.state) {
    case LinkbackState::received:
    case LinkbackState::waiting:
    case LinkbackState::shown:
    case LinkbackState::hidden:
    case LinkbackState::junk:
      return XmlRpcFault{already_registered, "This pingback was registered before."};
    case LinkbackState::deferred:
      return XmlRpcFault{upstream_failed, "The source could not be read yet; we shall try again."};
    case LinkbackState::refused:
    case LinkbackState::gone:
      break;
  }
  return std::nullopt;
}

std::string pingback_success(const Claim& claim, std::string_view receipt) {
  return markup::xmlrpc_string_response(
      "Pingback from " + claim.source + " to " + claim.target +
      " received; the source page will be read. Receipt: " + std::string(receipt));
}

const std::vector<std::string>& pingback_methods() {
  static const std::vector<std::string> methods{std::string(ping_method), std::string(list_pings_method),
                                                std::string(list_methods_method)};
  return methods;
}

}  // namespace earshot::linkback
