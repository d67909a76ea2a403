#include "linkback/trackback_wire.h"

#include "base/text.h"
#include "markup/charset.h"
#include "markup/entities.h"
#include "markup/escape.h"

namespace earshot::linkback {

namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
constexpr std::size_t charset_name_bytes = 40;

// A byte may stand for anything in UTF-7, so nothing that looks harmless is.
bool is_utf7(std::string_view name) {
  const std::string lower = lower_ascii(trim(name));
  return lower == "utf-7" || lower == "utf7" || lower.ends_with("-utf-7") || lower == "utf-7-imap";
}

class Reading {
 public:
  Reading(const FieldOf& field, std::string charset, std::size_t bytes)
      : field_(field), charset_(std::move(charset)), bytes_(bytes) {}

  std::string text(std::string_view name) const {
    const auto sent = field_(name);
    if (!sent) return {};
    const auto bytes = std::string_view(*sent).substr(0, bytes_);
    return markup::to_utf8(bytes, in_japanese_mail_charset(bytes) ? "iso-2022-jp" : charset_,
                           markup::Sniff::none);
  }
  bool is_guessed(std::string_view name) const {
    const auto sent = field_(name);
    return sent && !is_utf8(*sent) && (charset_.empty() || !markup::is_like_ascii(charset_));
  }
  // WordPress escapes a title for HTML before it sends it.
  std::string words(std::string_view name, std::size_t characters) const {
    return shorten(squeeze(clean_utf8(markup::decode(text(name), markup::Place::text))), characters);
  }

 private:
  // Its escapes are no text in any other charset, and leave nothing that is not ASCII.
  static bool in_japanese_mail_charset(std::string_view bytes) {
    return bytes.find("\x1b$B") != std::string_view::npos || bytes.find("\x1b$@") != std::string_view::npos;
  }

  const FieldOf& field_;
  std::string charset_;
  std::size_t bytes_;
};

std::string element(std::string_view name, std::string_view text) {
  std::string out;
  out.append("<").append(name).append(">").append(markup::xml_text(text));
  return out.append("</").append(name).append(">");
}

}  // namespace

Result<Claim, std::string> read_trackback(const FieldOf& field, std::string_view charset,
                                          const TrackbackLimits& limits) {
  std::string name(charset);
  if (name.empty()) name = field("charset").value_or("");
  if (name.size() > charset_name_bytes) name.clear();
  if (is_utf7(name)) return std::string("UTF-7 is not read here; please send UTF-8.");

  const Reading reading(field, name, limits.field_bytes);
  Claim claim;
  claim.protocol = model::Protocol::trackback;
  // Dropped, it would leave the address of another page.
  if (field("url").value_or("").find('\0') != std::string::npos)
    return std::string(model::sentence(model::Refusal::source_invalid));
  claim.source = trim(reading.text("url"));
  if (claim.source.empty()) return std::string("A trackback needs the field url: the address of your post.");
  claim.title = reading.words("title", limits.title_characters);
  claim.excerpt = reading.words("excerpt", limits.excerpt_characters);
  claim.blog_name = reading.words("blog_name", limits.blog_name_characters);
  claim.guessed =
      reading.is_guessed("title") || reading.is_guessed("excerpt") || reading.is_guessed("blog_name");
  return claim;
}

std::string trackback_success() {
  return std::string(declaration) + "<response>\n<error>0</error>\n</response>\n";
}

std::string trackback_error(std::string_view message) {
  return std::string(declaration) + "<response>\n<error>1</error>\n" + element("message", message) +
         "\n</response>\n";
}

std::string trackback_rss(std::string_view title, std::string_view url,
                          const std::vector<TrackbackItem>& items) {
  std::string out(declaration);
  out += "<response>\n<error>0</error>\n<rss version=\"0.91\"><channel>\n";
  out += element("title", title) + element("link", url) + element("description", "Trackbacks to this post") +
         element("language", "en") + "\n";
  for (const auto& item : items) {
    out += "<item>" + element("title", item.title) + element("link", item.url) +
           element("description", item.excerpt) + "</item>\n";
  }
  return out + "</channel></rss>\n</response>\n";
}

}  // namespace earshot::linkback
