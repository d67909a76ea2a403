#include "markup/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "base/text.h"
#include "markup/tokens.h"

namespace earshot::markup {
namespace {

constexpr std::string_view utf8 = "UTF-8";

// Names that pages and headers use, and what iconv calls the encoding that browsers understand by them.
struct Label {
  std::string_view name;
  const char* encoding;
};
constexpr std::array<Label, 78> labels{{
    {"ascii", "CP1252"},
    {"big5", "BIG5-HKSCS"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"cp1250", "CP1250"},
    {"cp1251", "CP1251"},
    {"cp1252", "CP1252"},
    {"cp1253", "CP1253"},
    {"cp1254", "CP1254"},
    {"cp1255", "CP1255"},
    {"cp1256", "CP1256"},
    {"cp1257", "CP1257"},
    {"cp1258", "CP1258"},
    {"cp866", "CP866"},
    {"euc-jp", "EUC-JP"},
    {"euc-kr", "CP949"},
    {"gb18030", "GB18030"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"ibm866", "CP866"},
    {"iso-8859-1", "CP1252"},
    {"iso-8859-10", "ISO-8859-10"},
    {"iso-8859-11", "CP874"},
    {"iso-8859-13", "ISO-8859-13"},
    {"iso-8859-14", "ISO-8859-14"},
    {"iso-8859-15", "ISO-8859-15"},
    {"iso-8859-16", "ISO-8859-16"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-3", "ISO-8859-3"},
    {"iso-8859-4", "ISO-8859-4"},
    {"iso-8859-5", "ISO-8859-5"},
    {"iso-8859-6", "ISO-8859-6"},
    {"iso-8859-7", "ISO-8859-7"},
    {"iso-8859-8", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-9", "CP1254"},
    {"iso8859-1", "CP1252"},
    {"iso8859-15", "ISO-8859-15"},
    {"iso8859-2", "ISO-8859-2"},
    {"iso_8859-1", "CP1252"},
    {"iso_8859-15", "ISO-8859-15"},
    {"iso_8859-2", "ISO-8859-2"},
    {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},
    {"ks_c_5601-1987", "CP949"},
    {"l1", "CP1252"},
    {"latin-1", "CP1252"},
    {"latin-9", "ISO-8859-15"},
    {"latin1", "CP1252"},
    {"latin2", "ISO-8859-2"},
    {"latin5", "CP1254"},
    {"macintosh", "MACINTOSH"},
    {"ms_kanji", "CP932"},
    {"shift-jis", "CP932"},
    {"shift_jis", "CP932"},
    {"sjis", "CP932"},
    {"tis-620", "CP874"},
    {"unicode-1-1-utf-8", "UTF-8"},
    {"us-ascii", "CP1252"},
    {"utf-8", "UTF-8"},
    {"utf8", "UTF-8"},
    {"windows-1250", "CP1250"},
    {"windows-1251", "CP1251"},
    {"windows-1252", "CP1252"},
    {"windows-1253", "CP1253"},
    {"windows-1254", "CP1254"},
    {"windows-1255", "CP1255"},
    {"windows-1256", "CP1256"},
    {"windows-1257", "CP1257"},
    {"windows-1258", "CP1258"},
    {"windows-31j", "CP932"},
    {"windows-874", "CP874"},
    {"windows-949", "CP949"},
    {"x-cp1250", "CP1250"},
    {"x-cp1251", "CP1251"},
    {"x-cp1252", "CP1252"},
    {"x-euc-jp", "EUC-JP"},
    {"x-gbk", "GB18030"},
    {"x-sjis", "CP932"},
}};
static_assert(std::ranges::is_sorted(labels, {}, &Label::name));

// A name of 200,000 characters is none: it is not even looked up.
const char* encoding_named(std::string_view label) {
  label = trim(label);
  constexpr std::size_t longest_label = 32;
  if (label.empty() || label.size() > longest_label) return nullptr;
  const std::string name = lower_ascii(label);
  const auto found = std::ranges::lower_bound(labels, std::string_view(name), {}, &Label::name);
  return found != labels.end() && found->name == name ? found->encoding : nullptr;
}

class Converter {
 public:
  explicit Converter(const char* from) : handle_(iconv_open("UTF-8", from)) {}
  ~Converter() {
    if (usable()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  bool usable() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Bytes that mean nothing become U+FFFD one by one.
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
      if (left == 0) break;
      ++in;
      --left;
    }
    return out;
  }

 private:
  iconv_t handle_;
};

std::optional<std::string> decoded_from(std::string_view bytes, const char* encoding) {
  if (encoding == nullptr) return std::nullopt;
  if (encoding == utf8) return clean_utf8(bytes);
  Converter converter(encoding);
  if (!converter.usable()) return std::nullopt;  // a system without that table
  return clean_utf8(converter.convert(bytes));
}

// What a document says of itself in its first KiB.
const char* encoding_in(std::string_view document) {
  constexpr std::size_t looked_at = 1024;
  const std::string_view start = document.substr(0, looked_at);
  if (start.starts_with("<?xml")) {
    std::string_view declaration = start.substr(0, start.find('>'));
    if (const std::size_t at = declaration.find("encoding="); at != std::string_view::npos) {
      declaration.remove_prefix(at + 9);
      const std::string_view quote = declaration.substr(0, 1);
      if (quote == "\"" || quote == "'")
        return encoding_named(declaration.substr(1, declaration.find(quote, 1) - 1));
    }
  }
  Tokens tokens(start, Syntax::html);
  for (auto kind = tokens.next(); kind != Tokens::Kind::finished; kind = tokens.next()) {
    if (kind != Tokens::Kind::start || tokens.tag().name != "meta") continue;
    if (const auto charset = tokens.tag().value("charset")) {
      if (const char* encoding = encoding_named(*charset)) return encoding;
    }
    if (equal_ignoring_case(tokens.tag().value("http-equiv").value_or(""), "content-type")) {
      const std::string content = tokens.tag().value("content").value_or("");
      if (const char* encoding = encoding_named(charset_of(content))) return encoding;
    }
  }
  return nullptr;
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

bool knows_charset(std::string_view name) {
  return encoding_named(name) != nullptr;
}

std::string to_utf8(std::string_view bytes, std::string_view declared, Sniff sniff) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return clean_utf8(bytes.substr(3));
  const bool little = bytes.starts_with("\xFF\xFE"), big = bytes.starts_with("\xFE\xFF");
  if (little || big) {
    if (auto text = decoded_from(bytes.substr(2), little ? "UTF-16LE" : "UTF-16BE")) return *text;
  }
  if (auto text = decoded_from(bytes, encoding_named(declared))) return *text;
  if (sniff == Sniff::html) {
    if (auto text = decoded_from(bytes, encoding_in(bytes))) return *text;
  }
  if (!is_utf8(bytes)) {
    if (auto text = decoded_from(bytes, "CP1252")) return *text;
  }
  return clean_utf8(bytes);
}

}  // namespace earshot::markup
