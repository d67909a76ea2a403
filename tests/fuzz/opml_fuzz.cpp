// Lists of feeds from anywhere, and comments as pages mark them up.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "markup/opml.h"
#include "markup/page_comments.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace earshot;
  static const Url page = *Url::parse("https://rosa.example/sled/");
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const auto& comment : markup::read_page_comments(text, "text/html", page)) {
    if (comment.html.empty() || !is_utf8(comment.html) || !is_utf8(comment.author_name)) std::abort();
  }
  const auto list = markup::read_opml(text);
  if (!list.ok()) return list.error().empty() ? std::abort(), 0 : 0;
  for (const auto& one : list->bad) {
    if (!is_utf8(one)) std::abort();
  }
  // What we write we read.
  const auto again = markup::read_opml(markup::write_opml("T", list->feeds));
  if (!again.ok() || again->feeds.size() != list->feeds.size()) std::abort();
  return 0;
}
