#include "net/mime.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "base/text.h"
#include "base/token.h"

namespace earshot::net {
namespace {

constexpr std::size_t wanted_columns = 78;
constexpr std::size_t encoded_word_bytes = 75;
constexpr std::size_t hard_line_bytes = 998;
// Quoted-printable writes "=" only before hex digits or a line end, so this can stand in no body.
constexpr std::string_view boundary = "=_earshot_part";
constexpr std::string_view b_open = "=?UTF-8?B?", q_open = "=?UTF-8?Q?", word_close = "?=";
constexpr char hex[] = "0123456789ABCDEF";

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// One line of valid UTF-8: what a display can show between two header names.
std::string one_line(std::string_view text) {
  std::string line;
  bool gap = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    if (c == ' ' || is_control(c)) {
      gap = !line.empty();
      continue;
    }
    if (gap) line += ' ';
    gap = false;
    append_utf8(line, c);
  }
  return line;
}

// The strict set that RFC 2047 section 5 (3) allows inside a display name; it serves everywhere.
void append_q(std::string& out, std::string_view character) {
  for (const char c : character) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ') {
      out += '_';
    } else if (is_alphanumeric(c) || std::string_view("!*+-/").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '=';
      out += hex[byte >> 4];
      out += hex[byte & 15];
    }
  }
}

std::string q_word(std::string_view text) {
  std::string out(q_open);
  append_q(out, text);
  return out.append(word_close);
}
std::string b_word(std::string_view text) {
  return std::string(b_open).append(base64(text)).append(word_close);
}

// As many whole characters from the front of `text` as fit into one encoded word of `room` bytes; at least
// one.
std::size_t word_length(std::string_view text, std::size_t room, bool q) {
  const std::size_t frame = b_open.size() + word_close.size();
  std::size_t taken = 0, q_bytes = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    next_character(text, at);
    std::string spelled;
    append_q(spelled, text.substr(begin, at - begin));
    q_bytes += spelled.size();
    const std::size_t bytes = frame + (q ? q_bytes : (at + 2) / 3 * 4);
    if (bytes > room && taken > 0) break;
    taken = at;
  }
  return taken;
}

std::string encoded_words(std::string_view text, std::size_t used) {
  const bool q = q_word(text).size() <= b_word(text).size();
  std::string out;
  std::size_t room = std::min(encoded_word_bytes, wanted_columns - std::min<std::size_t>(used, 40));
  while (!text.empty()) {
    const std::size_t length = word_length(text, room, q);
    if (!out.empty()) out += "\r\n ";
    out += q ? q_word(text.substr(0, length)) : b_word(text.substr(0, length));
    text.remove_prefix(length);
    room = encoded_word_bytes;
  }
  return out;
}

// A line end goes before the word that would not fit. No word is longer than a line: such texts are encoded.
std::string folded_at_spaces(std::string_view text, std::size_t used) {
  std::string out;
  std::size_t column = used;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' ', 1), text.size());
    const std::string_view word = text.substr(0, space);
    if (column + word.size() > wanted_columns && word.front() == ' ') {
      out += "\r\n";
      column = 0;
    }
    out += word;
    column += word.size();
    text.remove_prefix(space);
  }
  return out;
}

bool has_long_word(std::string_view text, std::size_t used) {
  std::size_t length = used;
  for (const char c : text) {
    length = c == ' ' ? 1 : length + 1;
    if (length > wanted_columns) return true;
  }
  return false;
}

bool needs_encoding(std::string_view line, std::size_t used) {
  return !is_ascii(line) || line.find("=?") != std::string_view::npos || has_long_word(line, used);
}

// Nothing that ends a bracket, a line or a word.
bool stands_in_brackets(std::string_view token) {
  return !token.empty() && token.size() + 64 < hard_line_bytes &&
         std::ranges::all_of(token, [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; });
}

class Headers {
 public:
  explicit Headers(std::string& out) : out_(out) {}

  void fixed(std::string_view name, std::string_view value) { line(name, value); }
  void text(std::string_view name, std::string_view value) {
    line(name, header_text(value, name.size() + 2));
  }
  // Each on a line of its own where the first does not hold it; those that cannot stand so are left out.
  void bracketed(std::string_view name, std::initializer_list<std::string_view> tokens,
                 std::string_view between = {}) {
    std::string value;
    for (const auto token : tokens) {
      if (!stands_in_brackets(token)) continue;
      if (!value.empty()) {
        value.append(between).append("\r\n ");
      } else if (name.size() + token.size() + 4 > wanted_columns) {
        value += "\r\n ";
      }
      value.append("<").append(token).append(">");
    }
    if (!value.empty()) line(name, value);
  }
  void mailbox(std::string_view name, const Mailbox& box) {
    if (!is_usable_address(box.address)) return;
    std::string value = phrase(one_line(box.name), name.size() + 2);
    const std::size_t last_break = value.rfind('\n');
    const std::size_t column =
        last_break == std::string::npos ? name.size() + 2 + value.size() : value.size() - last_break - 1;
    if (!value.empty() || column + box.address.size() + 2 > wanted_columns)
      value += column + box.address.size() + 3 > wanted_columns ? "\r\n " : " ";
    line(name, value.append("<").append(box.address).append(">"));
  }

