// The phrases that tell kinds, one list for each language. A further language is a file like the two that are
// there, a line here, and one in the list of kinds.cpp.
#pragma once
#include <span>
#include <string_view>

#include "model/alert.h"

namespace earshot::phrases {

// "~" stands for up to five words, a word that ends with "*" for all that begin so; letters and accents as
// they are usual, both are folded. weight 2 decides alone, 1 only where nothing else does.
struct KindSign {
  std::string_view phrase;
  model::CaseKind kind;
  int weight;
};
struct KindWords {
  std::span<const KindSign> signs;
  std::span<const std::string_view> negators;  // "no": what stands behind it in the clause does not count
  std::span<const std::string_view> turns;     // "but": what was denied before it is not behind it
};

KindWords english_kinds();
KindWords german_kinds();

}  // namespace earshot::phrases
