#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "markup/page_readers.h"

namespace earshot::markup {
namespace {

void add_link(std::string_view address, std::size_t begin, std::size_t end, const PageLimits& limits,
              Page& page) {
  if (address.size() > max_url_bytes) return;
  auto url = Url::parse(address);
  if (url && has_room(page.links.size(), limits, [&] { return url; }))
    page.links.push_back({std::move(*url), {}, {}, {}, true, false, begin, end});
}

bool begins_address(std::string_view text) {
  return equal_ignoring_case(text.substr(0, 7), "http://") ||
         equal_ignoring_case(text.substr(0, 8), "https://");
}

// The four hexadecimal digits of \uXXXX at `at`.
bool read_unit(std::string_view source, std::size_t at, std::uint32_t& unit) {
  if (at + 4 > source.size()) return false;
  unit = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char c = source[i];
    const bool digit = c >= '0' && c <= '9', low = c >= 'a' && c <= 'f', high = c >= 'A' && c <= 'F';
    if (!digit && !low && !high) return false;
    unit = unit * 16 + static_cast<std::uint32_t>(digit ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return true;
}

// source[at] is "u": appends the character, also of a surrogate pair, and moves behind it.
void read_unicode_escape(std::string_view source, std::size_t& at, std::string& out) {
  std::uint32_t unit = 0, low = 0;
  if (!read_unit(source, at + 1, unit)) {
    ++at;
    return;
  }
  at += 5;
  const bool leads = unit >= 0xD800 && unit <= 0xDBFF;
  if (leads && source.substr(at, 2) == "\\u" && read_unit(source, at + 2, low) && low >= 0xDC00 &&
      low <= 0xDFFF) {
    at += 6;
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  } else if (unit >= 0xD800 && unit <= 0xDFFF) {
    unit = 0xFFFD;
  }
  append_utf8(out, unit);
}

// source[at] is the opening quote; `at` ends behind the closing one. False: there is none.
bool read_json_string(std::string_view source, std::size_t& at, std::string& out) {
  out.clear();
  for (++at; at < source.size();) {
    const char c = source[at];
    if (c == '"') {
      ++at;
      return true;
    }
    if (c != '\\') {
      const std::size_t end = std::min(source.find_first_of("\"\\", at), source.size());
      out += source.substr(at, end - at);
      at = end;
      continue;
    }
    if (++at >= source.size()) return false;
    constexpr std::string_view written = "bfnrt", meant = "\b\f\n\r\t";
    if (source[at] == 'u') {
      read_unicode_escape(source, at, out);
    } else {
      const std::size_t known = written.find(source[at]);
      out += known == std::string_view::npos ? source[at] : meant[known];
      ++at;
    }
  }
  return false;
}

// What ActivityStreams, JSON Feed and the two JSON forms of microformats call their HTML.
bool holds_html(std::string_view key) {
  return key == "content" || key == "content_html" || key == "html";
}

void add_html_value(std::string_view html, const PageLimits& limits, Page& page) {
  Page inside(page.base);
  PageLimits left = limits;
  left.text_bytes -= std::min(page.text.size() + 1, limits.text_bytes);
  read_markup_page(html, Syntax::html, left, inside);
  if (!page.text.empty() && !inside.text.empty()) page.text += '\n';
  const std::size_t begin = page.text.size();
  page.text += inside.text;
  for (auto& link : inside.links) {
    if (!has_room(page.links.size(), limits, [&] { return std::optional(link.url); })) continue;
    link.text_at += begin;
    link.text_end += begin;
    page.links.push_back(std::move(link));
  }
}

}  // namespace

// Only the strings are of interest, so nesting does not matter and cannot hurt.
void read_json_page(std::string_view source, const PageLimits& limits, Page& page) {
  std::string value, name;
  for (std::size_t at = source.find('"'); at != std::string_view::npos; at = source.find('"', at)) {
    if (!read_json_string(source, at, value)) return;
    const std::size_t behind = source.find_first_not_of(" \t\r\n", at);
    const bool key = behind != std::string_view::npos && source[behind] == ':';
    if (key) name = value;
    if (key || value.empty()) continue;
    if (holds_html(name) && value.find('<') != std::string::npos) {
      add_html_value(value, limits, page);
      continue;
    }
    const std::size_t begin = page.text.size() + (page.text.empty() ? 0 : 1);
    const std::string line = squeeze(value);
    if (begin + line.size() <= limits.text_bytes && !line.empty()) {
      if (!page.text.empty()) page.text += '\n';
      page.text += line;
    }
    const bool spaces = value.find_first_of(" \t\r\n") != std::string_view::npos;
    if (!spaces && begins_address(value)) {
      const std::size_t size = page.text.size();
      add_link(value, std::min(begin, size), size, limits, page);
    }
  }
}

// Where an address ends in running text nobody can say: it is reported as long as it can be, and again
// without each of the marks at its end that may belong to the sentence.
void read_text_page(std::string_view source, const PageLimits& limits, Page& page) {
  constexpr std::string_view ends = " \t\r\n\f<>\"`\\^{}|", marks = ".,;:!?)]}'*_~";
  constexpr std::size_t most_marks = 8;
  page.text = cut(source, limits.text_bytes);
  const auto is_full = [&] { return page.links.size() >= limits.links && !limits.wanted; };
  for (std::size_t at = source.find("://"); at != std::string_view::npos && !is_full();) {
    const bool tls = at >= 5 && equal_ignoring_case(source.substr(at - 5, 5), "https");
    const bool clear = at >= 4 && equal_ignoring_case(source.substr(at - 4, 4), "http");
    const std::size_t begin = tls ? at - 5 : clear ? at - 4 : std::string_view::npos;
    if (begin == std::string_view::npos) {
      at = source.find("://", at + 3);
      continue;
    }
    const std::size_t word_end = std::min(source.find_first_of(ends, at), source.size());
    std::string_view address = source.substr(begin, word_end - begin);
    address = address.substr(0, address.find("]("));  // Markdown
    const std::size_t end = begin + address.size();
    for (std::size_t left = most_marks; left > 0; --left) {
      const std::size_t size = page.text.size();
      add_link(address, std::min(begin, size), std::min(begin + address.size(), size), limits, page);
      if (address.empty() || marks.find(address.back()) == std::string_view::npos) break;
      address.remove_suffix(1);
    }
    at = source.find("://", std::max(end, at + 3));
  }
}

}  // namespace earshot::markup
