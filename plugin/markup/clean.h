// Foreign HTML made safe to show, or made plain text to scan, quote and mail.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::markup {

struct CleanLimits {
  std::size_t bytes = 64 * 1024;  // of the result's text and tags
  std::size_t depth = 32;
};

// Keeps p br em strong b i blockquote code pre ul ol li and a[href to http or https], balanced; every other
// tag goes, its text stays (not that of script, style and their like). Links get rel="nofollow ugc noopener".
std::string clean_html(std::string_view foreign, const CleanLimits& limits = {});

struct PlainText {
  std::string text;  // squeezed lines
  std::vector<std::pair<std::size_t, std::size_t>>
      quoted;  // bytes of text that stand in <blockquote>, in order, half open
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

// A byte of plain text and the byte of the HTML where it was written: for offsets into the input as given.
struct MappedText {
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>>
      steps;  // (byte in text, byte in html); byte for byte until the next
  std::size_t html_size = 0;
  // Byte in the HTML of the character at `at`; at == text.size() gives where the last one ended.
  std::size_t origin(std::size_t at) const;
};
MappedText map_plain_text(std::string_view html);

}  // namespace earshot::markup
