// A second, strict reader of mails for tests. It shares no code with the writer: what the writer
// misunderstands, this one must not misunderstand the same way.
#pragma once
#include <cctype>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot {

class ReadMail {
 public:
  // Throws std::runtime_error for everything that RFC 5322 forbids to send.
  explicit ReadMail(std::string_view bytes) {
    std::size_t at = 0;
    for (;;) {
      const std::string_view line = next_line(bytes, at);
      if (line.empty()) break;
      header_lines_.emplace_back(line);
      add_header(line);
    }
    raw_body_ = bytes.substr(at);
    while (at < bytes.size()) next_line(bytes, at);
    const std::string type = has("content-type") ? value("content-type") : "";
    if (type.starts_with("multipart/")) split(type);
  }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& [name, value] : headers_) all.push_back(name);
    return all;
  }
  const std::vector<std::string>& header_lines() const { return header_lines_; }
  bool has(std::string_view name) const {
    for (const auto& header : headers_)
      if (header.first == name) return true;
    return false;
  }
  std::string value(std::string_view name) const {
    for (const auto& header : headers_)
      if (header.first == name) return header.second;
    throw std::runtime_error("no header " + std::string(name));
  }
  std::string decoded(std::string_view name) const { return decode_words(value(name)); }
  const std::vector<ReadMail>& parts() const { return parts_; }
  std::string body() const { return decode_quoted_printable(raw_body_); }

  // RFC 2047: white space between two encoded words is not text.
  static std::string decode_words(std::string_view text) {
    std::string out, gap;
    bool after_word = false;
    while (!text.empty()) {
      const std::size_t second = text.starts_with("=?UTF-8?") ? 8 : std::string_view::npos;
      const std::size_t end = second == std::string_view::npos ? second : text.find("?=", second + 2);
      if (end != std::string_view::npos) {
        const std::string_view content = text.substr(second + 2, end - second - 2);
        if (content.find_first_of(" ?") != std::string_view::npos)
          throw std::runtime_error("broken encoded word");
        if (!after_word) out += gap;
        out += text[second] == 'Q' ? decode_q(content) : decode_base64(content);
        gap.clear();
        after_word = true;
        text.remove_prefix(end + 2);
      } else if (text[0] == ' ') {
        gap += ' ';
        text.remove_prefix(1);
      } else {
        out += gap + text[0];
        gap.clear();
        after_word = false;
        text.remove_prefix(1);
      }
    }
    return out + gap;
  }

  static std::string decode_quoted_printable(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] != '=') {
        out += text[at];
      } else if (text.substr(at, 3) == "=\r\n") {
        at += 2;
      } else {
        out += hex_byte(text.substr(at + 1, 2));
        at += 2;
      }
    }
    return out;
  }

 private:
  static std::string_view next_line(std::string_view bytes, std::size_t& at) {
    const std::size_t end = bytes.find("\r\n", at);
    if (end == std::string_view::npos) throw std::runtime_error("line without end");
    const std::string_view line = bytes.substr(at, end - at);
    if (line.size() > 998) throw std::runtime_error("line too long");
    for (const char c : line)
      if (c < ' ' || c > '~') throw std::runtime_error("a byte that may not be sent: " + std::string(line));
    at = end + 2;
    return line;
  }

  void add_header(std::string_view line) {
    if (line.starts_with(' ')) {
      if (headers_.empty() || line.find_first_not_of(' ') == std::string_view::npos)
        throw std::runtime_error("fold of nothing");
      std::string& value = headers_.back().second;
      value += value.empty() ? line.substr(1) : line;
      return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
      throw std::runtime_error("no header: " + std::string(line));
    std::string name;
    for (const char c : line.substr(0, colon)) {
      if (c == ' ') throw std::runtime_error("space in a header name");
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    std::string_view value = line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    headers_.emplace_back(std::move(name), std::string(value));
  }

  void split(std::string_view type) {
    const std::size_t open = type.find("boundary=\"");
    if (open == std::string_view::npos) throw std::runtime_error("no boundary");
    const std::size_t begin = open + 10;
    const std::string border = "--" + std::string(type.substr(begin, type.find('"', begin) - begin));
    const std::string whole = "\r\n" + raw_body_;
    std::size_t at = whole.find("\r\n" + border + "\r\n");
    while (at != std::string::npos) {
      at += border.size() + 4;
      const std::size_t next = whole.find("\r\n" + border, at);
      if (next == std::string::npos) throw std::runtime_error("part without end");
      parts_.emplace_back(std::string_view(whole).substr(at, next - at));
      at = whole.compare(next + 2 + border.size(), 2, "--") == 0 ? std::string::npos : next;
    }
  }

  static char hex_byte(std::string_view digits) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    if (digits.size() != 2) throw std::runtime_error("cut escape");
    const std::size_t high = hex.find(digits[0]), low = hex.find(digits[1]);
    if (high == std::string_view::npos || low == std::string_view::npos)
      throw std::runtime_error("bad escape");
    return static_cast<char>(high * 16 + low);
  }
  static std::string decode_q(std::string_view text) {
    std::string spaced(text);
    for (char& c : spaced)
      if (c == '_') c = ' ';
    return decode_quoted_printable(spaced);
  }
  static std::string decode_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0) throw std::runtime_error("cut base64");
    std::string out;
    unsigned bits = 0, count = 0;
    for (const char c : text) {
      if (c == '=') break;
      const std::size_t digit = digits.find(c);
      if (digit == std::string_view::npos) throw std::runtime_error("bad base64");
      bits = (bits << 6 | static_cast<unsigned>(digit)) & 0xffffu;
      if ((count += 6) < 8) continue;
      count -= 8;
      out += static_cast<char>(bits >> count & 0xffu);
    }
    return out;
  }

  std::vector<std::pair<std::string, std::string>> headers_;
  std::vector<std::string> header_lines_;
  std::string raw_body_;
  std::vector<ReadMail> parts_;
};

}  // namespace earshot
