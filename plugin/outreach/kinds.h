// What somebody wants who writes: a problem solved, a question answered, an idea heard, or just praise given.
// Read off words and phrases of a language; the words that decided are told with the verdict. Irony is not
// read.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "model/alert.h"

namespace earshot::outreach {

struct KindReading {
  model::CaseKind kind = model::CaseKind::other;
  std::string words;  // as written in the rule: "does not work, crash*"
};

// Of plain text; only its beginning is read if it is long.
KindReading read_kind(std::string_view text);
// Of two readings of one conversation the stronger.
KindReading stronger(const KindReading& a, const KindReading& b);

// A phrase that tells a kind. "~" stands for up to five words, a word that ends with "*" for all that begin
// so; letters and accents as they are usual, both are folded. weight 2 decides alone, 1 only where nothing
// else does.
struct KindSign {
  std::string_view phrase;
  model::CaseKind kind;
  int weight;
};
// One list for each language; a further one is a table more in kind_words.cpp.
struct KindWords {
  std::string_view language;
  std::span<const KindSign> signs;
  std::span<const std::string_view> negators;  // "no", "kein*": what they stand before does not count
  std::span<const std::string_view> turns;     // "but": what was negated before it is not behind it
};
std::span<const KindWords> kind_languages();

}  // namespace earshot::outreach
