// A page as a balanced stream: elements that open and close, and the text between them.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "markup/tokens.h"

namespace earshot::markup {

inline constexpr std::size_t max_depth = 256;  // elements below are reported as if they were empty

class Events {
 public:
  virtual ~Events() = default;
  // stays: a close() follows. traits are those of elements.h, 0 in XML.
  virtual void open(const Tag& tag, unsigned traits, bool stays) = 0;
  virtual void close(std::string_view element, unsigned traits, const Tag* end_tag) = 0;
  // `raw` is where it stands in the source; the same bytes as `decoded` unless a reference was decoded.
  virtual void text(std::string_view decoded, std::string_view raw) = 0;
  virtual void doctype() {}
  // What stands in a <script>, undecoded.
  virtual void script(const Tag&, std::string_view) {}
  virtual bool enough() const { return false; }
};

// Works in time linear to the source and a fixed amount of memory. Text of <title> and <textarea> is
// reported, that of scripts and the like is not. End tags that fit nothing are dropped, missing ones are
// added.
void read_markup(std::string_view source, Syntax syntax, Events& events);

}  // namespace earshot::markup
