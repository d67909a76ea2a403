#include "markup/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <stdexcept>

#include "base/text.h"
#include "markup/charset_labels.h"
#include "markup/elements.h"
#include "markup/tokens.h"

namespace earshot::markup {
namespace {

// A name of 200,000 characters is none: it is not even looked up. Nothing: "".
std::string_view encoding_named(std::string_view label) {
  label = trim(label);
  constexpr std::size_t longest_label = 32;
  if (label.empty() || label.size() > longest_label) return {};
  const std::string name = lower_ascii(label);
  const auto found =
      std::ranges::lower_bound(charset_labels, std::string_view(name), {}, &CharsetLabel::name);
  return found != charset_labels.end() && found->name == name ? found->encoding : std::string_view();
}

bool is_wide(std::string_view encoding) {
  return encoding == "UTF-16LE" || encoding == "UTF-16BE";
}

class Converter {
 public:
  explicit Converter(std::string_view from)
      : handle_(iconv_open("UTF-8", std::string(from).c_str())), unit_(is_wide(from) ? 2 : 1) {}
  ~Converter() {
    if (usable()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  bool usable() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Units that mean nothing become U+FFFD one by one; those of UTF-16 are two bytes, and what follows them
  // stays in step.
  std::string convert(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 4);
    std::array<char, 16 * 1024> buffer;
    char* in = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there
    std::size_t left = bytes.size();
    while (left > 0) {
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t done = iconv(handle_, &in, &left, &to, &room);
      const int why = errno;
      out.append(buffer.data(), buffer.size() - room);
      if (done != static_cast<std::size_t>(-1) || why == E2BIG) continue;
      append_utf8(out, 0xFFFD);
      const std::size_t skipped = std::min(left, unit_);
      in += skipped;
      left -= skipped;
    }
    // Some tables keep a letter back, since a mark may follow (windows-1258).
    char* to = buffer.data();
    std::size_t room = buffer.size();
    iconv(handle_, nullptr, nullptr, &to, &room);
    return out.append(buffer.data(), buffer.size() - room);
  }

  // The next character of the bytes from `at` on, which is moved behind it. Marks are not joined with the
  // letter before them, as some tables would.
  std::string next(std::string_view bytes, std::size_t& at) {
    std::array<char, 64> buffer;
    constexpr std::size_t longest = 8;  // of one character, with what changes the state before it
    for (std::size_t length = unit_; length <= longest && at + length <= bytes.size(); length += unit_) {
      char* in = const_cast<char*>(bytes.data()) + at;
      char* to = buffer.data();
      std::size_t left = length, room = buffer.size();
      const std::size_t done = iconv(handle_, &in, &left, &to, &room);
      if (done == static_cast<std::size_t>(-1) && errno == EINVAL) continue;  // incomplete
      if (done == static_cast<std::size_t>(-1)) break;
      at += length;
      iconv(handle_, nullptr, nullptr, &to, &room);
      return {buffer.data(), buffer.size() - room};
    }
    at += std::min(unit_, bytes.size() - at);
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    return "\uFFFD";
  }

 private:
  iconv_t handle_;
  std::size_t unit_;
};

// ISO-2022-JP as browsers read it, in EUC-JP: bytes behind ESC $ B are Japanese, whatever markup they look
// like. iconv's own knows no katakana of one byte, and reads on in ASCII behind what it does not know.
class Iso2022Jp {
 public:
  explicit Iso2022Jp(std::string_view bytes) : bytes_(bytes) {}

  // `origins`: where each byte of the result came from.
  std::string as_euc_jp(std::vector<std::size_t>* origins = nullptr) {
    std::string out;
    out.reserve(bytes_.size());
    while (at_ < bytes_.size()) {
      const std::size_t from = at_;
      if (!passes_escape()) take_character(out);
      if (origins != nullptr) origins->resize(out.size(), from);
    }
    return out;
  }

 private:
  enum class Set { ascii, roman, katakana, kanji };
  struct Escape {
    std::string_view bytes;
    Set set;
  };
  static constexpr std::array<Escape, 5> escapes{{{"\x1b(B", Set::ascii},
                                                  {"\x1b(J", Set::roman},
                                                  {"\x1b(I", Set::katakana},
                                                  {"\x1b$@", Set::kanji},
                                                  {"\x1b$B", Set::kanji}}};
  static constexpr char senseless = '\xff';  // in EUC-JP

  bool passes_escape() {
    for (const Escape& escape : escapes) {
      if (!bytes_.substr(at_).starts_with(escape.bytes)) continue;
      set_ = escape.set;
      at_ += escape.bytes.size();
      return true;
    }
    return false;
  }

  static bool is_graphic(char c) { return c > 0x20 && c < 0x7f; }
  static char raised(char c) { return static_cast<char>(c | 0x80); }

