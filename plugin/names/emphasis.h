// Markdown's emphasis: "**Ana** Ruiz", "_Tom Becker_".
#pragma once
#include <string_view>
#include <vector>

#include "names/name_trie.h"
#include "names/visible_text.h"

namespace earshot::names {

// Its marks, each to be read as nothing; in order. Only pairs right at a word of a name: "_" inside
// "ana_ruiz" and the "*" of "2 * 3" stay.
std::vector<Mend> emphasis_of(std::string_view text, const NameTrie& trie);

}  // namespace earshot::names
