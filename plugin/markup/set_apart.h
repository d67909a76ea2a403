// Which stretches of a text are nobody's own words: quotations, and what is program text or part of a form.
#pragma once
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "markup/lines.h"
#include "markup/tokens.h"

namespace earshot::markup {

using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;  // bytes of a text, half open

// Told of each element that stays open, and when it closes, beside the lines that they fill.
class SetApart {
 public:
  SetApart() = default;
  SetApart(const SetApart&) = delete;  // it points into itself
  SetApart& operator=(const SetApart&) = delete;

  void open(const Tag& tag, const Lines& lines);
  void close(const Lines& lines);
  Ranges take_quoted() { return std::move(quotes_.ranges); }
  // Of this text. Mails in <pre> that are most of it are nobody's program.
  Ranges take_apart(std::string_view text);

 private:
  // Elements of one sort; those that stand in one another are one.
  struct Sort {
    std::size_t depth = 0, begin = 0;
    Ranges ranges = {};
    void open(const Lines& lines);
    bool close(const Lines& lines, std::size_t most_bytes);  // was a range added?
  };
  Sort* sort_of(const Tag& tag);
  void give_back_prose(std::string_view text);

  Sort quotes_, programs_, forms_, links_;
  bool only_pre_ = false;      // the open program text is in <pre> and in nothing else
  Ranges pres_ = {};           // of programs_, such ones
  std::vector<Sort*> frames_;  // of the open elements, nullptr = of no sort
};

// Where the first word at or behind this byte begins: white space is written when a word follows it.
std::size_t word_begin(const Lines& lines, std::size_t at);

// All of both, in order of where they begin.
Ranges joined(Ranges some, const Ranges& others);

}  // namespace earshot::markup
