// The header field Link (RFC 8288), read as it is defined: values may hold commas and semicolons in quotes
// and in the address, in any order of parameters.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace earshot::sending {

struct HeaderLink {
  std::string reference;  // as written, perhaps relative, perhaps ""
  std::string rels;       // words of the first rel, lower case, one space between them
  std::string anchor;     // what the link is of, if not of the page itself
};

// The links of one field value, in order; what is no link is passed over. At most 1000.
std::vector<HeaderLink> read_link_header(std::string_view value);

// Is `rel` one of the words?
bool has_rel(std::string_view rels, std::string_view rel);

}  // namespace earshot::sending
