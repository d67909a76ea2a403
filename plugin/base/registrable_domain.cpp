#include "base/registrable_domain.h"

#include <arpa/inet.h>
#include <libpsl.h>

#include <array>
#include <cstring>
#include <memory>
#include <string>

namespace earshot {
namespace {

// The machine's list where it is newer than the one inside the library, which every build has.
const psl_ctx_t* suffixes() {
  static const std::unique_ptr<psl_ctx_t, decltype(&psl_free)> latest(psl_latest(nullptr), psl_free);
  return latest ? latest.get() : psl_builtin();
}

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

}  // namespace

std::string_view registrable_domain(std::string_view host) {
  const std::string name(host);
  if (is_address(name)) return host;
  const char* const found = psl_registrable_domain(suffixes(), name.c_str());
  return found ? host.substr(host.size() - std::strlen(found)) : host;
}

}  // namespace earshot
