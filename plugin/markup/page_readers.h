// The readers behind read_page, one for each kind of document. All take UTF-8.
#pragma once
#include <string_view>

#include "markup/page.h"
#include "markup/tokens.h"

namespace earshot::markup {

void read_markup_page(std::string_view source, Syntax syntax, const PageLimits& limits, Page& page);
void read_json_page(std::string_view source, const PageLimits& limits, Page& page);
void read_text_page(std::string_view source, const PageLimits& limits, Page& page);

}  // namespace earshot::markup
