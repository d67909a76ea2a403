// Foreign HTML made safe to show, or made plain text to scan, quote and mail.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"
#include "markup/set_apart.h"

namespace earshot::markup {

struct CleanLimits {
  std::size_t bytes = 64 * 1024;  // of the result's text and tags
  std::size_t depth = 32;
};

// Keeps p br em strong b i blockquote code pre ul ol li and a[href to http or https], balanced; every other
// tag goes, its text stays (not that of script, style and their like). Links get rel="nofollow ugc noopener".
// With `base` relative addresses are resolved; without it such links go.
std::string clean_html(std::string_view foreign, const CleanLimits& limits = {}, const Url* base = nullptr);

struct PlainText {
  std::string text;  // squeezed lines
  Ranges quoted;     // bytes of text that stand in <blockquote>, in order
  Ranges apart;      // of it, what is program text or part of a form, and so nobody's words; in order
  struct Reference {
    std::string href;  // as written
    std::size_t begin, end;
  };
  std::vector<Reference> links;
};

// The visible text of an HTML fragment; a block or <br> begins a new line, inline tags leave no gap. Bounded
// to 1 MiB.
PlainText read_plain_text(std::string_view html);
std::string plain_text(std::string_view html);

// The same text with a map back to the HTML as it was given: for offsets that callers outside understand.
class MappedText {
 public:
  const std::string& text() const { return text_; }
  // Byte of the HTML where the character at byte `at` of the text is written.
  std::size_t begin(std::size_t at) const;
  // Byte of the HTML just behind the character that ends before byte `at` of the text.
  std::size_t end(std::size_t at) const;

 private:
  friend MappedText map_plain_text(std::string_view);
  struct Step {
    std::size_t text, source, source_end;  // source_end 0: byte for byte; else one reference, ending there
  };
  const Step& step_of(std::size_t at) const;
  std::string text_;
  std::vector<Step> steps_;  // the first is at byte 0 unless the text is empty
};
MappedText map_plain_text(std::string_view html);

}  // namespace earshot::markup
