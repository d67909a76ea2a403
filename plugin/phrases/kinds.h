// What somebody wants who writes: a problem solved, a question answered, an idea heard, or just praise given.
// Read off words and phrases of a language; the words that decided are told with the verdict. Irony is not
// read.
#pragma once
#include <string>
#include <string_view>

#include "model/alert.h"

namespace earshot::phrases {

struct KindReading {
  model::CaseKind kind = model::CaseKind::other;
  std::string words;  // of the rules that decided: "doesn't … work, crash"
};

// Of plain text; only its beginning is read if it is long.
KindReading read_kind(std::string_view text);
// Of two readings of one conversation the stronger.
KindReading stronger(const KindReading& a, const KindReading& b);

}  // namespace earshot::phrases
