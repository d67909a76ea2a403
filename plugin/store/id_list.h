// `column in (…)` for a few numbers: the text of a statement must not differ with each count of them.
#pragma once
#include <cassert>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "model/ids.h"

namespace earshot::store {

inline constexpr std::size_t most_listed_ids = 256;

// How many places the list of so many has: 1, 8, 64 or 256.
inline std::size_t places_for(std::size_t ids) {
  for (const std::size_t places : {1, 8, 64}) {
    if (ids <= places) return places;
  }
  assert(ids <= most_listed_ids);
  return most_listed_ids;
}

// " and column in ($9, $10 …)"; the values come from `id_values`.
inline std::string in_ids(std::string_view column, std::size_t ids, std::size_t first_parameter) {
  std::string out = " and " + std::string(column) + " in (";
  for (std::size_t i = 0; i < places_for(ids); ++i)
    out += (i == 0 ? "$" : ", $") + std::to_string(first_parameter + i);
  return out + ")";
}

// Appends the numbers and fills the rest of the places with one that no record has.
inline void add_ids(std::vector<db::Value>& values, const std::vector<model::RowId>& ids) {
  constexpr std::int64_t nobody = -1;
  for (const auto id : ids) values.emplace_back(std::int64_t{id});
  for (std::size_t i = ids.size(); i < places_for(ids.size()); ++i) values.emplace_back(nobody);
}

}  // namespace earshot::store
