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

constexpr std::string_view all_signs = "*_";

// Behind the marks that stand at its beginning.
std::string_view without_marks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(all_signs), text.size()));
}

// Is the first or the last word between the marks one of a name?
bool holds_name(std::string_view inside, const NameTrie& trie) {
  inside = without_marks(inside);
  inside = inside.substr(0, inside.find_last_not_of(all_signs) + 1);
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

// The marks of one sign that are open, the outer ones first.
class Stack {
 public:
  explicit Stack(std::string_view text) : text_(text) {}

  void open(Range mark) {
    if (marks_.size() == most) marks_.clear();
    marks_.push_back(mark);
  }
  void forget() { marks_.clear(); }

  // "***Ana* Ruiz**" opens two at once, "**Ana *Ruiz***" closes two. False if nothing is open that could end
  // here.
  bool close(Range mark, const NameTrie& trie, std::vector<Mend>& out) {
    if (marks_.empty()) return false;
    const std::size_t from = marks_.back().begin;
    if (mark.begin - from > longest_stretch ||
        text_.substr(from, mark.begin - from).find("\n\n") != std::string_view::npos) {
      marks_.clear();
      return false;
    }
    while (mark.begin < mark.end && !marks_.empty()) {
      Range& opened = marks_.back();
      const std::size_t taken = std::min(opened.end - opened.begin, mark.end - mark.begin);
      if (holds_name(text_.substr(opened.end, mark.begin - opened.end), trie)) {
        out.push_back({{opened.end - taken, opened.end}, {}});
        out.push_back({{mark.begin, mark.begin + taken}, {}});
      }
      mark.begin += taken;
      opened.end -= taken;
      if (opened.begin == opened.end) marks_.pop_back();
    }
    return true;
  }

 private:
  static constexpr std::size_t most = 3;

  std::string_view text_;
  std::vector<Range> marks_;
};

// In order; those that touch each other are one.
void put_in_order(std::vector<Mend>& marks) {
  std::ranges::sort(marks, {}, [](const Mend& mark) { return mark.place.begin; });
  std::vector<Mend> out;
  for (auto& mark : marks) {
    if (!out.empty() && out.back().place.end >= mark.place.begin) {
      out.back().place.end = std::max(out.back().place.end, mark.place.end);
    } else {
      out.push_back(std::move(mark));
    }
  }
  marks = std::move(out);
}

}  // namespace

std::vector<Mend> emphasis_of(std::string_view text, const NameTrie& trie) {
  std::vector<Mend> marks;
  std::array<Stack, 2> stacks{Stack(text), Stack(text)};  // of "*", of "_"
  std::size_t opened_to = std::string_view::npos;
  // Each sign by itself, since most texts have none of one of them.
  std::size_t star = text.find('*'), low = text.find('_');
  while (std::min(star, low) != std::string_view::npos) {
    const std::size_t at = std::min(star, low);
    const char sign = text[at];
    const std::size_t end = std::min(text.find_first_not_of(sign, at), text.size());
    const std::string_view left = text.substr(0, at), right = text.substr(end);
    Stack& stack = stacks[sign == '_' ? 1 : 0];
    const bool inner = opened_to == at;  // "**_Ana_ Ruiz**"
    const bool closes = !left.empty() && !inner && !is_space(static_cast<unsigned char>(left.back())) &&
                        closes_behind(without_marks(right)) && !letter_at_begin(right);
    const bool opens = (inner || left.empty() || (opens_before(left.back()) && !letter_at_end(left))) &&
                       letter_at_begin(without_marks(right));
    if (end - at > longest_mark) {
      stack.forget();
    } else if (!(closes && stack.close({at, end}, trie, marks)) && opens) {
      stack.open({at, end});
      opened_to = end;
    }
    if (star == at) star = text.find('*', end);
    if (low == at) low = text.find('_', end);
  }
  put_in_order(marks);
  return marks;
}

}  // namespace earshot::names
