// Does a text say that its writer has the same, or is of the same opinion? "Me too", "geht mir auch so".
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::phrases {

// Bytes of the text, half open.
using Span = std::pair<std::size_t, std::size_t>;

// The first words of agreement that are the writer's own: not denied, not asked, not on a condition, not
// quoted. `quoted` are stretches that repeat somebody else. Only the first 64 KiB are read.
std::optional<Span> find_agreement(std::string_view text, const std::vector<Span>& quoted = {});

}  // namespace earshot::phrases
