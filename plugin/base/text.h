// UTF-8 text: repair, cut, fold for matching with a map back to the bytes it came from.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot {

bool is_utf8(std::string_view bytes);
// Bad bytes become U+FFFD; NUL and other control characters except tab, LF and CR are dropped.
std::string clean_utf8(std::string_view bytes);
// At most max_bytes of text, cut before a character that would not fit. text must be UTF-8.
std::string_view cut(std::string_view text, std::size_t max_bytes);
// The same by characters (code points), with "…" appended when something was left out and there was room to
// say so.
std::string shorten(std::string_view text, std::size_t max_characters);
// Runs of white space (Unicode's, also NBSP) become one space; none at the ends. Marks that turn the
// direction of what follows are left out.
std::string squeeze(std::string_view text);
std::string_view trim(std::string_view text);  // ASCII white space at both ends
std::string lower_ascii(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII only: header names, schemes
std::size_t count_characters(std::string_view utf8);

// Decodes the character at `at` and moves `at` behind it. A bad byte gives U+FFFD and moves one byte. at <
// text.size().
char32_t next_character(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t c);
// Where the character begins that byte `at` is part of; `at` at the text's end.
std::size_t character_start(std::string_view text, std::size_t at);

// Letter, mark, digit or `_`, of any script: what a name may not touch (rules for mentions, 1.3).
bool is_word_character(char32_t c);
bool is_upper(char32_t c);  // upper or title case
bool is_lower(char32_t c);
bool is_letter(char32_t c);
inline bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_space(char32_t c);  // white space of any script, line breaks too
// Han, kana, Hangul, Thai …: scripts that put no space between words.
bool is_spaceless_script(char32_t c);

// Text folded for matching: compatibility forms and case removed, marks stripped, apostrophes and spaces made
// one, soft hyphen and joiners dropped. Never shown to anybody.
class Folded {
 public:
  const std::string& text() const { return text_; }
  // Byte in the original text where the character at folded byte `at` began; at == text().size() gives the
  // original size.
  std::size_t origin(std::size_t at) const;

 private:
  friend Folded fold(std::string_view);
  struct Step {
    std::uint32_t folded, original;
  };
  std::string text_;
  std::size_t original_size_ = 0;
  std::vector<Step> steps_;  // from steps_[i].folded on, byte for byte until the next step
};

// Any bytes; each malformed byte becomes a separator. At most 4 GiB.
Folded fold(std::string_view text);
// For keys, where no map is needed.
std::string folded(std::string_view text);

}  // namespace earshot
