// Any form: a claim in UTF-8 or a refusal, and the JSON that repeats it holds no raw control character or
// "<".
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "cgi/request.h"
#include "linkback/webmention_wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto form = earshot::cgi::Form::parse({reinterpret_cast<const char*>(bytes), size});
  const auto claim =
      earshot::linkback::read_webmention([&](std::string_view name) { return form.first(name); });
  if (!claim) {
    if (earshot::linkback::webmention_error(claim.error()).empty()) std::abort();
    return 0;
  }
  if (!earshot::is_utf8(claim->source) || !earshot::is_utf8(claim->target)) std::abort();
  const std::string json =
      earshot::linkback::webmention_accepted(*claim, "https://blog.example/earshot/status/x");
  for (std::size_t i = 0; i + 1 < json.size(); ++i) {
    if (json[i] == '<' || static_cast<unsigned char>(json[i]) < 0x20) std::abort();
  }
  return 0;
}
