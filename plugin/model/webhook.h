// Where the host wants to be told of each change of what readers see, and in which form.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "base/url.h"
#include "model/words.h"

namespace earshot::model {

// standard: our own body. webmention_io: the body of that service, for programs that were written for it.
// Both are signed in the same way.
enum class HookFormat { standard, webmention_io };
template <>
struct Words<HookFormat> {
  static constexpr std::array<std::pair<HookFormat, std::string_view>, 2> table{
      {{HookFormat::standard, "standard"}, {HookFormat::webmention_io, "webmention.io"}}};
};

struct Webhook {
  std::optional<Url> url;  // nothing: nobody is told
  std::string secret;      // as configured, "" = not signed
  HookFormat format = HookFormat::standard;
};

}  // namespace earshot::model
