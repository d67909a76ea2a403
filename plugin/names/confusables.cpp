#include "names/confusables.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace earshot::names {

namespace {

constexpr std::pair<char32_t, char> rows[] = {
    {U'α', 'a'}, {U'β', 'b'}, {U'ε', 'e'}, {U'ζ', 'z'}, {U'η', 'h'}, {U'ι', 'i'}, {U'κ', 'k'},
    {U'μ', 'm'}, {U'ν', 'v'}, {U'ο', 'o'}, {U'ρ', 'p'}, {U'τ', 't'}, {U'υ', 'u'}, {U'χ', 'x'},
    {U'а', 'a'}, {U'в', 'b'}, {U'е', 'e'}, {U'к', 'k'}, {U'м', 'm'}, {U'н', 'h'}, {U'о', 'o'},
    {U'р', 'p'}, {U'с', 'c'}, {U'т', 't'}, {U'у', 'y'}, {U'х', 'x'}, {U'ѕ', 's'}, {U'і', 'i'},
    {U'ј', 'j'}, {U'һ', 'h'}, {U'ԁ', 'd'}, {U'ԛ', 'q'}, {U'ԝ', 'w'},
};
static_assert(std::ranges::is_sorted(rows, {}, &std::pair<char32_t, char>::first));

char looks_like(char32_t folded) {
  const auto row = std::ranges::lower_bound(rows, folded, {}, &std::pair<char32_t, char>::first);
  return row != std::end(rows) && row->first == folded ? row->second : '\0';
}

}  // namespace

bool may_hold_confusables(std::string_view text) {
  // This runs over every text: without a branch a byte, and in blocks of one length, which g++ 12 at -O2
  // wants before it takes many bytes at once.
  constexpr std::size_t block = 32;
  unsigned char other = 0, latin = 0;  // 0xCD to 0xD4 lead Greek and Cyrillic
  const auto note = [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    other |= static_cast<unsigned char>(byte - 0xCD) <= 0xD4 - 0xCD;
    latin |= static_cast<unsigned char>((byte | 0x20U) - 'a') < 26;
  };
  std::size_t at = 0;
  for (; text.size() - at >= block; at += block) {
    for (std::size_t i = 0; i < block; ++i) note(text[at + i]);
  }
  for (; at < text.size(); ++at) note(text[at]);
  return (other & latin) != 0;
}

bool mixes_scripts(std::string_view text) {
  return may_hold_confusables(text);
}

Skeleton skeleton_of(std::string_view text) {
  Skeleton out;
  const Folded plain = fold(text);
  const std::string& folded = plain.text();
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t begin = at;
    const char32_t c = next_character(folded, at);
    const auto origin = static_cast<std::uint32_t>(plain.origin(begin));
    if (const char latin = looks_like(c); latin != '\0') {
      out.text += latin;
    } else {
      out.text.append(folded, begin, at - begin);
    }
    out.origin.resize(out.text.size(), origin);
  }
  out.origin.push_back(static_cast<std::uint32_t>(text.size()));
  return out;
}

}  // namespace earshot::names