  void take_character(std::string& out) {
    constexpr std::string_view no_ascii = "\x0e\x0f\x1b", yen = "\xa1\xef", overline = "\xa1\xb1";
    const char c = bytes_[at_++];
    if (set_ == Set::kanji) {
      const bool pair = is_graphic(c) && at_ < bytes_.size() && is_graphic(bytes_[at_]);
      if (pair) (out += raised(c)) += raised(bytes_[at_++]);
      if (!pair) out += senseless;
    } else if (set_ == Set::katakana) {
      if (is_graphic(c) && c < 0x60) out += '\x8e';
      out += is_graphic(c) && c < 0x60 ? raised(c) : senseless;
    } else if (set_ == Set::roman && (c == '\\' || c == '~')) {
      out += c == '~' ? overline : yen;
    } else {
      out += (c & 0x80) || no_ascii.find(c) != std::string_view::npos ? senseless : c;
    }
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  Set set_ = Set::ascii;
};

// Bytes above ASCII are private characters.
std::string from_user_defined(std::string_view bytes) {
  std::string out;
  for (const char c : bytes)
    append_utf8(out, (c & 0x80) ? 0xF700U + static_cast<unsigned char>(c) : static_cast<unsigned char>(c));
  return out;
}

std::string decoded_from(std::string_view bytes, std::string_view encoding) {
  if (encoding == "UTF-8") return clean_utf8(bytes);
  // Encodings whose bytes may be taken for what they are not: browsers read nothing in them.
  if (encoding == "replacement") return bytes.empty() ? "" : "\xEF\xBF\xBD";
  if (encoding == "x-user-defined") return clean_utf8(from_user_defined(bytes));
  const bool escapes = encoding == "ISO-2022-JP";
  Converter converter(escapes ? "EUCJP-MS" : encoding);
  return clean_utf8(converter.convert(escapes ? Iso2022Jp(bytes).as_euc_jp() : bytes));
}

// "text/html charset=koi8-r": in a <meta> browsers take the name wherever it stands.
std::string_view charset_in(std::string_view content) {
  const std::string low = lower_ascii(content);
  constexpr std::string_view key = "charset", blanks = " \t\r\n\f";
  for (std::size_t at = low.find(key); at != std::string::npos; at = low.find(key, at)) {
    at = content.find_first_not_of(blanks, at + key.size());
    if (at == std::string_view::npos) break;
    if (content[at] != '=') continue;
    std::string_view name = trim(content.substr(at + 1));
    const char quote = name.empty() ? '\0' : name.front();
    if (quote != '"' && quote != '\'') return name.substr(0, name.find_first_of(" \t\r\n\f;"));
    return name.substr(1, name.find(quote, 1) - 1);
  }
  return {};
}

// What a <meta> says, which cannot itself be in UTF-16.
std::string_view encoding_of(const Tag& meta) {
  std::string_view found = encoding_named(meta.value("charset").value_or(""));
  if (found.empty() && equal_ignoring_case(meta.value("http-equiv").value_or(""), "content-type"))
    found = encoding_named(charset_in(meta.value("content").value_or("")));
  return is_wide(found) ? "UTF-8" : found == "x-user-defined" ? "CP1252" : found;
}

// Browsers look for it twice: anywhere in the first KiB before they read, and where they meet it while they
// read, which is not inside scripts and their like.
enum class Look { before_reading, while_reading };
std::string_view encoding_in(std::string_view start, Look look) {
  Tokens tokens(start, Syntax::html);
  for (auto kind = tokens.next(); kind != Tokens::Kind::finished; kind = tokens.next()) {
    if (kind != Tokens::Kind::start) continue;
    const Tag& tag = tokens.tag();
    if (tag.name == "meta") {
      if (const auto found = encoding_of(tag); !found.empty()) return found;
    } else if (look == Look::while_reading && (traits_of(tag.name) & raw)) {
      tokens.take_raw(tag.name);
    }
  }
  return {};
}

// <?xml version="1.0" encoding="koi8-r"?>
std::string_view encoding_in_declaration(std::string_view document) {
  if (!document.starts_with("<?xml")) return {};
  constexpr std::size_t looked_at = 1024;
  std::string_view declaration = document.substr(0, looked_at);
  declaration = declaration.substr(0, declaration.find('>'));
  const std::size_t at = declaration.find("encoding=");
  if (at == std::string_view::npos) return {};
  declaration.remove_prefix(at + 9);
  const std::string_view quote = declaration.substr(0, 1);
  if (quote != "\"" && quote != "'") return {};
  const auto found = encoding_named(declaration.substr(1, declaration.find(quote, 1) - 1));
  return is_wide(found) ? "UTF-8" : found;
}

// What a document says of itself.
std::string_view encoding_said_by(std::string_view document) {
  constexpr std::size_t looked_at = 1024, still_looked_at = 64 * 1024;
  auto found = encoding_in_declaration(document);
  if (found.empty()) found = encoding_in(document.substr(0, looked_at), Look::before_reading);
  if (found.empty() && document.size() > looked_at)
    found = encoding_in(document.substr(0, still_looked_at), Look::while_reading);
  return found;
}

bool is_readable(std::string_view encoding) {
  if (encoding.empty()) return false;
  if (encoding == "UTF-8" || encoding == "replacement" || encoding == "x-user-defined") return true;
  return Converter(encoding == "ISO-2022-JP" ? "EUCJP-MS" : encoding).usable();  // some systems lack tables
}

struct ChosenEncoding {
  std::string_view encoding;
  std::size_t mark = 0;  // bytes of the byte order mark
};

ChosenEncoding choose_encoding(std::string_view bytes, std::string_view declared, Sniff sniff) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return {"UTF-8", 3};
  if (bytes.starts_with("\xFF\xFE") && is_readable("UTF-16LE")) return {"UTF-16LE", 2};
  if (bytes.starts_with("\xFE\xFF") && is_readable("UTF-16BE")) return {"UTF-16BE", 2};
  if (const auto named = encoding_named(declared); is_readable(named)) return {named};
  if (sniff == Sniff::html) {
    if (const auto said = encoding_said_by(bytes); is_readable(said)) return {said};
  }
  return {!is_utf8(bytes) && is_readable("CP1252") ? "CP1252" : "UTF-8"};
}

}  // namespace

std::string_view charset_of(std::string_view content_type) {
  constexpr std::string_view key = "charset=";
  for (std::size_t at = content_type.find(';'); at != std::string_view::npos;
       at = content_type.find(';', at)) {
    std::string_view parameter = trim(content_type.substr(++at));
    if (!equal_ignoring_case(parameter.substr(0, key.size()), key)) continue;
    parameter.remove_prefix(key.size());
    parameter = trim(parameter.substr(0, parameter.find_first_of(";,")));
    const auto is_quote = [](char c) { return c == '"' || c == '\''; };
    if (!parameter.empty() && is_quote(parameter.front())) parameter.remove_prefix(1);
    if (!parameter.empty() && is_quote(parameter.back())) parameter.remove_suffix(1);
    return trim(parameter);
  }
  return {};
}

std::string media_type_of(std::string_view content_type) {
  return lower_ascii(trim(content_type.substr(0, content_type.find_first_of(";,"))));
}

bool is_like_ascii(std::string_view name) {
  const auto encoding = encoding_named(name);
  return !encoding.empty() && !is_wide(encoding) && encoding != "ISO-2022-JP" && encoding != "replacement";
}

std::string to_utf8(std::string_view bytes, std::string_view declared, Sniff sniff) {
  const auto choice = choose_encoding(bytes, declared, sniff);
  return decoded_from(bytes.substr(choice.mark), choice.encoding);
}

bool is_read_as_utf8(std::string_view bytes, Sniff sniff) {
  return choose_encoding(bytes, {}, sniff).encoding == "UTF-8";
}

std::size_t DecodedText::origin(std::size_t at) const {
  if (at >= text_.size()) return size_;
  const auto behind = std::ranges::upper_bound(steps_, at, {}, &Step::text);
  const Step last = behind == steps_.begin() ? Step{0, 0} : *(behind - 1);
  return last.source + (at - last.text);
}

void DecodedText::add(std::string_view character, std::size_t source) {
  const Step last = steps_.empty() ? Step{0, 0} : steps_.back();
  if (!character.empty() && last.source + (text_.size() - last.text) != source)
    steps_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(source)});
  text_ += character;
}

