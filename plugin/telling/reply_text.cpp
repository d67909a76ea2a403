#include "telling/reply_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/clean.h"

namespace earshot::telling {
namespace {

constexpr std::array<std::string_view, 12> claiming{
    "claim",     "i claim it",    "mine",          "i take it",    "i'll take it", "i will take it",
    "taking it", "ich ubernehme", "ubernehme ich", "ich nehme es", "meins",        "ich ubernehme das"};

// Where the rest is somebody else's, whatever it looks like. Folded.
constexpr std::array<std::string_view, 6> ends_before{
    "-----original message-----",       "-----ursprungliche nachricht-----", "---------- forwarded message",
    "________________________________", "begin forwarded message:",          "earshot listens for "};
// A line that ends so introduces a quotation.
constexpr std::array<std::string_view, 5> introductions{
    "wrote:", "schrieb:", "ecrit :", "escribio:", "geschrieben:"};

std::string in_utf8(const net::MimePart& part) {
  return markup::to_utf8(part.body, part.parameter("charset"), markup::Sniff::none);
}

bool is_attached(const net::MimePart& part) {
  return lower_ascii(part.header("content-disposition")).starts_with("attachment");
}

const net::MimePart* part_of_type(const net::MimePart& part, std::string_view type) {
  if (part.parts.empty()) return part.type() == type && !is_attached(part) ? &part : nullptr;
  for (const auto& below : part.parts)
    if (const auto* found = part_of_type(below, type)) return found;
  return nullptr;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool is_quoted(std::string_view line) {
  return trim(line).starts_with('>');
}

// "On Monday … wrote:", also over two lines, with a quotation behind it or nothing but that.
bool introduces(const std::vector<std::string_view>& lines, std::size_t at) {
  for (std::size_t i = at; i < lines.size() && i < at + 2; ++i) {
    const auto line = folded(trim(lines[i]));
    if (!std::ranges::any_of(introductions, [&](auto end) { return line.ends_with(end); })) continue;
    for (std::size_t next = i + 1; next < lines.size(); ++next)
      if (!trim(lines[next]).empty()) return is_quoted(lines[next]);
    return true;
  }
  return false;
}

bool ends_here(std::string_view line) {
  if (line == "-- " || trim(line) == "--") return true;
  const auto plain = folded(trim(line));
  return std::ranges::any_of(ends_before, [&](auto mark) { return plain.starts_with(mark); });
}

}  // namespace

std::string without_quotations(std::string_view text) {
  const auto lines = lines_of(text);
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (ends_here(lines[i])) break;
    if (is_quoted(lines[i])) continue;
    if (!trim(lines[i]).empty() && introduces(lines, i)) {
      while (i + 1 < lines.size() && !is_quoted(lines[i + 1])) ++i;
      continue;
    }
    out.append(lines[i]).append("\n");
  }
  return std::string(cut(trim(out), longest_note));
}

std::string reply_text(const net::MimePart& mail) {
  if (const auto* plain = part_of_type(mail, "text/plain")) return without_quotations(in_utf8(*plain));
  const auto* html = part_of_type(mail, "text/html");
  return html ? without_quotations(markup::plain_text(in_utf8(*html))) : std::string();
}

ReplyWords reply_words(std::string_view text) {
  const auto end = std::min(text.find('\n'), text.size());
  auto first = folded(squeeze(text.substr(0, end)));
  while (!first.empty() && std::string_view(".!, ").find(first.back()) != std::string_view::npos)
    first.pop_back();
  ReplyWords out;
  out.claims = std::ranges::find(claiming, first) != claiming.end();
  out.note = out.claims ? std::string(trim(text.substr(end))) : std::string(text);
  return out;
}

}  // namespace earshot::telling
