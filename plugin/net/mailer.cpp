#include "net/mailer.h"

#include <algorithm>

#include "base/text.h"
#include "net/mime.h"

namespace earshot::net {
namespace {

bool is_atom_character(char c) {
  constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         marks.find(c) != std::string_view::npos;
}

// Labels joined by single dots, each made of characters that `fits`.
template <class Fits>
bool is_dotted(std::string_view text, std::size_t longest_label, Fits fits) {
  std::size_t label = 0;
  for (const char c : text) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
    } else if (!fits(c) || ++label > longest_label) {
      return false;
    }
  }
  return label > 0;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

std::string without_quotes(std::string_view name) {
  if (name.size() < 2 || name.front() != '"' || name.back() != '"') return std::string(name);
  std::string bare;
  name = name.substr(1, name.size() - 2);
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '\\' && at + 1 < name.size()) ++at;
    bare += name[at];
  }
  return bare;
}

}  // namespace

bool is_usable_address(std::string_view address) {
  const std::size_t sign = address.find('@');
  if (sign == std::string_view::npos || address.size() > 254) return false;
  const std::string_view user = address.substr(0, sign), host = address.substr(sign + 1);
  return user.size() <= 64 && is_dotted(user, 64, is_atom_character) &&
         is_dotted(host, 63, is_host_character);
}

std::optional<Mailbox> parse_mailbox(const std::string& text) {
  if (!is_utf8(text) || has_control_character(text)) return std::nullopt;
  const std::string_view all = trim(text);
  Mailbox box;
  if (!all.empty() && all.back() == '>') {
    const std::size_t open = all.rfind('<');
    if (open == std::string_view::npos) return std::nullopt;
    box.name = without_quotes(trim(all.substr(0, open)));
    box.address = all.substr(open + 1, all.size() - open - 2);
  } else {
    box.address = all;
  }
  if (!is_usable_address(box.address)) return std::nullopt;
  return box;
}

}  // namespace earshot::net
