// Foreign pages of every kind: the first byte chooses the content type.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "markup/microformats.h"
#include "markup/page.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace earshot;
  constexpr std::string_view types[] = {
      "text/html", "application/xhtml+xml",          "application/json", "text/plain", "application/atom+xml",
      "",          "text/html; charset=windows-1252"};
  if (size == 0) return 0;
  const std::string_view type = types[bytes[0] % std::size(types)];
  const std::string_view source(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  static const Url page_url = *Url::parse("https://fan.example/a/b"),
                   target = *Url::parse("https://blog.example/post");
  const markup::Page page = markup::read_page(source, type, page_url);
  if (!is_utf8(page.text) || !is_utf8(page.title)) std::abort();
  for (const auto& link : page.links) {
    if (link.text_at > link.text_end || link.text_end > page.text.size()) std::abort();
    if (!is_utf8(markup::excerpt_around(page, link, 20))) std::abort();
  }
  const markup::Entry entry = markup::read_entry(source, type, page_url, target);
  if (!is_utf8(entry.content) || !is_utf8(entry.author.name)) std::abort();
  return 0;
}
