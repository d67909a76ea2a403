#include "phrases/tokens.h"

#include <utility>

#include "base/text.h"

namespace earshot::phrases {
namespace {

constexpr std::size_t gap_words = 5;

bool ends_clause(char32_t c) {
  constexpr std::u32string_view marks = U".!?;:,()\n…–—\"„“”«»¿¡";
  return marks.find(c) != std::u32string_view::npos;
}

}  // namespace

Tokens tokens_of(std::string_view plain) {
  Tokens out;
  std::string word;
  std::size_t clause = 0;
  const auto end_word = [&] {
    while (word.ends_with('\'')) word.pop_back();
    if (!word.empty()) out.words.push_back({std::move(word), clause});
    word.clear();
  };
  for (std::size_t at = 0; at < plain.size();) {
    const char32_t c = next_character(plain, at);
    if (is_word_character(c) || (c == '\'' && !word.empty())) {
      append_utf8(word, c);
      continue;
    }
    end_word();
    if (ends_clause(c)) ++clause;
    // In an address it is none.
    const bool last = at >= plain.size() || !is_word_character(static_cast<unsigned char>(plain[at]));
    if ((c == '?' || c == U'？') && last) out.asks = true;
  }
  end_word();
  return out;
}

std::vector<std::string> phrase_words(std::string_view phrase) {
  std::vector<std::string> out;
  const auto plain = folded(phrase);
  for (std::size_t at = 0; at < plain.size();) {
    const auto end = std::min(plain.find(' ', at), plain.size());
    out.push_back(plain.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

bool word_fits(const std::string& rule, const std::string& word) {
  if (!rule.ends_with('*')) return rule == word;
  return word.starts_with(std::string_view(rule).substr(0, rule.size() - 1));
}

std::size_t phrase_end(const std::vector<Token>& tokens, std::size_t at,
                       const std::vector<std::string>& phrase) {
  constexpr std::size_t none = 0;
  const auto clause = tokens[at].clause;
  std::size_t gap = 0;
  for (const auto& word : phrase) {
    if (word == "~") {
      gap = gap_words;
      continue;
    }
    while (at < tokens.size() && tokens[at].clause == clause && gap > 0 &&
           !word_fits(word, tokens[at].word)) {
      ++at;
      --gap;
    }
    if (at >= tokens.size() || tokens[at].clause != clause || !word_fits(word, tokens[at].word)) return none;
    ++at;
    gap = 0;
  }
  return at;
}

}  // namespace earshot::phrases
