#include "names/passage.h"

#include <algorithm>

#include "base/text.h"
#include "names/word_lists.h"

namespace earshot::names {

namespace {

constexpr std::size_t longest_chunk = 2048, longest_sentence = 600, longest_paragraph = 4000,
                      longest_word = 80;

bool word_like(char32_t c) {
  return c != 0 && is_word_character(c);
}

bool bracket(char32_t c) {
  return c == '[' || c == ']';
}

bool opens(char32_t c) {
  constexpr std::u32string_view openers = U"\"'([{<*•–—-«»„“”‚‘’¿¡>#|";
  return openers.find(c) != std::u32string_view::npos;
}

bool ends_sentence(char32_t c) {
  constexpr std::u32string_view enders = U".!?:;…。！？•|\uFFFC";
  return c == 0 || enders.find(c) != std::u32string_view::npos;
}

}  // namespace

bool is_hyphen(char32_t c) {
  return c == '-' || c == 0x2010 || c == 0x2011;
}

bool is_apostrophe(char32_t c) {
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x2BC || c == 0xB4 || c == 0xFF07;
}

std::size_t Passage::back(std::size_t at) const {
  std::size_t begin = at - 1;
  for (int i = 0; i < 3 && begin > 0 && (static_cast<unsigned char>(text_[begin]) & 0xC0U) == 0x80; ++i)
    --begin;
  return begin;
}

std::size_t Passage::on(std::size_t at) const {
  next_character(text_, at);
  return at;
}

char32_t Passage::before(std::size_t at) const {
  if (at == 0) return 0;
  std::size_t begin = back(at);
  return next_character(text_, begin);
}

char32_t Passage::behind(std::size_t at) const {
  return at >= text_.size() ? 0 : next_character(text_, at);
}

Passage::Neighbour Passage::word_before(std::size_t at) const {
  Neighbour found;
  const std::size_t limit = at > longest_word ? at - longest_word : 0;
  int breaks = 0;
  while (at > limit && (is_space(before(at)) || bracket(before(at)))) {
    breaks += before(at) == '\n' ? 1 : 0;
    at = back(at);
  }
  if (breaks > 1) return found;
  found.broken = breaks > 0;
  if (before(at) == '.') {
    found.dot = true;
    at = back(at);
  }
  const std::size_t end = at;
  while (at > limit) {
    const char32_t c = before(at);
    const bool joins = (is_hyphen(c) || is_apostrophe(c)) && at < end && word_like(before(back(at)));
    if (!word_like(c) && !joins) break;
    at = back(at);
  }
  found.word = {at, end};
  return found;
}

Passage::Neighbour Passage::word_behind(std::size_t at) const {
  Neighbour found;
  const std::size_t limit = std::min(text_.size(), at + longest_word);
  int breaks = 0;
  const std::size_t start = at;
  while (at < limit && (is_space(behind(at)) || bracket(behind(at)))) {
    breaks += behind(at) == '\n' ? 1 : 0;
    at = on(at);
  }
  if (breaks > 1 || at == start) return found;
  found = word_from(at);
  found.broken = breaks > 0;
  return found;
}

Passage::Neighbour Passage::word_from(std::size_t at) const {
  Neighbour found;
  const std::size_t limit = std::min(text_.size(), at + longest_word);
  const std::size_t begin = at;
  while (at < limit) {
    const char32_t c = behind(at);
    const bool joins = (is_hyphen(c) || is_apostrophe(c)) && at > begin && word_like(behind(on(at)));
    if (!word_like(c) && !joins) break;
    at = on(at);
  }
  found.word = {begin, at};
  found.dot = behind(at) == '.';
  return found;
}

bool Passage::capital(Range word) const {
  return word.begin < word.end && is_upper(behind(word.begin));
}

bool Passage::all_capitals(Range word) const {
  std::size_t upper = 0;
  for (std::size_t at = word.begin; at < word.end; at = on(at)) {
    const char32_t c = behind(at);
    if (is_lower(c)) return false;
    upper += is_upper(c) ? 1 : 0;
  }
  return upper >= 2;
}

bool Passage::sentence_begins(std::size_t at) const {
  const std::size_t limit = at > longest_word ? at - longest_word : 0;
  int breaks = 0;
  while (at > limit && (is_space(before(at)) || opens(before(at)))) {
    breaks += before(at) == '\n' ? 1 : 0;
    at = back(at);
  }
  return breaks > 1 || ends_sentence(before(at));
}

Range Passage::sentence(std::size_t at) const {
  const Range whole = whole_sentence(at);
  return {std::max(whole.begin, at > longest_sentence ? at - longest_sentence : 0),
          std::min(whole.end, at + longest_sentence)};
}

Range Passage::whole_sentence(std::size_t at) const {
  if (last_sentence_.begin <= at && at < last_sentence_.end) return last_sentence_;
  const Range around = whole_paragraph(at);
  const std::string_view inside = of(around);
  constexpr std::string_view enders = ".!?";
  const auto ends_at = [&](std::size_t i) {
    return i + 1 == inside.size() ||
           (is_space(behind(around.begin + i + 1)) && !is_upper(before(around.begin + i)));
  };
  Range found = around;
  for (std::size_t i = at - around.begin; i > 0;) {
    i = inside.find_last_of(enders, i - 1);
    if (i == std::string_view::npos) break;
    if (!ends_at(i)) continue;
    found.begin = around.begin + i + 1;
    break;
  }
  for (std::size_t i = inside.find_first_of(enders, at - around.begin); i != std::string_view::npos;
       i = inside.find_first_of(enders, i + 1)) {
    if (!ends_at(i)) continue;
    found.end = around.begin + i + 1;
    break;
  }
  return last_sentence_ = found;
}

Range Passage::paragraph(std::size_t at) const {
  const Range whole = whole_paragraph(at);
  return {std::max(whole.begin, at > longest_paragraph ? at - longest_paragraph : 0),
          std::min(whole.end, at + longest_paragraph)};
}

Range Passage::whole_paragraph(std::size_t at) const {
  if (last_paragraph_.begin <= at && at < last_paragraph_.end) return last_paragraph_;
  const auto empty_line = [this](std::size_t line_break) {
    const std::size_t next = text_.find_first_not_of(" \t\r", line_break + 1);
    return next < text_.size() && text_[next] == '\n';
  };
  Range found{0, text_.size()};
  for (std::size_t i = at; i > 0;) {
    i = text_.rfind('\n', i - 1);
    if (i == std::string_view::npos) break;
    if (!empty_line(i)) continue;
    found.begin = i + 1;
    break;
  }
  for (std::size_t i = text_.find('\n', at); i != std::string_view::npos; i = text_.find('\n', i + 1)) {
    if (!empty_line(i)) continue;
    found.end = i;
    break;
  }
  return last_paragraph_ = found;
}

bool Passage::breaks_paragraph(Range r) const {
  bool line_ended = false;
  for (const char c : of(r)) {
    if (c == '\n' && line_ended) return true;
    if (c == '\n') line_ended = true;
    if (c != '\n' && c != ' ' && c != '\t' && c != '\r') line_ended = false;
  }
  return false;
}

// The stretch without white space around `r`.
Range Passage::chunk(Range r) const {
  const std::size_t low = r.begin > longest_chunk ? r.begin - longest_chunk : 0;
  const std::size_t high = std::min(text_.size(), r.end + longest_chunk);
  while (r.begin > low) {
    const char32_t c = before(r.begin);
    if (is_space(c) || (is_spaceless_script(c) && is_letter(c))) break;
    r.begin = back(r.begin);
  }
  while (r.end < high) {
    const char32_t c = behind(r.end);
    if (is_space(c) || (is_spaceless_script(c) && is_letter(c))) break;
    r.end = on(r.end);
  }
  return r;
}

// "acme.example"; but "Ana Ruiz.She" is a forgotten space.
bool Passage::in_domain_behind(Range r) const {
  if (behind(r.end) != '.' || !word_like(behind(r.end + 1))) return false;
  const std::size_t begin = r.end + 1;
  if (!is_upper(behind(begin)) || !is_lower(behind(on(begin)))) return true;
  if (of(r).find(' ') != std::string_view::npos) return false;
  std::size_t end = begin;
  while (end < text_.size() && end - begin < longest_word && word_like(behind(end))) end = on(end);
  return !is_lead_word(folded(of({begin, end})));
}

bool Passage::in_domain(Range r) const {
  if (in_domain_behind(r)) return true;
  if (before(r.begin) == '.') {
    const std::size_t dot = r.begin - 1;
    const bool sentence =
        is_upper(behind(r.begin)) && is_lower(before(dot)) && of(r).find(' ') != std::string_view::npos;
    const bool initial = is_upper(before(dot)) && (dot < 2 || !word_like(before(back(dot))));
    if (word_like(before(dot)) && !sentence && !initial) return true;
  }
  return false;
}

bool Passage::in_path(Range r, Range around) const {
  const std::string_view all = of(around);
  const std::string_view left = text_.substr(around.begin, r.begin - around.begin);
  const std::string_view right = text_.substr(r.end, around.end - r.end);
  if (left.ends_with('\\') || right.starts_with('\\')) return true;
  if (left.find('\\') != std::string_view::npos && left.find(':') != std::string_view::npos) return true;
  if (left.ends_with("::") || right.starts_with("::") || right.starts_with("()") || right.starts_with("->"))
    return true;
  if (all.find('/') == std::string_view::npos) return false;
  if (left == "/" && right == "/" && of(r).find(' ') != std::string_view::npos) return false;  // italics
  const bool rooted =
      left.starts_with('/') || left.starts_with("~/") || left.starts_with("./") || left.starts_with("../");
  const auto slashes = std::ranges::count(all, '/');
  const bool small = is_lower(behind(r.begin));
  if (rooted && (small || slashes > 1)) return true;
  if (slashes > 1 && small) return true;
  // "src/acme/main.cpp": the last step has an ending.
  const std::size_t dot = all.rfind('.');
  if (dot == std::string_view::npos || dot < all.rfind('/')) return false;
  const std::string_view ending = all.substr(dot + 1);
  return !ending.empty() && ending.size() <= 5 &&
         std::ranges::all_of(ending, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

// `name="Ana"`, `"name": "Ana"`, `'by' => 'Ana'`, `print("Ana")`: a value in program text.
bool Passage::in_assignment(Range r) const {
  const char32_t quote = behind(r.end);
  if ((quote != '"' && quote != '\'') || before(r.begin) != quote) return false;
  std::string_view left = text_.substr(0, r.begin - 1);
  if (left.ends_with('(')) return word_like(before(left.size() - 1));
  if (left.ends_with(' ')) left.remove_suffix(1);
  return left.ends_with('=') || left.ends_with("=>") || left.ends_with("\":") || left.ends_with("':");
}

bool Passage::in_backticks(Range r) const {
  if (!backticks_) return false;
  constexpr std::size_t far = 200;
  std::string_view left = text_.substr(r.begin > far ? r.begin - far : 0, std::min(r.begin, far));
  std::string_view right = text_.substr(r.end, far);
  if (const std::size_t line = left.rfind('\n'); line != std::string_view::npos) left.remove_prefix(line + 1);
  right = right.substr(0, right.find('\n'));
  return std::ranges::count(left, '`') % 2 == 1 && right.find('`') != std::string_view::npos;
}

bool Passage::in_address(Range r) const {
  if (in_domain(r) || in_backticks(r) || in_assignment(r)) return true;
  const Range around = chunk(r);
  const std::string_view left = text_.substr(around.begin, r.begin - around.begin);
  const std::string_view right = text_.substr(r.end, around.end - r.end);
  if (left.empty() && right.empty()) return false;
  std::size_t scheme = left.rfind("://");
  for (const std::string_view mark : {"www.", "mailto:", "WWW."}) {
    if (scheme == std::string_view::npos) scheme = left.rfind(mark);
  }
  if (scheme != std::string_view::npos && left.find_first_of("<>\"]|", scheme) == std::string_view::npos) {
    const std::string_view inside = left.substr(scheme);
    const bool left_it = std::ranges::count(inside, ')') > std::ranges::count(inside, '(');
    if (!left_it) return true;
  }
  if (right.starts_with("://")) return true;
  // Mail: letters on both sides of the "@".
  const std::size_t at_right = right.find_first_of("@<>()\"',;/");
  if (at_right != std::string_view::npos && right[at_right] == '@' &&
      word_like(behind(r.end + at_right + 1)) && before(r.begin) != '@') {
    return true;
  }
  const std::size_t at_left = left.find_last_of("@<>()\"',;/");
  if (at_left != std::string_view::npos && left[at_left] == '@' && word_like(before(around.begin + at_left)))
    return true;
  return in_path(r, around);
}

bool Passage::in_headline(std::size_t at) const {
  // What headlines write small.
  constexpr std::string_view title_small[] = {"a",  "an",  "and", "as", "at", "but", "by", "de", "for", "in",
                                              "is", "nor", "of",  "on", "or", "the", "to", "up", "via", "vs"};
  const Range line = sentence(at);
  int capitals = 0, words = 0;
  for (std::size_t i = line.begin; i < line.end;) {
    if (!word_like(behind(i))) {
      i = on(i);
      continue;
    }
    const std::size_t begin = i;
    while (i < line.end && word_like(behind(i))) i = on(i);
    const std::string_view next = of({begin, i});
    if (i - begin < 4 && std::ranges::find(title_small, next) != std::end(title_small)) continue;
    ++words;
    capitals += is_lower(behind(begin)) ? 0 : 1;
  }
  return words >= 5 && capitals * 10 >= words * 9;
}

}  // namespace earshot::names
