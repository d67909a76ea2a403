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
  std::string thread_root;                         // message id of the case's first mail, or "" if this is it
  std::string thread_parent;                       // that of the mail before this one in the case, or ""
  std::string list_id;                             // "alerts.blog.example"
  std::string unsubscribe_url;                     // https, or http where one click is not promised; or empty
  std::string unsubscribe_address, reply_address;  // user@host, or empty
  Time date{};
  std::string text, html;  // same content twice
};

// Whose trouble it is that a mail did not leave: the server's, which no mail would pass now; that of this
// recipient's mailbox; or this mail's own, from its first byte on.
enum class MailStage { server, recipient, content };

struct MailSent {};
struct MailDeferred {
  std::string why;
  MailStage stage = MailStage::server;
};  // 4xx, no connection, a conversation that broke: try again later
struct MailRefused {
  std::string why;
  MailStage stage = MailStage::content;
};  // 5xx: will not change by waiting; stage recipient: this mailbox takes nothing of ours

using MailOutcome = std::variant<MailSent, MailDeferred, MailRefused>;

class Mailer {
 public:
  virtual ~Mailer() = default;
  // Blocks until the server has answered. Sent means: the server has taken responsibility (250 after the
  // data).
  virtual MailOutcome send(const Mail& mail) = 0;
  // Would the server take a mail from this sender now? Blocks like send(), and sends nothing.
  virtual bool would_take(const std::string& sender) = 0;
};

}  // namespace earshot::net
