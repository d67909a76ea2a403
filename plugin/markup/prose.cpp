#include "markup/prose.h"

#include <algorithm>

#include "base/text.h"

namespace earshot::markup {
namespace {

constexpr std::string_view between_words = " \t\r\n\f";

enum class WordLook { word, neutral, program };

bool ends_as_word(char32_t c) {
  constexpr std::u32string_view signs = U".,;:!?)]}>\"'*_-/|…’”“«»";
  return signs.find(c) != std::u32string_view::npos;
}

bool begins_as_word(char32_t c) {
  constexpr std::u32string_view signs = U"([<\"'*_-/|¿¡‘“„«»";
  return signs.find(c) != std::u32string_view::npos;
}

// "(don't" and "well-known." are words, "foo()", "$x" and "a.b" are not, ">" and "12" and "a@b.example"
// neither.
WordLook look_of(std::string_view token) {
  if (token.find('@') != std::string_view::npos || token.find("://") != std::string_view::npos)
    return WordLook::neutral;
  std::size_t letters = 0, digits = 0, odd = 0, since_letter = 0;
  bool small = false, humps = false;
  for (std::size_t at = 0; at < token.size();) {
    const char32_t c = next_character(token, at);
    const bool letter = is_word_character(c) && c != '_' && !(c >= '0' && c <= '9');
    if (letter) {
      // Signs between letters: "don't" and "and/or" have one, "std::cout" has two.
      if (letters > 0 && since_letter > 1) ++odd;
      humps |= small && is_upper(c) && since_letter == 0;
      small = is_lower(c);
      ++letters;
      since_letter = 0;
    } else if (c >= '0' && c <= '9') {
      ++digits;
    } else {
      const bool fits = letters == 0 ? begins_as_word(c) : ends_as_word(c) || c == '(';
      if (!fits) ++odd;
      ++since_letter;
    }
  }
  if (letters == 0) return odd > 1 && digits == 0 && token.size() > 1 ? WordLook::program : WordLook::neutral;
  return odd > 0 || humps || digits > 0 ? WordLook::program : WordLook::word;
}

bool is_program_line(std::string_view line) {
  line = trim(line);
  while (line.starts_with('>') || line.starts_with('|')) line = trim(line.substr(1));
  if (line.empty()) return false;
  constexpr std::string_view ends = ";{}\\", starts[] = {"$ ", "# ", "//", "/*", "#!", "<?", "% "};
  if (ends.find(line.back()) != std::string_view::npos || line.ends_with("()") || line.ends_with("):"))
    return true;
  return std::ranges::any_of(starts, [&](std::string_view start) { return line.starts_with(start); }) ||
         line.find(" = ") != std::string_view::npos || line.find("=\"") != std::string_view::npos ||
         line.find(" => ") != std::string_view::npos;
}

}  // namespace

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  for (std::size_t at = text.find_first_not_of(between_words); at != std::string_view::npos;
       at = text.find_first_not_of(between_words, at)) {
    ++words;
    at = std::min(text.find_first_of(between_words, at), text.size());
  }
  return words;
}

bool looks_like_prose(std::string_view text) {
  std::size_t words = 0, program = 0, lines = 0, program_lines = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (!trim(line).empty()) ++lines;
    if (is_program_line(line)) ++program_lines;
    at = end + 1;
  }
  for (std::size_t at = text.find_first_not_of(between_words); at != std::string_view::npos;
       at = text.find_first_not_of(between_words, at)) {
    const std::size_t end = std::min(text.find_first_of(between_words, at), text.size());
    const WordLook look = look_of(text.substr(at, end - at));
    words += look == WordLook::word ? 1 : 0;
    program += look == WordLook::program ? 1 : 0;
    at = end;
  }
  return words > 4 * program && lines > 5 * program_lines;
}

}  // namespace earshot::markup
