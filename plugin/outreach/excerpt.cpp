#include "outreach/excerpt.h"

#include <algorithm>

#include "base/text.h"

namespace earshot::outreach {

namespace {

bool in_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80;
}

// Ends like a sentence: what menus, headings and bylines do not.
bool is_prose(std::string_view line) {
  line = trim(line);
  for (const std::string_view mark : {"\"", "”", "“", "’", "»", ")", "'"}) {
    if (line.ends_with(mark)) line.remove_suffix(mark.size());
  }
  for (const std::string_view ender : {".", "!", "?", ":", "…", "。", "！", "？"}) {
    if (line.ends_with(ender)) return line.size() > ender.size();
  }
  return false;
}

// Behind a full stop and its space; that of an initial or of "Dr." and its like ends nothing.
bool sentence_ends(std::string_view text, std::size_t at) {
  constexpr std::string_view enders = ".!?";
  constexpr std::size_t title = 4;  // "Prof"
  if (at < 2 || at >= text.size() || text[at - 1] != ' ' ||
      enders.find(text[at - 2]) == std::string_view::npos)
    return false;
  const std::size_t gap = text.substr(0, at - 1).find_last_of(" \n");
  std::size_t word = gap == std::string_view::npos ? 0 : gap + 1;
  const std::size_t length = at - 2 - word;
  return text[at - 2] != '.' || length > title || !is_upper(next_character(text, word));
}

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t found = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return found == std::string_view::npos ? 0 : found + 1;
}

std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

struct Edge {
  std::size_t at;
  bool cut;  // inside a sentence
};

Edge left_edge(std::string_view text, std::size_t begin, std::size_t side) {
  const std::size_t limit = begin > side ? begin - side : 0;
  std::size_t from = line_begin(text, begin);
  if (from >= limit) {
    while (from > 0) {
      const std::size_t previous = line_begin(text, from - 1);
      if (previous < limit || !is_prose(text.substr(previous, from - 1 - previous))) break;
      from = previous;
    }
    return {from, false};
  }
  for (std::size_t at = limit; at < begin; ++at) {
    if (sentence_ends(text, at)) return {at, false};
  }
  from = limit;
  const std::size_t space = text.find(' ', from);
  if (space < begin) from = space + 1;
  while (from < begin && in_character(text, from)) ++from;
  return {from, true};
}

Edge right_edge(std::string_view text, std::size_t end, std::size_t side) {
  const std::size_t limit = std::min(text.size(), end + side);
  std::size_t to = line_end(text, end);
  if (to <= limit) {
    while (to < text.size()) {
      const std::size_t next = line_end(text, to + 1);
      if (next > limit || !is_prose(text.substr(to + 1, next - to - 1))) break;
      to = next;
    }
    return {to, false};
  }
  for (std::size_t at = limit; at > end; --at) {
    if (sentence_ends(text, at)) return {at - 1, false};
  }
  to = limit;
  const std::size_t space = text.rfind(' ', to);
  if (space != std::string_view::npos && space > end) to = space;
  while (to > end && in_character(text, to)) --to;
  return {to, true};
}

}  // namespace

std::string excerpt(std::string_view text, std::size_t begin, std::size_t end, std::size_t side) {
  const Edge left = left_edge(text, begin, side), right = right_edge(text, end, side);
  return (left.cut ? "… " : "") + squeeze(text.substr(left.at, right.at - left.at)) + (right.cut ? " …" : "");
}

}  // namespace earshot::outreach
