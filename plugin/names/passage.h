// The surroundings of a place in a text, asked for in the words of the rules: what stands before it, does a
// sentence begin here, is this inside an address? Every question looks at a bounded stretch only.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "names/visible_text.h"

namespace earshot::names {

class Passage {
 public:
  // text must outlive the passage.
  explicit Passage(std::string_view text)
      : text_(text), backticks_(text.find('`') != std::string_view::npos) {}

  std::string_view text() const { return text_; }
  std::string_view of(Range r) const { return text_.substr(r.begin, r.end - r.begin); }

  char32_t before(std::size_t at) const;  // 0 at the beginning
  char32_t behind(std::size_t at) const;  // 0 at the end

  // The neighbouring word with nothing but white space (and editorial brackets) between.
  struct Neighbour {
    Range word;
    bool dot = false;     // "Dr." before, "B." behind
    bool broken = false;  // on another line
    bool exists() const { return word.begin < word.end; }
  };
  Neighbour word_before(std::size_t at) const;
  Neighbour word_behind(std::size_t at) const;
  Neighbour word_from(std::size_t at) const;  // begins right there

  bool capital(Range word) const;       // begins with an upper-case letter
  bool all_capitals(Range word) const;  // at least two letters, none in lower case
  bool sentence_begins(std::size_t at) const;
  Range sentence(std::size_t at) const;
  Range paragraph(std::size_t at) const;
  bool breaks_paragraph(Range r) const;
  // Inside a web or mail address, a domain name, a path of files or program text.
  bool in_address(Range r) const;
  bool in_backticks(Range r) const;  // Markdown's way to write program text, on one line
  bool in_assignment(Range r) const;
  bool in_domain_behind(Range r) const;  // ".example" follows
  // Most words of the sentence have capitals, so a capital says nothing there.
  bool in_headline(std::size_t at) const;

 private:
  std::size_t back(std::size_t at) const;
  std::size_t on(std::size_t at) const;
  Range chunk(Range r) const;
  bool in_domain(Range r) const;
  bool in_path(Range r, Range chunk) const;

  Range whole_paragraph(std::size_t at) const;
  Range whole_sentence(std::size_t at) const;

  std::string_view text_;
  bool backticks_;
  // Where the last answers lay: questions come in the order of the text, many about the same sentence.
  mutable Range last_paragraph_, last_sentence_;
};

bool is_hyphen(char32_t c);
// Of one in UTF-8.
constexpr std::size_t hyphen_bytes(char32_t hyphen) {
  return hyphen == '-' ? 1 : 3;
}
bool is_apostrophe(char32_t c);

}  // namespace earshot::names
