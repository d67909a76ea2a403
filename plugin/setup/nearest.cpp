#include "setup/nearest.h"

#include <algorithm>

namespace earshot::setup {
namespace {

// Levenshtein; the words are short.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known) {
  constexpr std::size_t too_far = 3;
  std::string_view out;
  std::size_t best = too_far;
  for (const auto candidate : known) {
    if (const auto d = distance(word, candidate); d < best) {
      best = d;
      out = candidate;
    }
  }
  return out;
}

}  // namespace earshot::setup
