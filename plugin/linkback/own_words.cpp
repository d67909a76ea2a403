#include "linkback/own_words.h"

#include "base/text.h"

namespace earshot::linkback {

std::string letters_of(std::string_view text) {
  const std::string plain = folded(text);
  std::string out;
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t begin = at;
    if (is_word_character(next_character(plain, at))) out.append(plain, begin, at - begin);
  }
  return out;
}

bool stands_in(std::string_view letters, std::string_view words) {
  const auto wanted = letters_of(words);
  return !wanted.empty() && letters.find(wanted) != std::string_view::npos;
}

}  // namespace earshot::linkback
