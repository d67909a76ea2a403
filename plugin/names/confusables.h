// Letters of other scripts that look like Latin ones: a name written with them deceives the reader, or
// somebody's keyboard. It is shown to staff, and alerts nobody.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::names {

// Cheap: is there a Cyrillic or Greek letter and a Latin one?
bool may_hold_confusables(std::string_view text);
// Latin letters together with letters that only look so.
bool mixes_scripts(std::string_view text);

struct Skeleton {
  std::string text;                   // folded, with the look-alikes made Latin
  std::vector<std::uint32_t> origin;  // of each byte and of the end, in the original
};
Skeleton skeleton_of(std::string_view text);

}  // namespace earshot::names
