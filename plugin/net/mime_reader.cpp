#include "net/mime_reader.h"

#include <algorithm>

#include "base/text.h"
#include "base/token.h"

namespace earshot::net {
namespace {

constexpr std::size_t longest_boundary = 200, most_brackets = 100;

// Without its end; `rest` moves behind it. Lines end in LF or CRLF.
std::string_view take_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  auto line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_field_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

// Reads up to and with the empty line.
MimePart take_headers(std::string_view& rest, const MimeLimits& limits) {
  MimePart out;
  while (!rest.empty()) {
    const auto line = take_line(rest);
    if (line.empty()) break;
    if ((line.front() == ' ' || line.front() == '\t') && !out.headers.empty()) {
      auto& value = out.headers.back().second;
      if (value.size() + line.size() < limits.header_bytes) value.append(" ").append(trim(line));
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || out.headers.size() >= limits.headers) continue;
    const auto name = trim(line.substr(0, colon));
    if (!is_field_name(name)) continue;
    out.headers.emplace_back(lower_ascii(name),
                             std::string(cut(trim(line.substr(colon + 1)), limits.header_bytes)));
  }
  return out;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// What is no escape stays as it is.
std::string from_quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool ended = text.find('\n') != std::string_view::npos;
    auto line = take_line(text);
    while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
    const bool soft = line.ends_with('=');
    if (soft) line.remove_suffix(1);
    for (std::size_t at = 0; at < line.size(); ++at) {
      const int high = line[at] == '=' && at + 2 < line.size() ? hex_value(line[at + 1]) : -1;
      const int low = high >= 0 ? hex_value(line[at + 2]) : -1;
      if (low < 0) {
        out += line[at];
        continue;
      }
      out += static_cast<char>(high * 16 + low);
      at += 2;
    }
    if (!soft && ended) out += '\n';
  }
  return out;
}

// Characters that base64 does not have are passed over, as RFC 2045 says.
std::string from_mail_base64(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    if (c == '=') break;
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == '+' || c == '/') clean += c;
  }
  return from_base64(clean).value_or("");
}

std::string decoded(const MimePart& part, std::string_view body) {
  const auto encoding = lower_ascii(trim(part.header("content-transfer-encoding")));
  if (encoding == "quoted-printable") return from_quoted_printable(body);
  if (encoding == "base64") return from_mail_base64(body);
  return std::string(body);
}

class Reading {
 public:
  explicit Reading(const MimeLimits& limits) : limits_(limits) {}

  MimePart part(std::string_view bytes, std::size_t depth) {
    ++parts_;
    auto out = take_headers(bytes, limits_);
    const auto boundary = out.type().starts_with("multipart/") ? out.parameter("boundary") : std::string();
    if (boundary.empty() || boundary.size() > longest_boundary || depth >= limits_.depth) {
      out.body = decoded(out, bytes);
    } else {
      split(out, bytes, "--" + boundary, depth);
    }
    return out;
  }

 private:
  void split(MimePart& out, std::string_view bytes, const std::string& border, std::size_t depth) {
    std::size_t begun = std::string_view::npos;
    auto rest = bytes;
    while (!rest.empty()) {
      const std::size_t at = bytes.size() - rest.size();
      const auto line = trim(take_line(rest));
      const bool last = line.size() == border.size() + 2 && line.ends_with("--");
      if (!line.starts_with(border) || (line.size() != border.size() && !last)) continue;
      if (begun != std::string_view::npos) add(out, bytes.substr(begun, at - begun), depth);
      begun = last ? std::string_view::npos : bytes.size() - rest.size();
      if (last) return;
    }
    if (begun != std::string_view::npos) add(out, bytes.substr(begun), depth);
  }
  void add(MimePart& out, std::string_view bytes, std::size_t depth) {
    if (parts_ < limits_.parts) out.parts.push_back(part(bytes, depth + 1));
  }

  const MimeLimits& limits_;
  std::size_t parts_ = 0;
};

}  // namespace

std::string MimePart::header(std::string_view lower_case_name) const {
  const auto found =
      std::ranges::find_if(headers, [&](const auto& one) { return one.first == lower_case_name; });
  return found == headers.end() ? std::string() : found->second;
}

std::vector<std::string> MimePart::all(std::string_view lower_case_name) const {
  std::vector<std::string> out;
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) out.push_back(value);
  return out;
}

std::string MimePart::type() const {
  const auto written = header("content-type");
  const auto type = lower_ascii(trim(std::string_view(written).substr(0, written.find(';'))));
  return type.find('/') == std::string::npos ? "text/plain" : type;
}

std::string MimePart::parameter(std::string_view lower_case_name) const {
  const auto written = header("content-type");
  std::string_view rest = written;
  while (!rest.empty()) {
    rest.remove_prefix(std::min(std::min(rest.find(';'), rest.size()) + 1, rest.size()));
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) break;
    const bool wanted = equal_ignoring_case(trim(rest.substr(0, equals)), lower_case_name);
    auto value = trim(rest.substr(equals + 1));
    if (value.starts_with('"')) {
      value.remove_prefix(1);
      value = value.substr(0, value.find('"'));
    } else {
      value = trim(value.substr(0, value.find(';')));
    }
    if (wanted) return std::string(value);
    rest.remove_prefix(equals + 1);
  }
  return {};
}

MimePart read_mime(std::string_view bytes, const MimeLimits& limits) {
  return Reading(limits).part(bytes.substr(0, limits.bytes), 0);
}

std::vector<MimePart> read_header_groups(std::string_view bytes, const MimeLimits& limits) {
  std::vector<MimePart> out;
  bytes = bytes.substr(0, limits.bytes);
  while (!bytes.empty() && out.size() < limits.parts) {
    auto group = take_headers(bytes, limits);
    if (!group.headers.empty()) out.push_back(std::move(group));
  }
  return out;
}

std::string address_in(std::string_view mailbox) {
  const auto close = mailbox.rfind('>');
  const auto open = close == std::string_view::npos ? close : mailbox.rfind('<', close);
  const auto address =
      open == std::string_view::npos ? trim(mailbox) : trim(mailbox.substr(open + 1, close - open - 1));
  const bool plain = address.find('@') != std::string_view::npos &&
                     address.find_first_of(" \t<>,;\"") == std::string_view::npos;
  return plain ? std::string(address) : std::string();
}

std::vector<std::string> bracketed_in(std::string_view text) {
  std::vector<std::string> out;
  while (out.size() < most_brackets) {
    const auto open = text.find('<');
    const auto close = open == std::string_view::npos ? open : text.find('>', open);
    if (close == std::string_view::npos) break;
    out.emplace_back(trim(text.substr(open + 1, close - open - 1)));
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace earshot::net
