// Names as they stand in other cases: "Семёну Орлову", "Anny Kowalskiej", "του Νίκου Παππά".
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace earshot::names {

// The other cases of a name of two words, by its endings: Russian and its neighbours if it is Cyrillic,
// Greek, Polish if its letters, its endings or its first name tell. Empty for all others, which are most.
std::vector<std::string> inflected(std::string_view name);
// Those of its surname alone.
std::vector<std::string> inflected_surnames(std::string_view name);

}  // namespace earshot::names
