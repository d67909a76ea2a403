// The language that a text is written in.
#pragma once
#include <string>
#include <string_view>

namespace earshot::phrases {

// Its code as ISO 639 has it, "de", "zh"; "" where the text is too short or too mixed to tell. Only the first
// 16 KiB are read.
std::string language_of(std::string_view text);

}  // namespace earshot::phrases
