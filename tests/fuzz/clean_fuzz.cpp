// Foreign HTML for showing: what was cleaned once is clean, and every offset of the plain text lies in the
// HTML.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "markup/clean.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace earshot;
  const std::string html = clean_utf8({reinterpret_cast<const char*>(bytes), size});
  const std::string clean = markup::clean_html(html);
  if (!is_utf8(clean) || clean.find("<script") != std::string::npos ||
      clean.find("<img") != std::string::npos)
    std::abort();
  // Word by word: where a line ends may differ, since a browser reads white space as one space.
  if (clean.size() < 32 * 1024 &&
      squeeze(markup::plain_text(clean)) != squeeze(markup::plain_text(markup::clean_html(clean))))
    std::abort();
  const markup::MappedText mapped = markup::map_plain_text(html);
  for (std::size_t at = 0; at < mapped.text().size(); ++at) {
    if (mapped.begin(at) >= html.size() || mapped.end(at + 1) > html.size()) std::abort();
  }
  const markup::PlainText plain = markup::read_plain_text(html);
  for (const auto& [begin, end] : plain.quoted) {
    if (begin > end || end > plain.text.size()) std::abort();
  }
  for (const auto& link : plain.links) {
    if (link.begin > link.end || link.end > plain.text.size()) std::abort();
  }
  return 0;
}
