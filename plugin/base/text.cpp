#include "base/text.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "base/fold_table.h"

namespace earshot {

namespace {

constexpr char32_t bad_character = 0xFFFD;

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Length of the well-formed character at `at`, 0 if there is none (Unicode table 3-7: no overlong forms,
// surrogates or numbers above U+10FFFF).
std::size_t decode(std::string_view text, std::size_t at, char32_t& c) {
  const unsigned lead = byte_at(text, at);
  if (lead < 0x80) {
    c = lead;
    return 1;
  }
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : (lead & 0xF0U) == 0xE0       ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || text.size() - at < length) return 0;
  const unsigned second = byte_at(text, at + 1);
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (second < low || second > high) return 0;
  c = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned next = byte_at(text, at + i);
    if ((next & 0xC0U) != 0x80) return 0;
    c = c << 6 | (next & 0x3FU);
  }
  return length;
}

std::uint8_t traits(char32_t c) {
  return FoldTable::get().traits(c);
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  char32_t c = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = decode(bytes, at, c);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string clean_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const char32_t c = next_character(bytes, at);
    const bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
    if (!control) append_utf8(out, c);
  }
  return out;
}

std::string_view cut(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  return text.substr(0, character_start(text, max_bytes));
}

std::size_t character_start(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && (byte_at(text, at) & 0xC0U) == 0x80) --at;
  return at;
}

std::string shorten(std::string_view text, std::size_t max_characters) {
  if (count_characters(text) <= max_characters) return std::string(text);
  if (max_characters == 0) return {};
  std::size_t at = 0;
  for (std::size_t n = 0; n + 1 < max_characters; ++n) next_character(text, at);
  return std::string(text.substr(0, at)) + "…";
}

namespace {

// Embeddings, overrides and isolates: one that is not ended turns round whatever stands behind it on the
// page.
bool turns_direction(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string squeeze(std::string_view text) {
  std::string out;
  bool gap = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_character(text, at);
    if (turns_direction(c)) continue;
    if ((traits(c) & trait_space) != 0) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    out += text.substr(begin, at - begin);
  }
  return out;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view space = " \t\n\v\f\r";
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::size_t count_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < utf8.size(); ++count) next_character(utf8, at);
  return count;
}

char32_t next_character(std::string_view text, std::size_t& at) {
  char32_t c = bad_character;
  const std::size_t length = decode(text, at, c);
  at += length == 0 ? 1 : length;
  return length == 0 ? bad_character : c;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = bad_character;
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

bool is_word_character(char32_t c) {
  return (traits(c) & trait_word) != 0;
}
bool is_upper(char32_t c) {
  return (traits(c) & trait_upper) != 0;
}
bool is_lower(char32_t c) {
  return (traits(c) & trait_lower) != 0;
}
bool is_letter(char32_t c) {
  return (traits(c) & trait_letter) != 0;
}
bool is_space(char32_t c) {
  return (traits(c) & trait_space) != 0;
}
bool is_spaceless_script(char32_t c) {
  return (traits(c) & trait_spaceless) != 0;
}

namespace {

constexpr std::uint64_t each_byte = 0x0101010101010101U;
constexpr char separator = '\x1F';  // what a bad byte folds to: no letter, no space, one byte like itself

// Marks (0x80) the bytes of eight ASCII characters that lie in first..last.
constexpr std::uint64_t bytes_between(std::uint64_t eight, std::uint64_t first, std::uint64_t last) {
  return (eight + each_byte * (0x80 - first)) & ~(eight + each_byte * (0x7F - last)) & each_byte * 0x80;
}

// Folds ASCII from `at` on, eight bytes at a time; the first byte it did not take is returned.
std::size_t fold_ascii(std::string_view text, std::size_t at, char* out) {
  while (text.size() - at >= 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, 8);
    if ((eight & each_byte * 0x80) != 0) break;
    const std::uint64_t breaks = (bytes_between(eight, '\t', '\r') >> 7) * 0xFF;
    eight = (eight & ~breaks) | (each_byte * ' ' & breaks);
    eight |= bytes_between(eight, 'A', 'Z') >> 2;
    std::memcpy(out, &eight, 8);
    out += 8;
    at += 8;
  }
  for (; at < text.size() && byte_at(text, at) < 0x80; ++at) {
    const char c = text[at];
    *out++ = c >= '\t' && c <= '\r' ? ' ' : lower(c);
  }
  return at;
}

}  // namespace

Folded fold(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max() / 2)
    throw std::length_error("text too long to fold");
  const FoldTable& table = FoldTable::get();
  Folded result;
  result.original_size_ = text.size();
  std::string& out = result.text_;
  out.resize(text.size() + 64);
  std::size_t to = 0;
  const auto step = [&result](std::size_t folded, std::size_t original) {
    result.steps_.push_back({static_cast<std::uint32_t>(folded), static_cast<std::uint32_t>(original)});
  };
  for (std::size_t at = 0; at < text.size();) {
    if (out.size() < to + (text.size() - at) + 64) out.resize(out.size() + out.size() / 4 + 64);
    if (byte_at(text, at) < 0x80) {
      const std::size_t behind = fold_ascii(text, at, out.data() + to);
      to += behind - at;
      at = behind;
      continue;
    }
    char32_t c = 0;
    const std::size_t length = decode(text, at, c);
    if (length == 0) {
      out[to++] = separator;
      ++at;
      continue;
    }
    if (c >= FoldTable::covered || (table.traits(c) & trait_changes) == 0) {
      std::memcpy(out.data() + to, text.data() + at, length);
      to += length;
      at += length;
      continue;
    }
    const std::string_view becomes = table.folded(c);
    std::memcpy(out.data() + to, becomes.data(), becomes.size());
    bool several = false;
    for (std::size_t i = 1; i < becomes.size(); ++i) {
      if ((byte_at(becomes, i) & 0xC0U) == 0x80) continue;
      step(to + i, at);  // each further character began where the first did
      several = true;
    }
    to += becomes.size();
    at += length;
    if (several || becomes.size() != length) step(to, at);
  }
  out.resize(to);
  return result;
}

std::string folded(std::string_view text) {
  return fold(text).text();
}

std::size_t Folded::origin(std::size_t at) const {
  if (at >= text_.size()) return original_size_;
  const auto behind = std::ranges::upper_bound(steps_, at, {}, &Step::folded);
  if (behind == steps_.begin()) return at;
  const Step& last = *(behind - 1);
  return last.original + (at - last.folded);
}

}  // namespace earshot
