// What the elements of HTML mean for a reader of text and links.
#pragma once
#include <algorithm>
#include <array>
#include <string_view>

namespace earshot::markup {

enum Trait : unsigned {
  empty_element = 1,    // never has an end tag
  block = 2,            // begins and ends a line
  scope = 4,            // end tags of inline elements do not reach through it
  wall = 8,             // no end tag but its own reaches through it
  ends_paragraph = 16,  // its start closes an open <p>
  raw = 32,             // only its own end tag is markup in it
  unseen = 64,          // what is in it is neither text nor link for a reader
  aside = 128,          // links in it count, but no reader sees them
  in_head = 256         // does not end <head>
};

struct ElementTraits {
  std::string_view name;
  unsigned traits;
};

inline constexpr unsigned plain_block = block | scope | ends_paragraph;
inline constexpr std::array<ElementTraits, 83> element_traits{{
    {"address", plain_block},
    {"area", empty_element},
    {"article", plain_block},
    {"aside", plain_block},
    {"base", empty_element | in_head},
    {"basefont", empty_element | in_head},
    {"bgsound", empty_element | in_head},
    {"blockquote", plain_block},
    {"body", block | scope},
    {"br", empty_element},
    {"button", scope},
    {"caption", block | scope},
    {"center", plain_block},
    {"col", empty_element},
    {"colgroup", scope},
    {"dd", plain_block},
    {"details", plain_block},
    {"dialog", plain_block},
    {"dir", plain_block},
    {"div", plain_block},
    {"dl", plain_block},
    {"dt", plain_block},
    {"embed", empty_element},
    {"fieldset", plain_block},
    {"figcaption", plain_block},
    {"figure", plain_block},
    {"footer", plain_block},
    {"form", plain_block},
    {"frame", empty_element},
    {"frameset", scope},
    {"h1", plain_block},
    {"h2", plain_block},
    {"h3", plain_block},
    {"h4", plain_block},
    {"h5", plain_block},
    {"h6", plain_block},
    {"head", scope | aside},
    {"header", plain_block},
    {"hgroup", plain_block},
    {"hr", empty_element | block | ends_paragraph},
    {"html", block | scope},
    {"iframe", raw | unseen},
    {"img", empty_element},
    {"input", empty_element},
    {"keygen", empty_element},
    {"li", plain_block},
    {"link", empty_element | in_head},
    {"main", plain_block},
    {"menu", plain_block},
    {"meta", empty_element | in_head},
    {"nav", plain_block},
    {"noembed", raw | unseen},
    {"noframes", raw | unseen | in_head},
    {"noscript", scope | aside | in_head},
    {"object", scope},
    {"ol", plain_block},
    {"optgroup", unseen},
    {"option", unseen},
    {"p", plain_block},
    {"param", empty_element},
    {"plaintext", raw | unseen | ends_paragraph},
    {"pre", plain_block},
    {"script", raw | unseen | in_head},
    {"search", plain_block},
    {"section", plain_block},
    {"select", scope | unseen},
    {"source", empty_element},
    {"style", raw | unseen | in_head},
    {"summary", plain_block},
    {"table", block | scope | wall},
    {"tbody", block | scope},
    {"td", block | scope},
    {"template", scope | wall | unseen | in_head},
    {"textarea", raw | unseen},
    {"tfoot", block | scope},
    {"th", block | scope},
    {"thead", block | scope},
    {"title", raw | unseen | in_head},
    {"tr", block | scope},
    {"track", empty_element},
    {"ul", plain_block},
    {"wbr", empty_element},
    {"xmp", raw | unseen | ends_paragraph},
}};
static_assert(std::ranges::is_sorted(element_traits, {}, &ElementTraits::name));

constexpr unsigned traits_of(std::string_view element) {
  const auto found = std::ranges::lower_bound(element_traits, element, {}, &ElementTraits::name);
  return found != element_traits.end() && found->name == element ? found->traits : 0;
}

}  // namespace earshot::markup
