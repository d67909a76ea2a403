// Would the mail server take our mail? Asked without sending any.
#pragma once
#include <string>

#include "net/smtp_mailer.h"

namespace earshot::net {

struct MailTrial {
  bool answered = false;      // it greeted and took EHLO
  bool offers_tls = false;    // STARTTLS, or smtps:// itself
  bool takes_sender = false;  // after the login, if there is one
  std::string says;           // its last "no", or why it could not be asked
};

// Connects as SmtpMailer does, TLS and login included, says MAIL FROM and leaves. Blocks for at most
// settings.timeout. `sender` is a usable address (net/mailer.h).
MailTrial try_mail_server(const SmtpSettings& settings, const std::string& sender);

}  // namespace earshot::net
