#include "markup/lines.h"

#include <algorithm>

#include "base/text.h"

namespace earshot::markup {
namespace {

// Bytes of the white space (ASCII or one of Unicode's) at `at`, 0 if there is none.
std::size_t blank_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') return 1;
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("\xC2\xA0")) return 2;      // no-break space
  if (rest.starts_with("\xE3\x80\x80")) return 3;  // ideographic space
  if (!rest.starts_with("\xE2\x80") || rest.size() < 3) return 0;
  const auto last = static_cast<unsigned char>(rest[2]);
  const bool blank = last <= 0x8A || last == 0xA8 || last == 0xA9 || last == 0xAF;
  return last >= 0x80 && blank ? 3 : 0;
}

}  // namespace

void Lines::gap(char kind, std::size_t at) {
  if (text_.empty() || gap_ == '\n') return;
  if (gap_ == '\0') gap_at_ = at;
  gap_ = kind;
}

void Lines::step(std::size_t at, std::size_t end_if_reference) {
  if (!mapped_) return;
  if (!steps_.empty() && end_if_reference == 0) {
    const Step& last = steps_.back();
    if (last.source_end == 0 && at - last.source == text_.size() - last.text) return;
  }
  steps_.push_back({text_.size(), at, end_if_reference});
}

bool Lines::fill_gap() {
  if (gap_ == '\0') return true;
  if (text_.size() + 1 >= max_bytes_) {
    full_ = true;
    return false;
  }
  step(gap_at_, 0);
  text_ += gap_;
  gap_ = '\0';
  return true;
}

void Lines::copy(std::string_view word, std::size_t at, std::size_t end_if_reference) {
  if (full_ || !fill_gap()) return;
  if (text_.size() + word.size() > max_bytes_) {
    word = cut(word, max_bytes_ - text_.size());
    full_ = true;
  }
  if (word.empty()) return;
  step(at, end_if_reference);
  end_ = end_if_reference != 0 ? end_if_reference : at + word.size();
  text_ += word;
}

void Lines::add(std::string_view decoded, std::string_view raw) {
  const std::size_t at = mapped_ ? static_cast<std::size_t>(raw.data() - source_.data()) : 0;
  const bool reference = decoded.data() != raw.data();
  const std::size_t end = mapped_ && reference ? at + raw.size() : 0;
  std::size_t word = 0;
  for (std::size_t i = 0; i < decoded.size() && !full_;) {
    const std::size_t blank = blank_at(decoded, i);
    if (blank == 0) {
      ++i;
      continue;
    }
    if (i > word) copy(decoded.substr(word, i - word), reference ? at : at + word, end);
    gap(keep_line_ends_ && decoded[i] == '\n' ? '\n' : ' ', reference ? at : at + i);
    word = i += blank;
  }
  if (decoded.size() > word) copy(decoded.substr(word), reference ? at : at + word, end);
}

}  // namespace earshot::markup
