// Any body: a call or a fault with a text, never a crash, and what is answered to it can be read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "linkback/pingback_wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto call = earshot::linkback::read_pingback({reinterpret_cast<const char*>(bytes), size});
  if (!call) {
    const auto& fault = call.error();
    const auto again =
        earshot::markup::read_xmlrpc_answer(earshot::markup::xmlrpc_fault(fault.code, fault.text));
    if (again || again.error().code != fault.code) std::abort();
    return 0;
  }
  if (const auto* ping = std::get_if<earshot::linkback::PingCall>(&*call)) {
    const auto answer =
        earshot::linkback::pingback_success(ping->claim, "https://blog.example/earshot/status/x");
    if (!earshot::markup::read_xmlrpc_answer(answer)) std::abort();
  }
  return 0;
}
