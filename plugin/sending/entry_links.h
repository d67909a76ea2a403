// The links of an entry that others are told of, and what the entry says: taken from its own content, not
// from navigation and comments around it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"

namespace earshot::sending {

struct EntryLink {
  Url url;
  std::string written;  // as the author wrote it, made absolute if it was not
};

struct EntryText {
  std::vector<EntryLink> links;  // in order, each page once
  std::string title, text;       // for a whole page: its title; text squeezed
};

enum class EntryForm {
  content,  // HTML of the entry alone, as an engine's REST interface and feeds hand it out
  page      // a whole page, of which the entry is read (markup/entry_part.h)
};

inline constexpr std::size_t most_entry_links = 200;

// a[href] and the cite of quotations; only http and https; not what a browser would not show as a link.
// `bytes` are UTF-8.
EntryText read_entry_links(std::string_view html, EntryForm form, const Url& base);

}  // namespace earshot::sending
