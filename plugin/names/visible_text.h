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

// A stretch of the text that is read as other words: see mends_of.
struct Mend {
  Range place;
  std::string whole;  // stands for all of the place, or for nothing of it
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

  // The same with mended words; sorted, apart. Not to be mended again.
  VisibleText mended(const std::vector<Mend>& mends) const;

  const std::string& text() const { return text_; }
  bool quoted(std::size_t at) const;
  const std::vector<Link>& links() const { return links_; }
  // The text before it was mended, and where in it a place of text() is, with the brackets of a word.
  const std::string& as_written() const { return mends_.empty() ? text_ : written_; }
  Range as_written(Range place) const;
  // Where the characters [place.begin, place.end) of as_written() stand in bytes of what was given. Not for
  // empty places.
  Range origin(Range place) const;

 private:
  friend class HtmlReader;
  // Written as it stands in the source, or (if the lengths differ) as one character reference or inserted
  // break.
  struct Stretch {
    std::size_t text_begin, source_begin, source_end;
  };
  struct Mended {
    Range whole, written;  // in text_ and in written_
  };
  const Stretch& stretch_at(std::size_t at) const;
  std::size_t text_end_of(const Stretch& stretch) const;
  void quote_marked_lines();

  std::string text_;
  std::string written_;             // before it was mended; empty if nothing was
  std::vector<Mended> mends_;       // in order
  std::vector<Stretch> stretches_;  // of as_written(); empty: it is the source
  std::vector<Range> quoted_;       // of as_written(); sorted, apart
  std::vector<Link> links_;
};

}  // namespace earshot::names
