// What a reader sees of an item, with the way back to the bytes it was written in: hits are reported as
// places in the item as given, also when a tag or a character reference stands inside a name.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::names {

struct Range {
  std::size_t begin = 0, end = 0;
};

class VisibleText {
 public:
  static constexpr std::size_t max_html_bytes = 8 * 1024 * 1024;
  // The text itself; lines that begin with ">" are quoted.
  static VisibleText of_plain(std::string_view text);
  // Nothing of tags, attributes, comments, scripts, forms and code; blocks are set apart by an empty line.
  // What lies behind max_html_bytes is not read.
  static VisibleText of_html(std::string_view html);

  struct Link {
    Range place;  // in text()
    std::string href;
  };

  const std::string& text() const { return text_; }
  bool quoted(std::size_t at) const;
  const std::vector<Link>& links() const { return links_; }
  // Where the characters [place.begin, place.end) were written, in bytes of what was given. Not for empty
  // places.
  Range origin(Range place) const;

 private:
  friend class HtmlReader;
  // Written as it stands in the source, or (if the lengths differ) as one character reference or inserted
  // break.
  struct Stretch {
    std::size_t text_begin, source_begin, source_end;
  };
  const Stretch& stretch_at(std::size_t at) const;
  std::size_t text_end_of(const Stretch& stretch) const;
  void quote_marked_lines();

  std::string text_;
  std::vector<Stretch> stretches_;  // empty: the text is the source
  std::vector<Range> quoted_;       // sorted, apart
  std::vector<Link> links_;
};

}  // namespace earshot::names
