// Addresses: one parser for the whole tree (RFC 3986 with the leniency of browsers for white space and
// backslashes).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace earshot {

inline constexpr std::size_t max_url_bytes = 2048;

// An absolute http or https address in normal form: scheme and host in lower case (IDN as punycode), default
// port left out, dot segments removed, empty path as "/", percent-encoding in capitals, spaces and non-ASCII
// percent-encoded.
class Url {
 public:
  // Nothing for relative references, other schemes, empty hosts, impossible ports, or more than
  // max_url_bytes. White space at the ends is trimmed; tab, CR and LF inside are removed, as browsers do.
  static std::optional<Url> parse(std::string_view text);
  // RFC 3986 section 5.2; the result must again be http or https.
  std::optional<Url> resolve(std::string_view reference) const;

  const std::string& text() const { return text_; }
  std::string_view scheme() const { return part(0, scheme_end_); }
  std::string_view host() const { return part(host_begin_, host_end_); }  // without brackets for IPv6
  std::uint16_t port() const { return port_; }  // the scheme's default if none is written
  std::string_view path() const { return part(path_begin_, path_end_); }
  std::optional<std::string_view> query() const;     // without "?"
  std::optional<std::string_view> fragment() const;  // without "#"
  std::string origin() const;                        // "https://host" or "https://host:8443"
  std::string authority() const;                     // "host" or "host:8443"
  bool has_credentials() const { return credentials_; }
  Url without_fragment() const;

  friend bool operator==(const Url& a, const Url& b) { return a.text_ == b.text_; }

 private:
  std::string_view part(std::size_t from, std::size_t to) const {
    return std::string_view(text_).substr(from, to - from);
  }
  std::string text_;
  std::uint32_t scheme_end_ = 0, host_begin_ = 0, host_end_ = 0, path_begin_ = 0, path_end_ = 0,
                query_end_ = 0;
  std::uint16_t port_ = 0;
  bool credentials_ = false, has_query_ = false, has_fragment_ = false;
};

// Equal but for the fragment: what "the page links to the target" means.
bool same_page(const Url& a, const Url& b);
// For look-up only, never for verification: also equal but for http/https, "www.", default port and a slash
// at the end.
std::string page_key(const Url& url);
// The same host and port, whether by http or https, with or without "www.".
bool same_host(const Url& a, const Url& b);
// `page` is `root` or stands below it (same scheme-independent authority, path prefix on a segment border).
bool lies_below(const Url& page, const Url& root);

// Decodes %XX; with `plus_is_space` also "+", as forms do. Bad escapes stay as they are.
std::string percent_decode(std::string_view text, bool plus_is_space = false);
// Everything but unreserved characters becomes %XX: for a form field or a query value.
std::string percent_encode(std::string_view text);

}  // namespace earshot
