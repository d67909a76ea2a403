// Any bytes folded, cut, repaired: lengths, borders and the way back hold.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"

using namespace earshot;

namespace {

void hold(bool truth) {
  if (!truth) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const Folded plain = fold(text);
  hold(is_utf8(plain.text()));
  std::size_t last = 0;
  for (std::size_t at = 0; at < plain.text().size();) {
    const std::size_t origin = plain.origin(at);
    hold(origin >= last && origin < text.size());
    last = origin;
    next_character(plain.text(), at);
  }
  hold(plain.origin(plain.text().size()) == text.size());
  const std::string clean = clean_utf8(text);
  hold(is_utf8(clean));
  const std::size_t limit = size == 0 ? 0 : bytes[0];
  hold(is_utf8(cut(clean, limit)) && cut(clean, limit).size() <= limit);
  hold(count_characters(shorten(clean, limit)) <= limit);
  hold(squeeze(squeeze(clean)) == squeeze(clean));
  return 0;
}
