// What the sender of a trackback says of its page, held against the page.
#pragma once
#include <string>
#include <string_view>

namespace earshot::linkback {

// Letters and digits alone, folded: engines write quotation marks, dashes and spaces each in their way.
std::string letters_of(std::string_view text);

// Do these words stand in `letters` (of letters_of)? Dots at the end stand for what was cut off. Words
// without letters stand nowhere.
bool stands_in(std::string_view letters, std::string_view words);

}  // namespace earshot::linkback
