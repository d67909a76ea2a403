// "Did you mean …?": the known word that a mistyped one was probably meant to be.
#pragma once
#include <string_view>
#include <vector>

namespace earshot::setup {

// "" when none is near enough to be a typing mistake.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace earshot::setup
