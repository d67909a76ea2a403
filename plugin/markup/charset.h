// Foreign bytes become UTF-8 once, at the wall; nothing behind it hears of other encodings.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::markup {

enum class Sniff {
  none,
  html
};  // html: also look for <meta charset> in the first 64 KiB and <?xml encoding?>

// The encoding is that of the byte order mark, else `declared` (from a header or a form field, "" = none),
// else what sniffing finds, else UTF-8 if the bytes are valid, else windows-1252. Names mean what they mean
// to browsers (https://encoding.spec.whatwg.org: "iso-8859-1" is windows-1252): whoever reads bytes otherwise
// sees links that no reader sees. UTF-7 and unknown names count as not given. Always returns clean_utf8 text.
std::string to_utf8(std::string_view bytes, std::string_view declared, Sniff sniff);

// The same text with a map back to the bytes: for offsets that callers outside understand.
class DecodedText {
 public:
  const std::string& text() const { return text_; }
  // Where the character at byte `at` of the text is written in the bytes as given; at == text().size() gives
  // their size.
  std::size_t origin(std::size_t at) const;

 private:
  friend DecodedText decode_mapped(std::string_view, Sniff);
  struct Step {
    std::uint32_t text, source;
  };
  void add(std::string_view character, std::size_t source);
  std::string text_;
  std::size_t size_ = 0;
  std::vector<Step> steps_;  // from each on, byte for byte until the next
};
// Nothing declared: do the bytes count as UTF-8, well-formed or not?
bool is_read_as_utf8(std::string_view bytes, Sniff sniff);
// Nothing is declared. At most 4 GiB. Slower than to_utf8: character by character.
DecodedText decode_mapped(std::string_view bytes, Sniff sniff);

// The value of `charset=` in a Content-Type, without quotes; "" if there is none.
std::string_view charset_of(std::string_view content_type);
// "text/html" of "Text/HTML; charset=…", in lower case.
std::string media_type_of(std::string_view content_type);
// Is this a name that to_utf8 obeys, of an encoding in which markup stands as in ASCII?
bool is_like_ascii(std::string_view name);

}  // namespace earshot::markup
