#include "phrases/language.h"

#include <cld2/public/compact_lang_det.h>

#include "base/text.h"

namespace earshot::phrases {

std::string language_of(std::string_view text) {
  constexpr std::size_t read_bytes = 16 * 1024;
  const auto read = cut(text, read_bytes);
  bool sure = false;
  int valid_bytes = 0;
  const auto found =
      CLD2::DetectLanguageCheckUTF8(read.data(), static_cast<int>(read.size()), true, &sure, &valid_bytes);
  if (!sure || found == CLD2::UNKNOWN_LANGUAGE) return {};
  std::string code = CLD2::LanguageCode(found);
  return code.substr(0, code.find('-'));  // "zh-Hant" is read by whoever reads Chinese
}

}  // namespace earshot::phrases
