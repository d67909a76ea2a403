// Prose told from program text by its look: mailing-list archives of all times set whole mails into <pre>.
#pragma once
#include <cstddef>
#include <string_view>

namespace earshot::markup {

std::size_t count_words(std::string_view text);  // between white space

// Do nearly all words look like words of a language, and nearly all lines like lines of a text? Quote marks,
// numbers and addresses say nothing.
bool looks_like_prose(std::string_view text);

// What stands in <pre> is the page's text if it is prose and makes most of its words, and more than a few.
constexpr bool is_page_text(std::size_t words_in_pre, std::size_t words_elsewhere) {
  constexpr std::size_t least = 20;
  return words_in_pre >= least && words_in_pre > words_elsewhere;
}

}  // namespace earshot::markup
