// Any bytes under any charset name become clean UTF-8: the name stands before the first newline.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/escape.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace earshot;
  const std::string_view all(reinterpret_cast<const char*>(bytes), size);
  const std::size_t line = all.find('\n');
  const std::string_view name = line == std::string_view::npos ? std::string_view() : all.substr(0, line);
  const std::string_view text = line == std::string_view::npos ? all : all.substr(line + 1);
  for (const auto sniff : {markup::Sniff::none, markup::Sniff::html}) {
    if (!is_utf8(markup::to_utf8(text, markup::charset_of(name), sniff))) std::abort();
    if (!is_utf8(markup::to_utf8(text, name, sniff))) std::abort();
  }
  if (!is_utf8(markup::json_string(text)) || !is_utf8(markup::xml_text(text))) std::abort();
  return 0;
}
