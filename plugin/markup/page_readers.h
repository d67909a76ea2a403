// The readers behind read_page, one for each kind of document. All take UTF-8.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "markup/page.h"
#include "markup/tokens.h"

namespace earshot::markup {

// Whether one more link is listed. `url` is asked for only where the list is full.
template <class UrlOf>
bool has_room(std::size_t listed, const PageLimits& limits, UrlOf url) {
  constexpr std::size_t most_wanted = 100;
  if (listed < limits.links) return true;
  if (!limits.wanted || listed >= limits.links + most_wanted) return false;
  const std::optional<Url> one = url();
  return one && page_key(one->without_fragment()) == page_key(limits.wanted->without_fragment());
}

void read_markup_page(std::string_view source, Syntax syntax, const PageLimits& limits, Page& page);
void read_json_page(std::string_view source, const PageLimits& limits, Page& page);
void read_text_page(std::string_view source, const PageLimits& limits, Page& page);

}  // namespace earshot::markup
