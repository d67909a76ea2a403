#include "base/url.h"

#include <arpa/inet.h>
#include <idn2.h>

#include <array>
#include <charconv>
#include <memory>
#include <vector>

#include "base/text.h"

namespace earshot {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
int hex_value(char c) {
  return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
bool is_unreserved(char c) {
  return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void append_escaped(std::string& out, char c) {
  static constexpr char digits[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

// Escapes in capitals, escaped unreserved characters plain, everything that no URL may hold escaped.
std::string normal_escapes(std::string_view text) {
  static constexpr std::string_view refused = " \"<>`{}|^\\";
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
      const char decoded = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      is_unreserved(decoded) ? out += decoded : (append_escaped(out, decoded), out);
      i += 2;
    } else if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f ||
               refused.find(c) != std::string_view::npos) {
      append_escaped(out, c);
    } else {
      out += c;
    }
  }
  return out;
}

// RFC 3986, 5.2.4. `path` begins with a slash and its escapes are normal, so "%2e" is a dot already.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  bool open_end = false;  // does the path end in a directory?
  std::size_t at = 1;
  while (at <= path.size()) {
    auto end = path.find('/', at);
    if (end == std::string_view::npos) end = path.size();
    const auto segment = path.substr(at, end - at);
    open_end = end == path.size() && (segment == "." || segment == "..");
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (segment != ".") {
      kept.push_back(segment);
    }
    at = end + 1;
  }
  std::string out;
  for (const auto segment : kept) {
    out += '/';
    out += segment;
  }
  if (open_end || out.empty()) out += '/';
  return out;
}

std::optional<std::string> normal_ipv6(std::string_view inside) {
  in6_addr address;
  std::array<char, INET6_ADDRSTRLEN> text;
  if (inet_pton(AF_INET6, std::string(inside).c_str(), &address) != 1) return std::nullopt;
  inet_ntop(AF_INET6, &address, text.data(), text.size());
  return std::string(text.data());
}

std::optional<std::string> to_punycode(const std::string& host) {
  char* ascii = nullptr;
  const int rc = idn2_to_ascii_8z(host.c_str(), &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, decltype(&idn2_free)> owned(ascii, idn2_free);
  if (rc != IDN2_OK) return std::nullopt;
  return std::string(ascii);
}

std::optional<std::string> normal_host(std::string_view written) {
  std::string host = percent_decode(written);
  if (host.empty() || host.size() > 255) return std::nullopt;
  bool ascii = true;
  for (const char c : host) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  if (!ascii) {
    if (!is_utf8(host)) return std::nullopt;
    auto punycode = to_punycode(host);
    if (!punycode) return std::nullopt;
    host = std::move(*punycode);
  }
  host = lower_ascii(host);
  // "blog.example." names the same host (RFC 1034, 3.1); two spellings would be two to every list and limit.
  if (host.size() > 1 && host.ends_with('.')) host.pop_back();
  for (const char c : host) {
    if (!is_ascii_letter(c) && !is_ascii_digit(c) && c != '-' && c != '.' && c != '_') return std::nullopt;
  }
  if (host.front() == '.' || host.find("..") != std::string::npos) return std::nullopt;
  return host;
}

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

// What browsers do before they look at an address: trim, drop tab and line ends, read "\" as "/" before the
// query.
std::string tidy(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20) text.remove_suffix(1);
  std::string out;
  bool in_path = true;
  for (const char c : text) {
    if (c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '?' || c == '#') in_path = false;
    out += c == '\\' && in_path ? '/' : c;
  }
  return out;
}

// The scheme in front of ':' or nothing.
std::optional<std::string_view> scheme_of(std::string_view text) {
  if (text.empty() || !is_ascii_letter(text.front())) return std::nullopt;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return text.substr(0, i);
    if (!is_ascii_letter(c) && !is_ascii_digit(c) && c != '+' && c != '-' && c != '.') return std::nullopt;
  }
  return std::nullopt;
}

struct Authority {
  std::string host;  // with brackets for IPv6
  std::uint16_t port = 0;
  bool credentials = false;
};

std::optional<Authority> read_authority(std::string_view text, std::string_view scheme) {
  Authority out;
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    out.credentials = true;
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (!text.empty() && text.front() == '[') {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const auto address = normal_ipv6(text.substr(1, close - 1));
    if (!address) return std::nullopt;
    out.host = "[" + *address + "]";
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
    port = rest.empty() ? rest : rest.substr(1);
  } else {
    const auto colon = text.find(':');
    auto host = normal_host(text.substr(0, colon));
    if (!host) return std::nullopt;
    out.host = std::move(*host);
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
  }
  out.port = default_port(scheme);
  if (!port.empty()) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
    if (error != std::errc() || end != port.data() + port.size() || value == 0 || value > 65535)
      return std::nullopt;
    out.port = static_cast<std::uint16_t>(value);
  }
  return out;
}

}  // namespace

