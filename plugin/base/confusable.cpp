#include "base/confusable.h"

#include <unicode/uspoof.h>

#include <cstdint>
#include <memory>
#include <stdexcept>

namespace earshot {

namespace {

struct CloseChecker {
  void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
};

// Opening costs a table look-up in ICU's files; a checker is read-only after that and safe to share.
const USpoofChecker* checker() {
  static const std::unique_ptr<USpoofChecker, CloseChecker> one = [] {
    UErrorCode code = U_ZERO_ERROR;
    std::unique_ptr<USpoofChecker, CloseChecker> opened(uspoof_open(&code));
    if (U_FAILURE(code))
      throw std::runtime_error("ICU has no table of confusable letters: is libicu complete?");
    return opened;
  }();
  return one.get();
}

}  // namespace

std::string confusable_skeleton(std::string_view text) {
  std::string out(text.size() * 2 + 16, '\0');
  for (int round = 0; round < 2; ++round) {
    UErrorCode code = U_ZERO_ERROR;
    const auto size =
        uspoof_getSkeletonUTF8(checker(), 0, text.data(), static_cast<std::int32_t>(text.size()), out.data(),
                               static_cast<std::int32_t>(out.size()), &code);
    if (code == U_BUFFER_OVERFLOW_ERROR) {
      out.resize(static_cast<std::size_t>(size) + 1);
      continue;
    }
    if (U_FAILURE(code)) return {};
    out.resize(static_cast<std::size_t>(size));
    return out;
  }
  return {};
}

}  // namespace earshot
