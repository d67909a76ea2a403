// The microformats2 items of a page (and hentry, vcard of the years before) as a bounded list.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"
#include "markup/tokens.h"

namespace earshot::markup {

struct MfProperty {
  char kind;                        // p, u, d, e
  std::string name;                 // "in-reply-to"
  std::string value;                // text squeezed, addresses resolved
  std::string html;                 // of e-…: what stands in the element, as written
  std::optional<std::size_t> item;  // when an item stands in it
};

struct MfItem {
  std::vector<std::string> types;  // "h-entry"
  std::string id;
  std::vector<MfProperty> properties;
  std::optional<std::size_t> parent;
  bool is_property = false;  // it stands in a property of its parent
  bool old = false;          // by the class names of microformats 1

  bool is(std::string_view type) const;
  const MfProperty* first(std::string_view name) const;
};

struct MfItems {
  std::vector<MfItem> items;  // in page order
  std::string rel_author_name;
  std::optional<Url> rel_author;
  std::vector<std::string> rel_me;  // addresses, resolved
  std::optional<Url> base;          // of <base href>
};

MfItems read_items(std::string_view source, Syntax syntax, const Url& page);

}  // namespace earshot::markup
