// Words of names that something cut in two: the end of a line ("Ko-\nwalski") or an editor's brackets
// ("J[ohn]").
#pragma once
#include <string_view>
#include <vector>

#include "names/name_trie.h"
#include "names/visible_text.h"

namespace earshot::names {

// What makes them whole, in order. Only what is a word of a spelling once it is whole: a name's own hyphen
// ("Smith-\nJones") stays, and so does "f[an]atic". Quote marks of mails between two such words are taken
// out.
std::vector<Mend> mends_of(std::string_view text, const NameTrie& trie);

}  // namespace earshot::names
