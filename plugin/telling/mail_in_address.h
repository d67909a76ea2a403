// Addresses that a person can write to about one alert: the secret part behind the plus proves that the mail
// was answered, and by whom.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "store/books.h"

namespace earshot::telling {

enum class MailInPurpose { reply, unsubscribe };

// "" if the host hands no mail in.
std::string mail_in_address(db::Reader& reader, const model::Site& site, MailInPurpose purpose,
                            model::RowId alert);

struct MailInAddress {
  MailInPurpose purpose{};
  model::RowId alert = 0;
  bool genuine = false;  // the site made it; else it was guessed, or changed on the way
};
// Nothing for an address that is not of this form. Letters may have changed their case on the way.
std::optional<MailInAddress> read_mail_in_address(db::Reader& reader, const model::Site& site,
                                                  std::string_view address);

}  // namespace earshot::telling
