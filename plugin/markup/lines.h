// Collects visible text line by line: white space squeezed, a map back to the source if wanted.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::markup {

class Lines {
 public:
  struct Step {
    std::size_t text, source;  // this byte of the text stands at that byte of the source
    std::size_t source_end;    // 0: byte for byte; else the whole stretch is one reference ending there
  };

  explicit Lines(std::size_t max_bytes) : max_bytes_(max_bytes) {}
  Lines(std::size_t max_bytes, std::string_view source)
      : max_bytes_(max_bytes), source_(source), mapped_(true) {}

  // `raw` is the stretch of the source that `decoded` was made of.
  void add(std::string_view decoded, std::string_view raw);
  void end_line() {
    if (gap_ == '\0') gap_at_ = end_;
    gap_ = text_.empty() ? '\0' : '\n';
  }
  // Line ends in the source count (inside <pre>).
  void keep_line_ends(bool keep) { keep_line_ends_ = keep; }

  // Where the next character will stand, if no white space comes first.
  std::size_t next() const { return text_.size() + (gap_ != '\0' ? 1 : 0); }
  std::size_t size() const { return text_.size(); }
  bool full() const { return full_; }
  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }
  std::vector<Step> take_steps() { return std::move(steps_); }

 private:
  void gap(char kind, std::size_t at);
  bool fill_gap();
  void copy(std::string_view word, std::size_t at, std::size_t end_if_reference);
  void step(std::size_t at, std::size_t end_if_reference);

  std::size_t max_bytes_;
  std::string_view source_;
  bool mapped_ = false, keep_line_ends_ = false, full_ = false;
  char gap_ = '\0';                   // what separates the next character from the text so far
  std::size_t gap_at_ = 0, end_ = 0;  // in the source
  std::string text_;
  std::vector<Step> steps_;
};

}  // namespace earshot::markup
