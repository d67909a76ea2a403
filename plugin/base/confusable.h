// Letters of other scripts and shapes that look alike, made one: for guarding names, never for showing.
#pragma once
#include <string>
#include <string_view>

namespace earshot {

// Unicode's skeleton (UTS 39): two texts that look the same have the same skeleton. Bad UTF-8 gives "".
std::string confusable_skeleton(std::string_view text);

}  // namespace earshot
