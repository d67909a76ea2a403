#include "markup/escape.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace earshot::markup {
namespace {

std::string_view reference_for(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string with_references(std::string_view text, std::string_view dangerous) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = text.find_first_of(dangerous, at);
    out += text.substr(at, next - at);
    if (next == std::string_view::npos) break;
    out += reference_for(text[next]);
    at = next + 1;
  }
  return out;
}

bool xml_allows(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF && c <= 0x10FFFF;
}

}  // namespace

std::string html_text(std::string_view text) {
  return with_references(text, "&<>");
}
std::string html_lines(std::string_view text) {
  std::string out;
  for (const char c : html_text(text)) {
    if (c == '\n') out += "<br>";
    if (c != '\r') out += c;
  }
  return out;
}

std::string attribute(std::string_view text) {
  return with_references(text, "&<>\"'");
}

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const char first = text[at];
    const char32_t c = next_character(text, at);
    if (!xml_allows(c)) continue;
    const std::string_view reference = c < 0x80 ? reference_for(first) : std::string_view{};
    if (reference.empty())
      append_utf8(out, c);
    else
      out += reference;
  }
  return out;
}

std::string json_string(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto escaped = [&](std::string& out, char32_t c) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += hex[(c >> shift) & 15];
  };
  std::string out = "\"";
  out.reserve(text.size() + text.size() / 8 + 2);
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default: {
        const bool ends_script = c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029;
        if (c < 0x20 || c == 0x7F || ends_script)
          escaped(out, c);
        else
          append_utf8(out, c);
      }
    }
  }
  return out += '"';
}

}  // namespace earshot::markup
