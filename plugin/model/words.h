// Enumerators are stored and shown as their words: one table an enumeration, `word(x)` and
// `from_word<E>("…")`.
#pragma once
#include <array>
#include <cassert>
#include <optional>
#include <string_view>
#include <utility>

namespace earshot::model {

// Specialised beside each enumeration: static constexpr std::array<std::pair<E, std::string_view>, N> table.
template <class E>
struct Words;

template <class E>
constexpr std::string_view word(E value) {
  for (const auto& [e, text] : Words<E>::table) {
    if (e == value) return text;
  }
  return {};
}

template <class E>
constexpr std::optional<E> from_word(std::string_view text) {
  for (const auto& [e, name] : Words<E>::table) {
    if (name == text) return e;
  }
  return std::nullopt;
}

// For words that we wrote into the store ourselves.
template <class E>
constexpr E stored_word(std::string_view text) {
  const auto found = from_word<E>(text);
  assert(found);
  return *found;
}

}  // namespace earshot::model
