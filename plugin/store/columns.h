// How values of ours stand in columns; one way for all statements of this room.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "base/token.h"
#include "db/database.h"
#include "model/ids.h"

namespace earshot::store {

// A time that is not known is null.
inline std::optional<Time> maybe_time(const db::Row& row, std::size_t column) {
  const auto value = row.maybe_integer(column);
  return value ? std::optional(from_micros(*value)) : std::nullopt;
}
inline db::Value time_or_null(const std::optional<Time>& time) {
  return time ? db::Value(micros(*time)) : db::Value();
}
inline db::Value id_or_null(const std::optional<model::RowId>& id) {
  return id ? db::Value(*id) : db::Value();
}

// An enumeration stands as its word.
inline std::string own(std::string_view text) {
  return std::string(text);
}
std::string text(auto value) {
  return own(word(value));
}

// 128 bits in hex: nobody finds two addresses with one key, and the index stays half as big.
inline std::string short_digest(std::string_view text) {
  return sha256_hex(text).substr(0, 32);
}

// A short list that nobody searches is one text, an entry a line; entries hold no line ends.
inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}
inline std::string as_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += line + "\n";
  return out;
}

// Bytes of a text, half open: "3 17 20 25 ".
inline std::string ranges_as_text(const std::vector<std::pair<std::size_t, std::size_t>>& ranges) {
  std::string out;
  for (const auto& [begin, end] : ranges) out += std::to_string(begin) + " " + std::to_string(end) + " ";
  return out;
}
inline std::vector<std::pair<std::size_t, std::size_t>> ranges_in(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  const char *at = text.data(), *const end = at + text.size();
  const auto number = [&](std::size_t& value) {
    const auto read = std::from_chars(at, end, value);
    at = read.ptr == end ? end : read.ptr + 1;
    return read.ec == std::errc();
  };
  for (std::size_t from = 0, to = 0; at < end && number(from) && number(to);) out.emplace_back(from, to);
  return out;
}

// A name that somebody outside gave: one line that turns nothing around it, whatever brought it. Marks of
// direction go too, which squeeze() keeps in running text.
inline std::string name_line(std::string_view name) {
  std::string out(name);
  for (const std::string_view mark : {"\u200E", "\u200F"}) {
    for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark, at))
      out.erase(at, mark.size());
  }
  return squeeze(out);
}

}  // namespace earshot::store
