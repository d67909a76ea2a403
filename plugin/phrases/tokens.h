// Texts cut into words and clauses, and phrases found in them: what kinds and promises are read by.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::phrases {

// A clause is what no sign for a pause divides: a "no" reaches no further.
struct Token {
  std::string word;
  std::size_t clause = 0;
};
struct Tokens {
  std::vector<Token> words;
  bool asks = false;  // some sentence ends with a question mark
};
// `folded`: as base/text.h folds.
Tokens tokens_of(std::string_view folded);

// The words of a phrase, folded. "~" stands for up to five words, a word that ends with "*" for all that
// begin so.
std::vector<std::string> phrase_words(std::string_view phrase);
bool word_fits(const std::string& rule, const std::string& word);
// Behind the phrase that begins at `at`, within one clause; 0 if none does. Gaps are as short as they can be.
std::size_t phrase_end(const std::vector<Token>& tokens, std::size_t at,
                       const std::vector<std::string>& phrase);

}  // namespace earshot::phrases
