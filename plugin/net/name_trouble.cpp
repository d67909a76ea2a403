#include "net/name_trouble.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <array>
#include <memory>

namespace earshot::net {
namespace {

struct CloseResolver {
  void operator()(struct __res_state* state) const { res_nclose(state); }
};

// Two name types, so that a name with IPv6 alone is not called missing.
constexpr int record_types[] = {ns_t_a, ns_t_aaaa};

}  // namespace

FetchError why_unresolved(const std::string& host, std::optional<std::uint16_t> server_port) {
  struct __res_state state {};
  if (res_ninit(&state) != 0) return FetchError::unreachable;
  const std::unique_ptr<struct __res_state, CloseResolver> closes(&state);
  state.retrans = 2;
  state.retry = 1;
  if (server_port) {
    state.nscount = 1;
    state.nsaddr_list[0].sin_family = AF_INET;
    state.nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    state.nsaddr_list[0].sin_port = htons(*server_port);
  }
  for (const int type : record_types) {
    std::array<unsigned char, 4096> answer{};
    const int size = res_nquery(&state, host.c_str(), ns_c_in, type, answer.data(), answer.size());
    if (size >= 0) return FetchError::unreachable;  // it has an address by now
    if (state.res_h_errno == HOST_NOT_FOUND) return FetchError::unresolved;
    if (state.res_h_errno != NO_DATA) return FetchError::unreachable;
  }
  return FetchError::unresolved;
}

}  // namespace earshot::net
