#include "markup/entities.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"

namespace earshot::markup {
namespace {

using Name = std::pair<std::string_view, char32_t>;

// libxml2 looks names up one by one from the start of its table: 1 µs each, 0.4 s for a page made of "&aaa;".
const std::vector<Name>& names() {
  static const std::vector<Name> sorted = [] {
    constexpr unsigned last_in_table = 0x2666;
    std::vector<Name> all{{"apos", U'\''}, {"AMP", U'&'},      {"LT", U'<'},     {"GT", U'>'},
                          {"QUOT", U'"'},  {"COPY", 0xA9},     {"REG", 0xAE},    {"colon", U':'},
                          {"num", U'#'},   {"sol", U'/'},      {"period", U'.'}, {"comma", U','},
                          {"excl", U'!'},  {"quest", U'?'},    {"equals", U'='}, {"lowbar", U'_'},
                          {"Tab", U'\t'},  {"NewLine", U'\n'}, {"commat", U'@'}, {"semi", U';'},
                          {"lpar", U'('},  {"rpar", U')'},     {"percnt", U'%'}, {"plus", U'+'}};
    for (unsigned value = 1; value <= last_in_table; ++value) {
      if (const htmlEntityDesc* known = htmlEntityValueLookup(value)) {
        if (std::string_view(known->name) != "apos") all.emplace_back(known->name, value);
      }
    }
    std::ranges::sort(all);
    return all;
  }();
  return sorted;
}

std::optional<char32_t> named(std::string_view name) {
  const auto& all = names();
  const auto found = std::ranges::lower_bound(all, name, {}, &Name::first);
  if (found == all.end() || found->first != name) return std::nullopt;
  return found->second;
}

constexpr std::array<char16_t, 32> windows_1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

int hex_value(char c) {
  if (is_ascii_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// What browsers make of a number: C1 means windows-1252, impossible ones U+FFFD. Nothing for characters
// nobody may see.
std::optional<char32_t> readable(std::uint32_t number) {
  if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) return 0xFFFD;
  if (number >= 0x80 && number <= 0x9F) return windows_1252[number - 0x80];
  const bool control = number < 0x20 && number != '\t' && number != '\n' && number != '\r';
  if (control || number == 0x7F) return std::nullopt;
  return number;
}

// The number at `at` ("#" already passed); `at` moves behind it and its ";". Nothing if there are no digits.
std::optional<std::uint32_t> number_at(std::string_view raw, std::size_t& at) {
  std::size_t i = at;
  const bool hex = i < raw.size() && (raw[i] == 'x' || raw[i] == 'X');
  if (hex) ++i;
  const std::size_t first = i;
  std::uint32_t number = 0;
  for (; i < raw.size(); ++i) {
    const int digit = hex ? hex_value(raw[i]) : is_ascii_digit(raw[i]) ? raw[i] - '0' : -1;
    if (digit < 0) break;
    if (number <= 0x10FFFF) number = number * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
  }
  if (i == first) return std::nullopt;
  if (i < raw.size() && raw[i] == ';') ++i;
  at = i;
  return number;
}

// raw[at] is "&". True if a reference was read: `out` holds its character and `at` is behind it.
bool read_reference(std::string_view raw, std::size_t& at, Place place, std::string& out) {
  constexpr std::size_t longest_name = 32;
  std::size_t i = at + 1;
  out.clear();
  if (i < raw.size() && raw[i] == '#') {
    ++i;
    const auto number = number_at(raw, i);
    if (!number) return false;
    if (const auto c = readable(*number)) append_utf8(out, *c);
    at = i;
    return true;
  }
  while (i < raw.size() && i - at <= longest_name && (is_ascii_letter(raw[i]) || is_ascii_digit(raw[i]))) ++i;
  const auto c = named(raw.substr(at + 1, i - at - 1));
  if (!c) return false;
  const bool closed = i < raw.size() && raw[i] == ';';
  // "?a=1&copy=2" must stay as it is; only the oldest names may go without ";" at all.
  if (!closed && (*c > 0xFF || (place == Place::attribute && i < raw.size() && raw[i] == '='))) return false;
  append_utf8(out, *c);
  at = i + (closed ? 1 : 0);
  return true;
}

}  // namespace

bool Pieces::next(Piece& piece) {
  if (at_ >= raw_.size()) return false;
  const std::size_t begin = at_;
  if (raw_[at_] == '&' && read_reference(raw_, at_, place_, decoded_)) {
    piece = {raw_.substr(begin, at_ - begin), decoded_};
    return true;
  }
  at_ = std::min(raw_.find('&', begin + 1), raw_.size());
  piece.raw = piece.decoded = raw_.substr(begin, at_ - begin);
  return true;
}

std::string decode(std::string_view raw, Place place) {
  std::string out;
  out.reserve(raw.size());
  Pieces pieces(raw, place);
  for (Piece piece; pieces.next(piece);) out += piece.decoded;
  return out;
}

}  // namespace earshot::markup