std::optional<Url> Url::parse(std::string_view raw) {
  if (raw.size() > 2 * max_url_bytes) return std::nullopt;
  const std::string text = tidy(raw);
  const auto written_scheme = scheme_of(text);
  if (!written_scheme) return std::nullopt;
  const std::string scheme = lower_ascii(*written_scheme);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  std::string_view rest = std::string_view(text).substr(scheme.size() + 1);
  if (!rest.starts_with("//")) return std::nullopt;
  rest.remove_prefix(2);

  const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  const auto authority = read_authority(rest.substr(0, authority_end), scheme);
  if (!authority) return std::nullopt;
  rest.remove_prefix(authority_end);

  std::optional<std::string_view> query, fragment;
  if (const auto hash = rest.find('#'); hash != std::string_view::npos) {
    fragment = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
  }
  if (const auto mark = rest.find('?'); mark != std::string_view::npos) {
    query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }

  Url url;
  url.credentials_ = authority->credentials;
  url.port_ = authority->port;
  url.text_ = scheme;
  url.scheme_end_ = static_cast<std::uint32_t>(url.text_.size());
  url.text_ += "://";
  const bool bracketed = authority->host.front() == '[';
  url.host_begin_ = static_cast<std::uint32_t>(url.text_.size() + (bracketed ? 1 : 0));
  url.text_ += authority->host;
  url.host_end_ = static_cast<std::uint32_t>(url.text_.size() - (bracketed ? 1 : 0));
  if (url.port_ != default_port(scheme)) url.text_ += ":" + std::to_string(url.port_);
  url.path_begin_ = static_cast<std::uint32_t>(url.text_.size());
  url.text_ += rest.empty() ? "/" : without_dots(normal_escapes(rest));
  url.path_end_ = static_cast<std::uint32_t>(url.text_.size());
  if (query) {
    url.has_query_ = true;
    url.text_ += "?" + normal_escapes(*query);
  }
  url.query_end_ = static_cast<std::uint32_t>(url.text_.size());
  if (fragment) {
    url.has_fragment_ = true;
    url.text_ += "#" + normal_escapes(*fragment);
  }
  if (url.text_.size() > max_url_bytes) return std::nullopt;
  return url;
}

std::optional<Url> Url::resolve(std::string_view raw) const {
  if (raw.size() > 2 * max_url_bytes) return std::nullopt;
  const std::string reference = tidy(raw);
  if (scheme_of(reference)) return parse(reference);
  if (reference.starts_with("//")) return parse(std::string(scheme()) + ":" + reference);
  if (reference.starts_with("/")) return parse(origin() + reference);
  const std::string page = origin() + std::string(path());
  const std::string own_query = has_query_ ? "?" + std::string(*query()) : std::string();
  if (reference.empty()) return parse(page + own_query);
  if (reference.front() == '#') return parse(page + own_query + reference);
  if (reference.front() == '?') return parse(page + reference);
  const auto slash = path().rfind('/');
  return parse(origin() + std::string(path().substr(0, slash + 1)) + reference);
}

std::optional<std::string_view> Url::query() const {
  if (!has_query_) return std::nullopt;
  return part(path_end_ + 1, query_end_);
}

std::optional<std::string_view> Url::fragment() const {
  if (!has_fragment_) return std::nullopt;
  return part(query_end_ + 1, text_.size());
}

std::string Url::origin() const {
  return text_.substr(0, path_begin_);
}
std::string Url::authority() const {
  return text_.substr(scheme_end_ + 3, path_begin_ - scheme_end_ - 3);
}

Url Url::without_fragment() const {
  Url copy = *this;
  copy.text_.resize(query_end_);
  copy.has_fragment_ = false;
  return copy;
}

bool same_page(const Url& a, const Url& b) {
  return a.without_fragment() == b.without_fragment();
}

namespace {

std::string host_key(const Url& url) {
  std::string_view host = url.host();
  if (host.starts_with("www.")) host.remove_prefix(4);
  std::string key(host);
  if (url.port() != default_port(url.scheme())) key += ":" + std::to_string(url.port());
  return key;
}

std::string_view without_slash_at_end(std::string_view path) {
  return path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

}  // namespace

std::string page_key(const Url& url) {
  std::string key = host_key(url);
  key += without_slash_at_end(url.path());
  if (const auto query = url.query()) {
    key += '?';
    key += *query;
  }
  return key;
}

bool same_host(const Url& a, const Url& b) {
  return host_key(a) == host_key(b);
}

bool lies_below(const Url& page, const Url& root) {
  if (!same_host(page, root)) return false;
  const auto prefix = without_slash_at_end(root.path());
  if (!page.path().starts_with(prefix)) return false;
  return page.path().size() == prefix.size() || page.path()[prefix.size()] == '/';
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      append_escaped(out, c);
    }
  }
  return out;
}

}  // namespace earshot
