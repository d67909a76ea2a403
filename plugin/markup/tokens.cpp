#include "markup/tokens.h"

#include <algorithm>

#include "base/text.h"
#include "markup/entities.h"

namespace earshot::markup {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
bool ends_name(char c) {
  return is_blank(c) || c == '/' || c == '>';
}

bool begins_with(std::string_view text, std::string_view word) {
  return equal_ignoring_case(text.substr(0, word.size()), word);
}

}  // namespace

std::optional<std::string> Tag::value(std::string_view attribute) const {
  for (const auto& each : attributes) {
    if (equal_ignoring_case(each.name, attribute)) return decode(each.raw, Place::attribute);
  }
  return std::nullopt;
}

bool Tag::has(std::string_view attribute) const {
  return std::ranges::any_of(
      attributes, [&](const Attribute& each) { return equal_ignoring_case(each.name, attribute); });
}

// Does the "<" there begin a tag, a comment or the like? If not it is text.
bool Tokens::is_markup(std::size_t at) const {
  if (at + 1 >= source_.size()) return false;
  const char c = source_[at + 1];
  if (is_ascii_letter(c) || c == '!' || c == '?') return true;
  if (c == '/') return at + 2 < source_.size();
  return syntax_ != Syntax::html && (c == '_' || static_cast<unsigned char>(c) >= 0x80);
}

Tokens::Kind Tokens::take_text(std::size_t end) {
  text_ = source_.substr(at_, end - at_);
  text_at_ = at_;
  literal_ = false;
  at_ = end;
  return Kind::text;
}

Tokens::Kind Tokens::next() {
  while (at_ < source_.size()) {
    std::size_t mark = source_.find('<', at_);
    while (mark != npos && !is_markup(mark)) mark = source_.find('<', mark + 1);
    if (mark != at_) return take_text(std::min(mark, source_.size()));
    const char c = source_[at_ + 1];
    if (c == '!' || c == '?') {
      if (!passes_declaration()) return made_;
    } else if (c == '/') {
      const char first = source_[at_ + 2];
      if (first == '>') {
        at_ += 3;
      } else if (!is_ascii_letter(first) && syntax_ == Syntax::html) {
        pass_to(">", at_);
      } else {
        return read_tag(at_ + 2) ? Kind::end : Kind::finished;
      }
    } else {
      return read_tag(at_ + 1) ? Kind::start : Kind::finished;
    }
  }
  return Kind::finished;
}

void Tokens::pass_to(std::string_view mark, std::size_t from) {
  const std::size_t found = source_.find(mark, from);
  at_ = found == npos ? source_.size() : found + mark.size();
}

// "<!-->" and "<!--->" are whole comments; "--!>" ends one as well. An open one takes the rest, as in
// browsers.
void Tokens::pass_comment() {
  std::size_t i = at_ + 4;
  if (source_.substr(i, 1) == ">" || source_.substr(i, 2) == "->") {
    at_ = source_.find('>', i) + 1;
    return;
  }
  for (i = source_.find("--", i); i != npos; i = source_.find("--", i + 1)) {
    if (source_.substr(i + 2, 1) == ">") break;
    if (syntax_ == Syntax::html && source_.substr(i + 2, 2) == "!>") break;
  }
  at_ = i == npos ? source_.size() : source_.find('>', i) + 1;
}

bool Tokens::passes_declaration() {
  const std::string_view rest = source_.substr(at_);
  if (rest.starts_with("<!--")) {
    pass_comment();
    return true;
  }
  if (rest.starts_with("<![CDATA[")) {
    const std::size_t begin = at_ + 9;
    const std::size_t end = no_more_cdata_ends_ ? npos : source_.find("]]>", begin);
    no_more_cdata_ends_ = end == npos;
    if (syntax_ != Syntax::html) {
      at_ = begin;
      take_text(end == npos ? source_.size() : end);
      literal_ = true;
      at_ = end == npos ? source_.size() : end + 3;
      made_ = Kind::text;
      return false;
    }
    // A browser's comment ends at the first ">", an author's at "]]>": no link between the two is anybody's.
    if (end == npos)
      pass_to(">", begin);
    else
      at_ = end + 3;
    return true;
  }
  const bool doctype = begins_with(rest, "<!doctype");
  if (doctype && syntax_ != Syntax::html) {
    const std::size_t end = source_.find('>', at_);
    const std::size_t subset = source_.substr(at_, end - at_).find('[');
    pass_to(">", subset == npos ? at_ : std::min(source_.find(']', at_ + subset), source_.size()));
  } else {
    pass_to(">", at_);
  }
  made_ = Kind::doctype;
  return !doctype;
}

// False: the source ends inside the tag, which then is none.
bool Tokens::read_tag(std::size_t name_at) {
  std::size_t i = name_at;
  while (i < source_.size() && !ends_name(source_[i])) ++i;
  constexpr std::size_t longest_name = 64;
  tag_.name = lower_ascii(source_.substr(name_at, std::min(i - name_at, longest_name)));
  tag_.attributes.clear();
  tag_.closes_itself = false;
  tag_.at = at_;
  std::size_t bytes = 0;
  while (i < source_.size() && source_[i] != '>') {
    if (is_blank(source_[i])) {
      ++i;
    } else if (source_[i] == '/') {
      tag_.closes_itself = source_.substr(i + 1, 1) == ">";
      ++i;
    } else {
      read_attribute(i, bytes);
    }
  }
  at_ = tag_.end = std::min(i + 1, source_.size());
  return i < source_.size();
}

void Tokens::read_attribute(std::size_t& i, std::size_t& bytes) {
  const auto blanks = [&] {
    while (i < source_.size() && is_blank(source_[i])) ++i;
  };
  const std::size_t name_at = i++;  // a "=" in front belongs to the name
  while (i < source_.size() && !ends_name(source_[i]) && source_[i] != '=') ++i;
  Tag::Attribute attribute{source_.substr(name_at, i - name_at), {}};
  blanks();
  if (i < source_.size() && source_[i] == '=') {
    ++i;
    blanks();
    const char quote = i < source_.size() ? source_[i] : '>';
    if (quote == '"' || quote == '\'') {
      const std::size_t end = std::min(source_.find(quote, i + 1), source_.size());
      attribute.raw = source_.substr(i + 1, end - i - 1);
      i = std::min(end + 1, source_.size());
    } else {
      const std::size_t begin = i;
      while (i < source_.size() && !is_blank(source_[i]) && source_[i] != '>') ++i;
      attribute.raw = source_.substr(begin, i - begin);
    }
  }
  const std::size_t size = attribute.name.size() + attribute.raw.size();
  if (tag_.attributes.size() >= max_attributes || bytes + size > max_tag_bytes) return;
  bytes += size;
  tag_.attributes.push_back(attribute);
}

std::string_view Tokens::take_raw(std::string_view element) {
  const std::size_t begin = at_;
  std::size_t end = source_.find("</", at_);
  for (; end != npos; end = source_.find("</", end + 2)) {
    const std::size_t behind = end + 2 + element.size();
    if (behind <= source_.size() && begins_with(source_.substr(end + 2), element) &&
        (behind == source_.size() || ends_name(source_[behind]))) {
      break;
    }
  }
  at_ = std::min(end, source_.size());
  return source_.substr(begin, at_ - begin);
}

}  // namespace earshot::markup