DecodedText decode_mapped(std::string_view bytes, Sniff sniff) {
  if (bytes.size() > std::numeric_limits<std::uint32_t>::max() / 4)
    throw std::length_error("text too long to decode");
  const auto choice = choose_encoding(bytes, {}, sniff);
  DecodedText out;
  out.size_ = bytes.size();
  if (choice.encoding == "UTF-8" || choice.encoding == "replacement" || choice.encoding == "x-user-defined") {
    const bool single = choice.encoding == "x-user-defined";
    for (std::size_t at = choice.mark; at < bytes.size();) {
      const std::size_t from = at;
      if (!single) next_character(bytes, at);
      const auto written = bytes.substr(from, single ? 1 : at - from);
      if (single) ++at;
      out.add(decoded_from(written, choice.encoding), from);
      if (choice.encoding == "replacement") break;
    }
    return out;
  }
  std::vector<std::size_t> origins;
  const bool escapes = choice.encoding == "ISO-2022-JP";
  const std::string unescaped = escapes ? Iso2022Jp(bytes).as_euc_jp(&origins) : std::string();
  const std::string_view read = escapes ? std::string_view(unescaped) : bytes;
  Converter converter(escapes ? "EUCJP-MS" : choice.encoding);
  for (std::size_t at = choice.mark; at < read.size();) {
    const std::size_t from = at;
    out.add(clean_utf8(converter.next(read, at)), escapes ? origins[from] : from);
  }
  return out;
}

}  // namespace earshot::markup
