// What a person wrote in answer to a mail, without what the mail program quoted.
#pragma once
#include <string>
#include <string_view>

#include "net/mime_reader.h"

namespace earshot::telling {

inline constexpr std::size_t longest_note = 10 * 1024;

// UTF-8, at most longest_note bytes; "" if nothing was written.
std::string reply_text(const net::MimePart& mail);
// Quotations, the line that introduces them and the signature left out.
std::string without_quotations(std::string_view text);

// A first line such as "mine" or "ich übernehme" takes the case.
struct ReplyWords {
  bool claims = false;
  std::string note;  // without that line
};
ReplyWords reply_words(std::string_view text);

}  // namespace earshot::telling
