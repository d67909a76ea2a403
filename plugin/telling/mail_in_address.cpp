#include "telling/mail_in_address.h"

#include <array>
#include <charconv>

#include "base/text.h"
#include "base/token.h"
#include "store/site_store.h"

namespace earshot::telling {
namespace {

constexpr std::size_t kept_of_signature = 24;  // hex digits: 96 bits; a local part has room for 64 characters
constexpr std::array<std::pair<char, MailInPurpose>, 2> letters{
    {{'r', MailInPurpose::reply}, {'u', MailInPurpose::unsubscribe}}};

std::string signed_by(db::Reader& reader, model::SiteId site, std::string_view text) {
  const auto mac = signature(store::site_secret(reader, site), "mail-in", text);
  return sha256_hex(mac).substr(0, kept_of_signature);
}

}  // namespace

// user+rALERT-SIGNATURE@host
std::string mail_in_address(db::Reader& reader, const model::Site& site, MailInPurpose purpose,
                            model::RowId alert) {
  const auto sign = site.mail_in.find('@');
  if (sign == std::string::npos) return {};
  std::string token = std::to_string(alert);
  for (const auto& [letter, meaning] : letters)
    if (meaning == purpose) token.insert(token.begin(), letter);
  return site.mail_in.substr(0, sign) + "+" + token + "-" + signed_by(reader, site.id, token) +
         site.mail_in.substr(sign);
}

std::optional<MailInAddress> read_mail_in_address(db::Reader& reader, const model::Site& site,
                                                  std::string_view address) {
  const auto sign = site.mail_in.find('@');
  if (sign == std::string::npos) return std::nullopt;
  const auto given = lower_ascii(address);
  const auto front = lower_ascii(site.mail_in.substr(0, sign)) + "+";
  const auto back = lower_ascii(site.mail_in.substr(sign));
  if (!given.starts_with(front) || !given.ends_with(back) || given.size() <= front.size() + back.size())
    return std::nullopt;
  const auto token = std::string_view(given).substr(front.size(), given.size() - front.size() - back.size());
  const auto dash = token.find('-');
  MailInAddress out;
  if (dash == std::string_view::npos) return out;
  const auto text = token.substr(0, dash);
  out.genuine = same_bytes(token.substr(dash + 1), signed_by(reader, site.id, text));
  if (!out.genuine) return out;
  for (const auto& [letter, meaning] : letters)
    if (text.front() == letter) out.purpose = meaning;
  std::from_chars(text.data() + 1, text.data() + text.size(), out.alert);
  return out;
}

}  // namespace earshot::telling