 private:
  // Three forms: words as they are, a quoted string, encoded words.
  static std::string phrase(const std::string& name, std::size_t used) {
    const bool plain =
        std::ranges::all_of(name, [](char c) { return is_alphanumeric(c) || c == ' ' || c == '-'; });
    std::string quoted = "\"";
    for (const char c : name) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    quoted += '"';
    if (name.empty()) return "";
    // A quoted string is not folded: folding inside would put white space into the name.
    if (needs_encoding(name, used) || used + quoted.size() > wanted_columns) return encoded_words(name, used);
    return plain ? name : quoted;
  }

  void line(std::string_view name, std::string_view value) {
    out_.append(name).append(value.starts_with("\r\n") ? ":" : ": ").append(value).append("\r\n");
  }

  std::string& out_;
};

void append_part(std::string& out, std::string_view type, std::string_view content) {
  Headers headers(out);
  headers.fixed("Content-Type", std::string(type) + "; charset=UTF-8");
  headers.fixed("Content-Transfer-Encoding", "quoted-printable");
  out.append("\r\n").append(quoted_printable(content));
  if (!out.ends_with("\r\n")) out += "\r\n";
}

void append_body(std::string& out, const Mail& mail) {
  if (mail.html.empty()) return append_part(out, "text/plain", mail.text);
  Headers(out).fixed("Content-Type", "multipart/alternative; boundary=\"" + std::string(boundary) + "\"");
  const std::string border = "\r\n--" + std::string(boundary);
  out += border + "\r\n";
  append_part(out, "text/plain", mail.text);
  out += border + "\r\n";
  append_part(out, "text/html", mail.html);
  out += border + "--\r\n";
}

// Collects one line of quoted-printable and breaks it softly before it grows beyond 76.
class PrintableLine {
 public:
  explicit PrintableLine(std::string& out) : out_(out) {}

  void character(unsigned char byte, bool literal) {
    const std::size_t width = literal ? 1 : 3;
    if (column_ + width > 75) {
      out_ += "=\r\n";
      column_ = 0;
    }
    // A dot at the front means something to SMTP, and "From " to mail stores.
    if (literal && !(column_ == 0 && (byte == '.' || byte == 'F'))) {
      out_ += static_cast<char>(byte);
      column_ += 1;
    } else {
      out_ += '=';
      out_ += hex[byte >> 4];
      out_ += hex[byte & 15];
      column_ += 3;
    }
  }
  void end() {
    out_ += "\r\n";
    column_ = 0;
  }

 private:
  std::string& out_;
  std::size_t column_ = 0;
};

}  // namespace

bool has_control_character(std::string_view utf8) {
  for (std::size_t at = 0; at < utf8.size();)
    if (is_control(next_character(utf8, at))) return true;
  return false;
}

std::string header_text(std::string_view text, std::size_t used) {
  const std::string line = one_line(text);
  return needs_encoding(line, used) ? encoded_words(line, used) : folded_at_spaces(line, used);
}

std::string quoted_printable(std::string_view text) {
  const std::string clean = clean_utf8(text);
  std::string out;
  out.reserve(clean.size() + clean.size() / 8);
  PrintableLine line(out);
  for (std::size_t at = 0; at < clean.size(); ++at) {
    const auto byte = static_cast<unsigned char>(clean[at]);
    if (byte == '\r' && at + 1 < clean.size() && clean[at + 1] == '\n') continue;
    if (byte == '\r' || byte == '\n') {
      line.end();
      continue;
    }
    const bool line_ends = at + 1 == clean.size() || clean[at + 1] == '\n' || clean[at + 1] == '\r';
    line.character(byte, byte == ' ' ? !line_ends : byte > ' ' && byte < 0x7f && byte != '=');
  }
  return out;
}

std::string compose(const Mail& mail) {
  std::string out;
  Headers headers(out);
  headers.fixed("Date", rfc5322(mail.date));
  headers.mailbox("From", mail.from);
  headers.mailbox("To", mail.to);
  headers.mailbox("Reply-To", {{}, mail.reply_address});
  headers.text("Subject", mail.subject);
  headers.bracketed("Message-ID", {mail.message_id});
  const bool has_root = !mail.thread_root.empty() && mail.thread_root != mail.message_id;
  if (has_root) {
    const auto& parent = mail.thread_parent.empty() ? mail.thread_root : mail.thread_parent;
    headers.bracketed("In-Reply-To", {parent});
    headers.bracketed("References", {mail.thread_root, parent == mail.thread_root ? std::string() : parent});
  }
  headers.bracketed("List-Id", {mail.list_id});
  const auto by_mail =
      is_usable_address(mail.unsubscribe_address) ? "mailto:" + mail.unsubscribe_address : std::string();
  headers.bracketed("List-Unsubscribe", {mail.unsubscribe_url, by_mail}, ",");
  if (mail.unsubscribe_url.starts_with("https://") && stands_in_brackets(mail.unsubscribe_url))
    headers.fixed("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  headers.fixed("Auto-Submitted", "auto-generated");
  headers.fixed("X-Auto-Response-Suppress", "All");
  headers.fixed("Precedence", "list");
  headers.fixed("MIME-Version", "1.0");
  append_body(out, mail);
  return out;
}

}  // namespace earshot::net
