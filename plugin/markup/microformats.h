// The h-entry and h-card of a page that mentions us: what kind of mention it is, and by whom.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/url.h"

namespace earshot::markup {

// Empty fields: the page does not say; the caller falls back to Page (title, author, site name).
struct Entry {
  bool found = false;  // the page has an h-entry (or h-event, h-review …)
  std::string type =
      "mention";     // rsvp, repost, like, bookmark, reply, mention: by the property whose URL is the target
  std::string rsvp;  // yes, no, maybe, interested
  std::string author_name;
  std::optional<Url> author_url, author_photo;
  std::optional<Url> url;              // the entry's own address
  std::string published;               // as written in dt-published; base/clock.h parses it
  std::string name, summary, content;  // text, squeezed
};

// Of several entries it is the one with the fragment's id, else whose url is the page, else that links to the
// target, else the first. Bounded in depth, items and bytes.
Entry read_entry(std::string_view bytes, std::string_view content_type, const Url& final_url,
                 const Url& target);

}  // namespace earshot::markup
