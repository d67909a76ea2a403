#include "names/broken_words.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "names/passage.h"

namespace earshot::names {

namespace {

constexpr std::size_t longest_half = 80, longest_insertion = 60;

class Mending {
 public:
  Mending(std::string_view text, const NameTrie& trie) : text_(text), passage_(text), trie_(trie) {}

  std::vector<Mend> find() {
    for (std::size_t at = text_.find('\n'); at != std::string_view::npos; at = text_.find('\n', at + 1))
      if (may_break(at)) look_at_line_end(at);
    for (std::size_t at = text_.find('['); at != std::string_view::npos; at = text_.find('[', at + 1))
      look_at_brackets(at);
    std::ranges::sort(found_, {}, [](const Mend& mend) { return mend.place.begin; });
    return std::move(found_);
  }

 private:
  static bool in_word(char32_t c) { return c == 0xAD || (c != 0 && is_word_character(c)); }

  Range word_before(std::size_t at) const {
    std::size_t begin = at;
    while (begin > 0 && at - begin < longest_half && in_word(passage_.before(begin)))
      begin = character_start(text_, begin - 1);
    return {begin, at};
  }

  Range word_behind(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && end - at < longest_half && in_word(passage_.behind(end)))
      next_character(text_, end);
    return {at, end};
  }

  bool known(std::string_view word) const { return trie_.knows(folded(word)); }
  bool known(Range a, Range b) const {
    return a.begin < a.end && b.begin < b.end && known(std::string(passage_.of(a)).append(passage_.of(b)));
  }

  // Of the sign that says that the word goes on, 0 if there is none.
  static std::size_t hyphen_bytes(std::string_view line) {
    for (const std::string_view hyphen : {"-", "\u2010", "\u00AD"}) {
      if (line.ends_with(hyphen)) return hyphen.size();
    }
    return 0;
  }

  bool quoted_line(std::size_t line_break) const {
    const std::size_t before = line_break == 0 ? std::string_view::npos : text_.rfind('\n', line_break - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t first = text_.find_first_not_of(" \t", begin);
    return first < line_break && text_[first] == '>';
  }

  // Nearly no line end does, and every text has many.
  bool may_break(std::size_t line_break) const {
    constexpr std::string_view before = "-\x90\xAD \t\r", behind = "> \t";  // hyphens by their last byte
    return (line_break > 0 && before.find(text_[line_break - 1]) != std::string_view::npos) ||
           (line_break + 1 < text_.size() && behind.find(text_[line_break + 1]) != std::string_view::npos);
  }

  void look_at_line_end(std::size_t line_break) {
    std::size_t end = line_break;
    while (end > 0 && (text_[end - 1] == ' ' || text_[end - 1] == '\t' || text_[end - 1] == '\r')) --end;
    std::size_t next = line_break + 1;
    bool marked = false;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t' || text_[next] == '>'))
      marked |= text_[next++] == '>';
    const std::size_t hyphen = hyphen_bytes(text_.substr(0, end));
    if ((hyphen == 0 && !marked) || next == text_.size()) return;
    const Range left = word_before(end - hyphen), right = word_behind(next);
    // "Smith-\nJones" goes on with a capital, "KOWAL-\nSKI" was in capitals before.
    const bool goes_on = !is_upper(passage_.behind(next)) || is_upper(passage_.before(left.end));
    if (hyphen > 0 && goes_on && known(left, right)) {
      found_.push_back({{left.end, next}, ""});
    } else if (marked && known(passage_.of(left)) && known(passage_.of(right)) && quoted_line(line_break)) {
      found_.push_back({{line_break + 1, next}, ""});
    }
  }

  void look_at_brackets(std::size_t open) {
    const std::size_t length = text_.substr(open, longest_insertion).find_first_of("[]", 1);
    if (length == std::string_view::npos || text_[open + length] != ']') return;
    const std::size_t close = open + length;
    const Range left = word_before(open), first = word_behind(open + 1);
    const Range last = word_before(close), right = word_behind(close + 1);
    if (left.begin == left.end && right.begin == right.end) return;
    if (first.end == close) {
      const std::string whole(passage_.of(first));
      if (!whole.empty() && known(std::string(passage_.of(left)) + whole + std::string(passage_.of(right))))
        found_.push_back({{open, close + 1}, whole});
      return;
    }
    if (known(left, first)) found_.push_back({{open, open + 1}, ""});  // "A[na and Jo]hn"
    if (known(last, right)) found_.push_back({{close, close + 1}, ""});
  }

  std::string_view text_;
  Passage passage_;
  const NameTrie& trie_;
  std::vector<Mend> found_;
};

}  // namespace

std::vector<Mend> mends_of(std::string_view text, const NameTrie& trie) {
  return Mending(text, trie).find();
}

}  // namespace earshot::names
