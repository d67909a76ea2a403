// Texts whose wanted hits stand in them: "Then ⟦ana-ruiz|Ana Ruiz⟧ called." Shows places to the byte, also in
// markup, which a list of hits beside the text cannot.
#pragma once
#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace earshot::doubles {

struct Wanted {
  std::string whom;
  std::size_t begin = 0, end = 0;  // bytes of the text without marks
  auto operator<=>(const Wanted&) const = default;
};

struct MarkedText {
  std::string name, form, text;
  std::vector<Wanted> wanted;
};

// "\n", "\t", "\r" and "\u00AD" for what a line of a file cannot show.
inline std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char sign = text[++i];
    if (sign == 'u' && i + 4 < text.size()) {
      append_utf8(out, static_cast<char32_t>(std::stoul(std::string(text.substr(i + 1, 4)), nullptr, 16)));
      i += 4;
    } else {
      out += sign == 'n' ? '\n' : sign == 't' ? '\t' : sign == 'r' ? '\r' : sign;
    }
  }
  return out;
}

inline std::vector<std::string> split(std::string_view text, std::string_view mark) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(mark, at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    at = end + mark.size();
  }
  return parts;
}

// The lines of a file that say something, in their fields.
inline std::vector<std::vector<std::string>> fields_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> all;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') all.push_back(split(line, "\t"));
  }
  return all;
}

inline MarkedText without_marks(std::string name, std::string form, std::string_view marked) {
  constexpr std::string_view opened = "⟦", closed = "⟧";
  MarkedText out{std::move(name), std::move(form), {}, {}};
  for (std::size_t at = marked.find(opened); at != std::string_view::npos; at = marked.find(opened)) {
    const std::size_t bar = marked.find('|', at), end = marked.find(closed, at);
    const std::string_view inside = marked.substr(bar + 1, end - bar - 1);
    out.text += marked.substr(0, at);
    out.wanted.push_back({std::string(marked.substr(at + opened.size(), bar - at - opened.size())),
                          out.text.size(), out.text.size() + inside.size()});
    out.text += inside;
    marked.remove_prefix(end + closed.size());
  }
  out.text += marked;
  return out;
}

}  // namespace earshot::doubles
