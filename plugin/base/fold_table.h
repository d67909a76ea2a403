// What each character becomes when text is folded, and what kind of character it is: ICU is asked once, at
// first use, because asking it for every character of every comment costs fifty times as much as a look into
// a table.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot {

enum CharacterTrait : std::uint8_t {
  trait_word = 1,   // letter, mark, digit, `_`
  trait_upper = 2,  // upper or title case
  trait_lower = 4,
  trait_spaceless = 8,  // scripts without spaces between words
  trait_space = 16,     // white space of any script, line breaks too
  trait_control = 32,
  trait_letter = 64,
  trait_changes = 128,  // folds to something else than itself
};

class FoldTable {
 public:
  static constexpr char32_t covered = 0x20000;  // above: ideographs and rarities that fold to themselves

  static const FoldTable& get();
  FoldTable();

  std::uint8_t traits(char32_t c) const {
    if (c < covered) return traits_[c];
    return c < 0x40000 ? trait_word | trait_letter | trait_spaceless : 0;
  }
  // Only for characters with trait_changes; may be empty.
  std::string_view folded(char32_t c) const {
    const std::uint32_t at = starts_[c];
    return {pool_.data() + (at >> 6), at & 63U};
  }

 private:
  std::vector<std::uint8_t> traits_;
  std::vector<std::uint32_t> starts_;  // place in pool_ << 6 | length
  std::string pool_;
};

}  // namespace earshot
