// The h-entry and h-card of a page that mentions us: what kind of mention it is, and by whom.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"

namespace earshot::markup {

struct Author {
  std::string name;
  std::optional<Url> url, photo;
};

// Empty fields: the page does not say; the caller falls back to Page (title, author, site name).
struct Entry {
  bool found = false;            // the page has an h-entry (or h-event, h-review …)
  std::string type = "mention";  // rsvp, invite, repost, like, bookmark, reply, mention: by the property
                                 // whose URL is the target
  bool by_fragment = false;      // the fragment of the page's address names this entry
  std::string rsvp;              // yes, no, maybe, interested
  Author author;
  // The entry says only where its author stands: read_author there, and `author` where that says nothing.
  std::optional<Url> author_page;
  std::optional<Url> url;                        // the entry's own address
  std::string published;                         // as written in dt-published; base/clock.h parses it
  std::string name, summary, content;            // text, squeezed
  std::string content_html;                      // through the cleaner, addresses resolved
  std::vector<std::string> photos, syndication;  // http and https only

  // A like, repost or bookmark without words of its own: the text of its page is not what it says.
  bool is_wordless() const;
};

struct EntryLimits {
  std::size_t html_bytes = 16 * 1024;
  std::size_t addresses = 8;  // of each list
};

// Of several entries it is the one with the fragment's id, else whose url is the page, else that links to the
// target, else the first. Bounded in depth, items and bytes.
Entry read_entry(std::string_view bytes, std::string_view content_type, const Url& final_url,
                 const Url& target, const EntryLimits& limits = {});

// Whom a page that an entry names as its author's is about: the card whose url and uid are the page's, else
// one whose url the page links with rel=me. `asked` is the address before redirects.
std::optional<Author> read_author(std::string_view bytes, std::string_view content_type, const Url& final_url,
                                  const Url& asked);

}  // namespace earshot::markup
