#include "base/fold_table.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace earshot {

namespace {

// Letters that Unicode does not decompose though people type them without the stroke, apostrophes and hyphens
// that people do not tell apart, and signs that must not grow into letters ("Sled™" is not "sledtm").
constexpr std::pair<char32_t, std::string_view> own_rows[] = {
    {U'\t', " "},  {U'\n', " "},  {U'\v', " "},  {U'\f', " "},  {U'\r', " "},  {0x85, " "},   {0xA9, "©"},
    {0xAE, "®"},   {0xB4, "'"},   {0xD0, "d"},   {0xF0, "d"},   {0xD8, "o"},   {0xF8, "o"},   {0xC6, "ae"},
    {0xE6, "ae"},  {0xDE, "th"},  {0xFE, "th"},  {0x110, "d"},  {0x111, "d"},  {0x126, "h"},  {0x127, "h"},
    {0x131, "i"},  {0x141, "l"},  {0x142, "l"},  {0x152, "oe"}, {0x153, "oe"}, {0x1FC, "ae"}, {0x1FD, "ae"},
    {0x1FE, "o"},  {0x1FF, "o"},  {0x2BC, "'"},  {0x2010, "-"}, {0x2011, "-"}, {0x2018, "'"}, {0x2019, "'"},
    {0x201B, "'"}, {0x2028, " "}, {0x2029, " "}, {0x2120, "℠"}, {0x2122, "™"}, {0xFF07, "'"},
};

// Signs that stand upon the letters of the scripts that people also write without them. In kana, Thai or
// Devanagari the sign makes another letter, so it stays.
bool droppable_mark(UChar32 c) {
  if (u_charType(c) != U_NON_SPACING_MARK || c == 0x3099 || c == 0x309A) return false;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_INHERITED:
    case USCRIPT_COMMON:
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
      return true;
    default:
      return false;
  }
}

bool spaceless(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
    case USCRIPT_YI:
      return true;
    default:
      return c == 0x30FC || c == 0x3099 || c == 0x309A ||
             c == 0x3005;  // marks of length, voice and repetition
  }
}

std::uint8_t traits_of(UChar32 c) {
  const std::uint32_t kind = U_MASK(u_charType(c));
  std::uint32_t traits = 0;
  if (c == '_' || (kind & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK)) != 0)
    traits |= trait_word;
  if ((kind & U_GC_L_MASK) != 0) traits |= trait_letter;
  if ((kind & (U_GC_LU_MASK | U_GC_LT_MASK)) != 0) traits |= trait_upper;
  if ((kind & U_GC_LL_MASK) != 0) traits |= trait_lower;
  if (u_isUWhiteSpace(c)) traits |= trait_space;
  if ((kind & U_GC_CC_MASK) != 0) traits |= trait_control;
  if (spaceless(c)) traits |= trait_spaceless;
  return static_cast<std::uint8_t>(traits);
}

class Folder {
 public:
  Folder() {
    UErrorCode status = U_ZERO_ERROR;
    casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
    decompose_ = icu::Normalizer2::getNFKDInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no normalisation data");
  }

  std::string fold(UChar32 c) const {
    const auto row =
        std::ranges::find(own_rows, static_cast<char32_t>(c), [](const auto& r) { return r.first; });
    if (row != std::end(own_rows)) return std::string(row->second);
    const icu::UnicodeString self(c);
    if (u_isUWhiteSpace(c)) return " ";
    if (u_charType(c) == U_OTHER_NUMBER || unchanging(c))
      return utf8(self);  // "Ruiz²" carries a footnote, no digit
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString parts = decompose_->normalize(casefold_->normalize(self, status), status);
    icu::UnicodeString kept;
    for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
      if (!droppable_mark(parts.char32At(i))) kept.append(u_foldCase(parts.char32At(i), U_FOLD_CASE_DEFAULT));
    }
    if (U_FAILURE(status)) throw std::runtime_error("ICU cannot normalise");
    return utf8(kept);
  }

 private:
  // Hangul would fall apart into letters, and then one name would be the beginning of another.
  static bool unchanging(UChar32 c) { return c < 0x20 || c == 0x7F || (c >= 0xAC00 && c <= 0xD7A3); }
  static std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    return text.toUTF8String(out);
  }
  const icu::Normalizer2* casefold_ = nullptr;
  const icu::Normalizer2* decompose_ = nullptr;
};

// Most of the table needs no question to ICU's normaliser: ideographs and the unassigned fold to themselves.
bool plain_ideograph(UChar32 c) {
  return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xA000 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xE000 && c <= 0xF8FF) || (c >= 0x12000 && c <= 0x1BBFF);
}

}  // namespace

FoldTable::FoldTable() : traits_(covered), starts_(covered) {
  const Folder folder;
  for (UChar32 c = 0; c < static_cast<UChar32>(covered); ++c) {
    traits_[c] = traits_of(c);
    if (plain_ideograph(c) || (c >= 0xD800 && c <= 0xDFFF) || u_charType(c) == U_UNASSIGNED) continue;
    std::string self;
    icu::UnicodeString(c).toUTF8String(self);
    const std::string folded = folder.fold(c);
    if (folded == self) continue;
    traits_[c] |= trait_changes;
    starts_[c] = static_cast<std::uint32_t>(pool_.size() << 6 | folded.size());
    pool_ += folded;
  }
}

const FoldTable& FoldTable::get() {
  static const FoldTable table;
  return table;
}

}  // namespace earshot
