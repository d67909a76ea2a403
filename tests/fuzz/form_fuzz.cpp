// Forms and content types as strangers write them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cgi/request.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto form = earshot::cgi::Form::parse(text, 64);
  if (form.all("a").size() > 64) std::abort();
  if (form.has("a") != !form.all("a").empty()) std::abort();
  earshot::cgi::Request request;
  request.content_type = text;
  if (request.media_type().size() > size || request.charset().size() > size) std::abort();
  return 0;
}
