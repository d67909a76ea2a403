#include "markup/set_apart.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace earshot::markup {
namespace {

// ASP.NET, which many blogs of 2005 ran on, sets the whole page into one form; a box for replies says less.
constexpr std::size_t most_of_a_form = 2000;
constexpr std::size_t most_ranges = 1000;  // of one sort
constexpr std::array<std::string_view, 4> program_elements{"code", "kbd", "pre", "samp"};
constexpr std::array<std::string_view, 3> form_elements{"button", "form", "select"};

}  // namespace

void SetApart::Sort::open(const Lines& lines) {
  if (depth++ == 0) begin = lines.next();
}

void SetApart::Sort::close(const Lines& lines, std::size_t most_bytes) {
  if (--depth > 0) return;
  const std::size_t from = word_begin(lines, begin), end = lines.size();
  if (from < end && end - from <= most_bytes && ranges.size() < most_ranges) ranges.emplace_back(from, end);
}

SetApart::Sort* SetApart::sort_of(const Tag& tag) {
  if (tag.name == "blockquote") return &quotes_;
  if (std::ranges::find(program_elements, tag.name) != program_elements.end()) return &programs_;
  if (std::ranges::find(form_elements, tag.name) != form_elements.end()) return &forms_;
  // WordPress's box "Leave a Reply to …" names the one who is answered above its form.
  return tag.value("id") == "respond" ? &forms_ : nullptr;
}

void SetApart::open(const Tag& tag, const Lines& lines) {
  frames_.push_back(sort_of(tag));
  if (frames_.back()) frames_.back()->open(lines);
}

void SetApart::close(const Lines& lines) {
  auto* const sort = frames_.back();
  frames_.pop_back();
  if (sort) sort->close(lines, sort == &forms_ ? most_of_a_form : std::numeric_limits<std::size_t>::max());
}

Ranges SetApart::take_apart() {
  return joined(std::move(programs_.ranges), forms_.ranges);
}

std::size_t word_begin(const Lines& lines, std::size_t at) {
  const std::string& text = lines.text();
  if (at < text.size() && (text[at] == ' ' || text[at] == '\n')) ++at;
  return std::min(at, text.size());
}

Ranges joined(Ranges some, const Ranges& others) {
  some.insert(some.end(), others.begin(), others.end());
  std::ranges::sort(some);
  return some;
}

}  // namespace earshot::markup
