// The words around a name, as a mail shows them: whole sentences where they are not too long, and nothing of
// the menus and headings that stand above them on a page.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace earshot::outreach {

// `text` has a line for each block of the page; [begin, end) is the name. About `side` bytes on each side of
// it at most, white space squeezed, "…" where a sentence is cut.
std::string excerpt(std::string_view text, std::size_t begin, std::size_t end, std::size_t side = 240);

}  // namespace earshot::outreach
