// What a foreign page says and links to: enough to verify a linkback and to quote it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"
#include "markup/json_ld.h"
#include "markup/set_apart.h"

namespace earshot::markup {

struct PageLimits {
  std::size_t bytes = 2 * 1024 * 1024;  // of the document; what comes later is not read
  std::size_t text_bytes = 256 * 1024;
  std::size_t links = 5000;
  const Url* wanted = nullptr;  // links to this page are listed also behind that many
};

struct Link {
  Url url;                   // resolved against the page's base
  std::string element;       // "a", "img" …; "" in text and JSON
  std::string attribute;     // "href", "src" …; "" in text and JSON
  std::string rels;          // words of rel, lower case, one space between them
  bool visible = true;       // a reader sees it: not in <head>, <noscript>, a closed <dialog>, under `hidden`
                             // or a style of its own that hides; style sheets are not read
  bool nofollow = false;     // rel has nofollow, ugc or sponsored
  std::size_t text_at = 0;   // bytes of Page::text: where the element stands …
  std::size_t text_end = 0;  // … and where it ends; equal for images and the like
  std::string type = {};     // of <link>: the media type that stands there, lower case …
  std::string title = {};    // … and its title
};

// Everything is UTF-8 and decoded, never escaped.
struct Page {
  bool not_text = false;   // an image, a film …: nothing below is filled
  bool is_xml = false;     // no XHTML: a feed, perhaps
  bool is_json = false;    // its text is all values, one a line
  bool says_gone = false;  // <meta http-equiv="status" content="410 Gone">
  std::string title;
  std::string text;  // visible text, white space squeezed, one line per block
  Ranges quoted;  // bytes of it that repeat somebody else, are program text or part of a form; by beginnings
  std::vector<Link> links;  // in page order; only http and https
  std::string description, author, og_title, og_site_name, og_url, published;
  std::string robots;  // of <meta name=robots>, lower case
  JsonLd ld;
  Url base;
  explicit Page(Url base_) : base(std::move(base_)) {}
};

// Reads HTML, XHTML, JSON (string values that are addresses; the HTML in `content` and the like), plain text
// (addresses in it) and XML (href, src, url; text of link and guid). An empty content type is sniffed. Linear
// in the size of the page whatever it holds. Links under template (but for an open shadow root), script,
// style, textarea, title, xmp, iframe, plaintext, noframes, select, in comments and CDATA do not count.
Page read_page(std::string_view bytes, std::string_view content_type, const Url& final_url,
               const PageLimits& limits = {});

// Plain text around the link, about as many characters on each side, cut at words, "…" where something was
// cut off.
std::string excerpt_around(const Page& page, const Link& link, std::size_t characters_each_side = 100);

}  // namespace earshot::markup
