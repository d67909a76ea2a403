// Mails of strangers read: headers, and parts as bytes with their transfer encoding undone. Whatever comes in
// is read as far as it makes sense; nothing is refused but what is beyond the limits, which is cut.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::net {

struct MimeLimits {
  std::size_t bytes = 1024 * 1024;  // what lies behind is not looked at
  std::size_t depth = 8, parts = 64, headers = 256, header_bytes = 16 * 1024;
};

struct MimePart {
  // In order; names in lower case, values unfolded, otherwise as they came.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;             // of a part without parts
  std::vector<MimePart> parts;  // of multipart/…

  std::string header(std::string_view lower_case_name) const;  // first value, or ""
  std::vector<std::string> all(std::string_view lower_case_name) const;
  std::string type() const;  // "text/plain" where none is given, in lower case
  // A parameter of Content-Type, "" if there is none.
  std::string parameter(std::string_view lower_case_name) const;
};

MimePart read_mime(std::string_view bytes, const MimeLimits& limits = {});

// The groups of fields of a delivery status (RFC 3464), and the headers of a returned mail.
std::vector<MimePart> read_header_groups(std::string_view bytes, const MimeLimits& limits = {});

// "user@host" of "Name <user@host>", without a look at whether it could exist; "" if there is none.
std::string address_in(std::string_view mailbox);
// What stands in angle brackets, one after the other: Message-IDs of References.
std::vector<std::string> bracketed_in(std::string_view text);

}  // namespace earshot::net
