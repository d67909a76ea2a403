// Any form, any charset: a claim in UTF-8 within its bounds, or a reason; and the answer stays one XML
// document.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "cgi/request.h"
#include "linkback/trackback_wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const auto line = std::min(input.find('\n'), input.size());
  const auto form = earshot::cgi::Form::parse(input.substr(std::min(line + 1, input.size())));
  const auto claim = earshot::linkback::read_trackback(
      [&](std::string_view name) { return form.first(name); }, input.substr(0, line));
  if (!claim) return 0;
  for (const auto* text : {&claim->source, &claim->title, &claim->excerpt, &claim->blog_name}) {
    if (!earshot::is_utf8(*text) || text->find('\0') != std::string::npos) std::abort();
  }
  if (earshot::count_characters(claim->title) > 250) std::abort();
  const std::string error = earshot::linkback::trackback_error(claim->title);
  if (error.find("</message>") != error.rfind("</message>")) std::abort();
  return 0;
}
