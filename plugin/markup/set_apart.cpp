#include "markup/set_apart.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "markup/prose.h"

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

bool SetApart::Sort::close(const Lines& lines, std::size_t most_bytes) {
  if (--depth > 0) return false;
  const std::size_t from = word_begin(lines, begin), end = lines.size();
  const bool fits = from < end && end - from <= most_bytes && ranges.size() < most_ranges;
  if (fits) ranges.emplace_back(from, end);
  return fits;
}

SetApart::Sort* SetApart::sort_of(const Tag& tag) {
  if (tag.name == "blockquote") return &quotes_;
  if (tag.name == "a") return &links_;
  if (std::ranges::find(program_elements, tag.name) != program_elements.end()) return &programs_;
  if (std::ranges::find(form_elements, tag.name) != form_elements.end()) return &forms_;
  // WordPress's box "Leave a Reply to …" names the one who is answered above its form.
  return tag.value("id") == "respond" ? &forms_ : nullptr;
}

void SetApart::open(const Tag& tag, const Lines& lines) {
  frames_.push_back(sort_of(tag));
  if (frames_.back() == &programs_) only_pre_ = (only_pre_ || programs_.depth == 0) && tag.name == "pre";
  if (frames_.back()) frames_.back()->open(lines);
}

void SetApart::close(const Lines& lines) {
  auto* const sort = frames_.back();
  frames_.pop_back();
  if (sort == nullptr) return;
  const bool added =
      sort->close(lines, sort == &forms_ ? most_of_a_form : std::numeric_limits<std::size_t>::max());
  if (added && sort == &programs_ && only_pre_) pres_.push_back(programs_.ranges.back());
}

namespace {

std::size_t words_in(const Ranges& ranges, std::string_view text) {
  std::size_t words = 0;
  for (const auto& [begin, end] : ranges)
    words += count_words(text.substr(std::min(begin, text.size()), end - begin));
  return words;
}

}  // namespace

void SetApart::give_back_prose(std::string_view text) {
  std::erase_if(pres_, [&](const auto& pre) {
    return !looks_like_prose(text.substr(std::min(pre.first, text.size()), pre.second - pre.first));
  });
  if (pres_.empty()) return;
  const auto in_pre = [&](const auto& range) {
    return std::ranges::any_of(
        pres_, [&](const auto& pre) { return pre.first <= range.first && range.second <= pre.second; });
  };
  std::erase_if(links_.ranges, in_pre);  // of those elsewhere lists of other mails are made
  const std::size_t inside = words_in(pres_, text);
  const std::size_t aside = inside + words_in(links_.ranges, text);
  const std::size_t all = count_words(text);
  if (!is_page_text(inside, all - std::min(all, aside))) return;
  std::erase_if(programs_.ranges,
                [&](const auto& range) { return std::ranges::find(pres_, range) != pres_.end(); });
}

Ranges SetApart::take_apart(std::string_view text) {
  give_back_prose(text);
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
