#include "names/emphasis.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace earshot::names {

namespace {

constexpr std::size_t longest_mark = 3, longest_stretch = 300;

bool opens_before(char c) {
  constexpr std::string_view signs = " \t\n\r([{\"'>";
  return signs.find(c) != std::string_view::npos || static_cast<unsigned char>(c) >= 0x80;
}
bool closes_behind(std::string_view rest) {
  constexpr std::string_view signs = " \t\n\r)]}\"',;:!?";
  if (rest.empty() || static_cast<unsigned char>(rest.front()) >= 0x80) return true;
  if (rest.front() == '.') return rest.size() == 1 || is_space(static_cast<unsigned char>(rest[1]));
  return signs.find(rest.front()) != std::string_view::npos;
}

// A letter of another script stands for no sign: "é_x_" is one word.
bool letter_at_end(std::string_view text) {
  if (text.empty()) return false;
  std::size_t at = character_start(text, text.size() - 1);
  return is_word_character(next_character(text, at));
}
bool letter_at_begin(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() && is_letter(next_character(text, at));
}

// Is the first or the last word between the marks one of a name?
bool holds_name(std::string_view inside, const NameTrie& trie) {
  std::size_t end = 0;
  while (end < inside.size()) {
    std::size_t next = end;
    if (!is_word_character(next_character(inside, next))) break;
    end = next;
  }
  if (trie.knows(folded(inside.substr(0, end)))) return true;
  std::size_t begin = inside.size();
  while (begin > 0) {
    const std::size_t before = character_start(inside, begin - 1);
    std::size_t at = before;
    if (!is_word_character(next_character(inside, at))) break;
    begin = before;
  }
  return trie.knows(folded(inside.substr(begin)));
}

}  // namespace

std::vector<Mend> emphasis_of(std::string_view text, const NameTrie& trie) {
  std::vector<Mend> marks;
  struct Open {
    std::size_t at = std::string_view::npos, length = 0;
  };
  std::array<Open, 2> open;  // of "*", of "_"
  // Each sign by itself, since most texts have none of one of them.
  std::size_t star = text.find('*'), low = text.find('_');
  while (std::min(star, low) != std::string_view::npos) {
    const std::size_t at = std::min(star, low);
    const char sign = text[at];
    const std::size_t end = std::min(text.find_first_not_of(sign, at), text.size()), length = end - at;
    const std::string_view left = text.substr(0, at), right = text.substr(end);
    Open& opened = open[sign == '_' ? 1 : 0];
    const bool pair =
        opened.at != std::string_view::npos && opened.length == length && at - opened.at <= longest_stretch;
    if (length > longest_mark) {
      opened = {};
    } else if (pair && !is_space(static_cast<unsigned char>(left.back())) && closes_behind(right) &&
               !letter_at_begin(right) &&
               text.substr(opened.at, at - opened.at).find("\n\n") == std::string_view::npos) {
      if (holds_name(text.substr(opened.at + length, at - opened.at - length), trie)) {
        marks.push_back({{opened.at, opened.at + length}, {}});
        marks.push_back({{at, end}, {}});
      }
      opened = {};
    } else if ((left.empty() || opens_before(left.back())) && !letter_at_end(left) &&
               letter_at_begin(right)) {
      opened = {at, length};
    }
    if (star == at) star = text.find('*', end);
    if (low == at) low = text.find('_', end);
  }
  std::ranges::sort(marks, {}, [](const Mend& mark) { return mark.place.begin; });
  return marks;
}

}  // namespace earshot::names
