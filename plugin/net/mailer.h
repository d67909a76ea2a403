// The seam to mail: structured values in, one accepted mail or the reason out.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"

namespace earshot::net {

struct Mailbox {
  std::string name;     // UTF-8, may be empty
  std::string address;  // user@host
};
// "Name <user@host>" or "user@host"; nothing if there is no usable address or any control character.
std::optional<Mailbox> parse_mailbox(const std::string& text);
// A dotted user name at a host name, all ASCII: what goes into an envelope without a second thought.
bool is_usable_address(std::string_view address);

struct Mail {
  Mailbox from, to;
  std::string subject;  // UTF-8; control characters are dropped by the writer
  std::string
      message_id;  // without angle brackets; the same for the same event and person, also after a crash
  std::string thread_root;      // message id of the case's first mail, or "" if this is it
  std::string list_id;          // "alerts.blog.example"
  std::string unsubscribe_url;  // https or empty
  Time date{};
  std::string text, html;  // same content twice
};

struct MailSent {};
struct MailDeferred {
  std::string why;
};  // 4xx, no connection: try again later
struct MailRefused {
  std::string why;
};  // 5xx: will not change by waiting

using MailOutcome = std::variant<MailSent, MailDeferred, MailRefused>;

class Mailer {
 public:
  virtual ~Mailer() = default;
  // Blocks until the server has answered. Sent means: the server has taken responsibility (250 after the
  // data).
  virtual MailOutcome send(const Mail& mail) = 0;
};

}  // namespace earshot::net
