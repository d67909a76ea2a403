// Mail through SMTP by libcurl: one kept connection to the operator's own server, so no address guard stands
// here.
#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "net/mailer.h"

namespace earshot::net {

enum class MailTls {
  opportunistic,  // STARTTLS if the server offers it
  required,       // no mail without it; smtps:// always has it
  off             // a server on this host
};

struct SmtpSettings {
  std::string url = "smtp://127.0.0.1:25";  // or smtps://host:port
  std::string user = {}, password = {};
  MailTls tls = MailTls::opportunistic;
  std::chrono::milliseconds timeout{60000};  // for one mail, with connecting
  std::string hello = {};                    // our name in EHLO; empty: the host's own
};

// Would the mail server take our mail?
struct MailTrial {
  bool answered = false;      // it greeted and took EHLO
  bool offers_tls = false;    // STARTTLS, or smtps:// itself
  bool takes_sender = false;  // after the login, if there is one
  std::string says;           // its last "no", or why it could not be asked
};

// Thread-safe; mails go one after the other.
class SmtpMailer final : public Mailer {
 public:
  // Throws std::invalid_argument if the address is not smtp:// or smtps://.
  explicit SmtpMailer(SmtpSettings settings);
  ~SmtpMailer() override;
  SmtpMailer(const SmtpMailer&) = delete;
  SmtpMailer& operator=(const SmtpMailer&) = delete;

  // Refused only if the server refused this mail or this mailbox. What a changed configuration would cure
  // (login, TLS, a sender that it does not take, a server that sends us away) is Deferred: the mail must not
  // be lost over it.
  MailOutcome send(const Mail& mail) override;
  bool would_take(const std::string& sender) override;
  // Says MAIL FROM after the login, and sends nothing. `sender` is a usable address (net/mailer.h). Blocks
  // for at most settings.timeout.
  MailTrial ask(const std::string& sender);

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace earshot::net
