// Mails as bytes (RFC 5322, 2045-2047): the one place where text becomes a header, so that no text can become
// a second one.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "net/mailer.h"

namespace earshot::net {

// The whole message with CRLF lines, none longer than 998 bytes and all headers folded at 78 where folding is
// possible. Pure: the same mail gives the same bytes. Bcc and the like cannot come out, whatever
// stands in the fields. Fields that cannot stand in a header safely (an address, a message id or a link with
// spaces) are left out.
std::string compose(const Mail& mail);

// Free text for a header that already holds `used` columns of its first line: as it is, or as folded encoded
// words. Control characters, line and paragraph separators become spaces.
std::string header_text(std::string_view text, std::size_t used);

// CRLF lines of at most 76 characters, nothing but printable ASCII.
std::string quoted_printable(std::string_view text);

// C0, C1, DEL, U+2028, U+2029; in valid UTF-8.
bool has_control_character(std::string_view utf8);

}  // namespace earshot::net
