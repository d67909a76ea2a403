#include "exchange/linkback_reading.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"

namespace earshot::exchange {

using nlohmann::json;

namespace {

constexpr std::size_t line_bytes = 1024 * 1024;
constexpr int deepest = 64;
constexpr std::int64_t progress_every = 500;

void hand_over(const json& object, std::int64_t line, const CarriedReceiver& to) {
  auto read = carried_from(object);
  if (auto* carried = std::get_if<Carried>(&read)) {
    to.linkback(line, std::move(*carried));
  } else {
    to.bad(line, std::get<std::string>(read));
  }
}

void read_line(const std::string& text, std::int64_t line, const CarriedReceiver& to) {
  if (trim(text).empty()) return;
  if (text.size() > line_bytes) return to.bad(line, "longer than 1 MiB");
  bool too_deep = false;
  const json object = json::parse(
      text,
      [&](int depth, json::parse_event_t, json&) {
        too_deep = too_deep || depth > deepest;
        return !too_deep;
      },
      false);
  if (object.is_discarded() || too_deep) return to.bad(line, "not JSON");
  hand_over(object, line, to);
}

void read_lines(std::istream& file, const CarriedReceiver& to) {
  std::int64_t number = 0, bytes = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    bytes += static_cast<std::int64_t>(line.size()) + 1;
    read_line(line, number, to);
    if (number % progress_every == 0) to.progress(bytes);
  }
  to.progress(bytes);
}

// One value with entries somewhere in it. Each entry leaves the memory once it was handed over.
void read_value(std::istream& file, const CarriedReceiver& to) {
  std::int64_t entries = 0;
  bool was_one = false;  // the file is nothing but one entry
  const auto rest = json::parse(
      file,
      [&](int depth, json::parse_event_t event, json& value) {
        if (depth > deepest) return false;
        if (event != json::parse_event_t::object_end || !looks_carried(value)) return true;
        hand_over(value, ++entries, to);
        was_one = depth == 0;
        if (entries % progress_every == 0) to.progress(static_cast<std::int64_t>(file.tellg()));
        return false;
      },
      false);
  if (rest.is_discarded() && !was_one)
    to.bad(std::max<std::int64_t>(entries, 1),
           entries == 0 ? "no JSON that holds linkbacks" : "the JSON breaks off behind this entry");
}

std::optional<std::string> next_line(std::istream& file) {
  std::string line;
  int c = file.get();
  if (c == std::char_traits<char>::eof()) return std::nullopt;
  for (; c != std::char_traits<char>::eof() && c != '\n'; c = file.get()) {
    line += static_cast<char>(c);
    if (line.size() > line_bytes) return std::nullopt;
  }
  return line;
}

// The form with a value a line: the first line is one, or, where that is the one that is broken, one of the
// next is and so is what follows it. (In one value over many lines the last entry may stand alone too;
// brackets follow it.)
bool is_lines(std::istream& file) {
  constexpr int looked_at = 10;
  const auto begin = file.tellg();
  bool found = false, before = false;
  for (int i = 0; i < looked_at && !found; ++i) {
    const auto line = next_line(file);
    const bool carried = line && json::accept(*line) && looks_carried(json::parse(*line));
    found = (carried && (i == 0 || before)) || (before && !line);
    if (!line) break;
    before = carried;
  }
  file.clear();
  file.seekg(begin);
  return found;
}

}  // namespace

std::string_view word(CarriedForm form) {
  switch (form) {
    case CarriedForm::lines:
      return "a JSON object a line";
    case CarriedForm::json:
      return "webmention.io";
    case CarriedForm::disqus:
      return "Disqus";
    case CarriedForm::wxr:
      break;
  }
  return "WordPress (WXR)";
}

CarriedForm read_carried(std::istream& file, const CarriedReceiver& to) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  while (file.peek() != std::char_traits<char>::eof()) {
    const char c = static_cast<char>(file.peek());
    const bool skipped = trim(std::string_view(&c, 1)).empty() || mark.find(c) != std::string_view::npos;
    if (!skipped) break;
    file.get();
  }
  if (file.peek() == '<') return read_xml(file, to);
  if (is_lines(file)) {
    read_lines(file, to);
    return CarriedForm::lines;
  }
  read_value(file, to);
  return CarriedForm::json;
}

}  // namespace earshot::exchange
