// Tags and text of HTML and XML as they stand in the source, read once from left to right.
// Ours and not libxml2's push parser, for time: that one walks its stack of open elements for every end tag
// that fits none (40,000 <b> followed by 40,000 </i>, 280 KB: 3.2 s) and compares all attributes of a tag
// with each other (349 KB: 4 s).
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::markup {

// xml: any element may close itself, CDATA is text, no element has a meaning of its own. xhtml: XML with
// HTML's elements.
enum class Syntax { html, xhtml, xml };

inline constexpr std::size_t max_attributes = 256;  // of one tag; what is more is cut off
inline constexpr std::size_t max_tag_bytes = 64 * 1024;

struct Tag {
  struct Attribute {
    std::string_view name, raw;  // in the source
  };
  std::string name;  // lower case, at most 64 bytes
  std::vector<Attribute> attributes;
  bool closes_itself = false;   // "/>"
  std::size_t at = 0, end = 0;  // in the source, half open

  // Decoded; the first of several with that name (any case). Nothing if it is missing.
  std::optional<std::string> value(std::string_view attribute) const;
  bool has(std::string_view attribute) const;
};

class Tokens {
 public:
  enum class Kind { text, start, end, doctype, finished };

  Tokens(std::string_view source, Syntax syntax) : source_(source), syntax_(syntax) {}
  Kind next();

  // After start and end.
  const Tag& tag() const { return tag_; }
  // After text: undecoded, and whether "&" is only itself in it (CDATA).
  std::string_view text() const { return text_; }
  bool literal() const { return literal_; }
  std::size_t at() const { return text_at_; }

  // After the start tag of <script> and its like: the source up to the end tag, which is the next token.
  std::string_view take_raw(std::string_view element);

 private:
  bool passes_declaration();  // at "<!" or "<?"; false: a token was made, see made_
  void pass_comment();
  void pass_to(std::string_view mark, std::size_t from);
  bool read_tag(std::size_t name_at);
  void read_attribute(std::size_t& i, std::size_t& bytes);
  bool is_markup(std::size_t at) const;
  Kind take_text(std::size_t end);

  std::string_view source_;
  Syntax syntax_;
  std::size_t at_ = 0;
  Tag tag_;
  std::string_view text_;
  std::size_t text_at_ = 0;
  bool literal_ = false;
  bool no_more_cdata_ends_ = false;
  Kind made_ = Kind::finished;
};

}  // namespace earshot::markup
