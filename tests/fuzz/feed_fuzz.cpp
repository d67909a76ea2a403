// Feeds of engines we do not know.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "markup/feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace earshot;
  static const Url feed_url = *Url::parse("https://blog.example/feed/");
  const auto feed = markup::read_feed({reinterpret_cast<const char*>(bytes), size}, "", feed_url);
  if (!feed.ok()) return feed.error().empty() ? std::abort(), 0 : 0;
  for (const auto& entry : feed->entries) {
    if (!is_utf8(entry.title) || !is_utf8(entry.html) || !is_utf8(entry.author_name)) std::abort();
  }
  return 0;
}
