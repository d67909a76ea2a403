// Of a whole page the part that is its entry, without navigation and comments around it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace earshot::markup {

struct EntryPart {
  std::string html;     // of e-content, else entry-content, else <article>, else <main>, else <body>
  bool marked = false;  // the page says that it is an entry: none of the last two
  std::string title;    // the page's, squeezed
  std::string base;     // <base href>, as written
};

// `page` is UTF-8. What a browser would not show is left out; so is what stands behind the limit.
EntryPart read_entry_part(std::string_view page, std::size_t html_bytes = 2 * 1024 * 1024);

}  // namespace earshot::markup
