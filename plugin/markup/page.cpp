#include "markup/page.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/page_readers.h"

namespace earshot::markup {
namespace {

enum class Kind { markup, xhtml, xml, json, text, other };

Kind kind_by_look(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, 1024);
  const bool wide = start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF");
  if (!wide && start.find('\0') != std::string_view::npos) return Kind::other;
  std::string_view first = start;
  if (first.starts_with("\xEF\xBB\xBF")) first.remove_prefix(3);
  first = trim(first);
  if (wide || first.starts_with("<")) {
    const std::string low = lower_ascii(first);
    const bool html =
        low.find("<html") != std::string::npos || low.find("<!doctype html") != std::string::npos;
    return !html && (low.starts_with("<?xml") || low.starts_with("<rss") || low.starts_with("<feed"))
               ? Kind::xml
               : Kind::markup;
  }
  if (first.starts_with("{") || first.starts_with("[")) return Kind::json;
  return Kind::text;
}

Kind kind_of(std::string_view bytes, std::string_view content_type) {
  const std::string type = media_type_of(content_type);
  if (type.empty()) return kind_by_look(bytes);
  if (type == "text/html") return Kind::markup;
  if (type == "application/xhtml+xml") return Kind::xhtml;
  if (type == "application/json" || type.ends_with("+json")) return Kind::json;
  if (type == "text/xml" || type == "application/xml" ||
      (type.ends_with("+xml") && !type.starts_with("image/"))) {
    return Kind::xml;
  }
  return type.starts_with("text/") ? Kind::text : Kind::other;
}

}  // namespace

Page read_page(std::string_view bytes, std::string_view content_type, const Url& final_url,
               const PageLimits& limits) {
  Page page(final_url);
  bytes = bytes.substr(0, limits.bytes);
  const Kind kind = kind_of(bytes, content_type);
  if (kind == Kind::other) {
    page.not_text = true;
    return page;
  }
  const bool tagged = kind == Kind::markup || kind == Kind::xhtml || kind == Kind::xml;
  const std::string source = to_utf8(bytes, charset_of(content_type), tagged ? Sniff::html : Sniff::none);
  switch (kind) {
    case Kind::markup:
      read_markup_page(source, Syntax::html, limits, page);
      break;
    case Kind::xhtml:
      read_markup_page(source, Syntax::xhtml, limits, page);
      break;
    case Kind::xml:
      page.is_xml = true;
      read_markup_page(source, Syntax::xml, limits, page);
      break;
    case Kind::json:
      page.is_json = true;
      read_json_page(source, limits, page);
      break;
    case Kind::text:
      read_text_page(source, limits, page);
      break;
    case Kind::other:
      break;
  }
  return page;
}

namespace {

bool is_gap(char c) {
  return c == ' ' || c == '\n';
}

// `count` characters before `at`, and on to where a word begins.
std::size_t back(std::string_view text, std::size_t at, std::size_t count) {
  std::size_t from = at;
  for (; from > 0 && count > 0; --count) {
    from = character_start(text, from - 1);
  }
  if (from == 0) return 0;
  for (std::size_t i = from; i < at; ++i) {
    if (is_gap(text[i - 1])) return i;
  }
  return from;  // one long word, or a script without spaces: cut inside it
}

std::size_t ahead(std::string_view text, std::size_t at, std::size_t count) {
  std::size_t to = at;
  for (; to < text.size() && count > 0; --count) next_character(text, to);
  if (to == text.size()) return to;
  for (std::size_t i = to; i > at; --i) {
    if (is_gap(text[i])) return i;
  }
  return to;
}

}  // namespace

std::string excerpt_around(const Page& page, const Link& link, std::size_t characters_each_side) {
  constexpr std::size_t longest_link = 400;  // a whole card may be one link
  const std::string_view text = page.text;
  const std::size_t begin = std::min(link.text_at, text.size());
  std::size_t end = std::clamp(link.text_end, begin, text.size());
  if (end - begin > longest_link) end = begin + cut(text.substr(begin), longest_link).size();
  const std::size_t from = back(text, begin, characters_each_side);
  const std::size_t to = ahead(text, end, characters_each_side);
  std::string excerpt = squeeze(text.substr(from, to - from));
  if (excerpt.empty()) return excerpt;
  return (from > 0 ? "… " : "") + excerpt + (to < text.size() ? " …" : "");
}

}  // namespace earshot::markup
