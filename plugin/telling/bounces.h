// What is held against an address that mails come back from, and when nothing more is sent there: visible in
// `earshot outbox`, taken back by `--forgive`.
#pragma once
#include <string>

#include "store/books.h"

namespace earshot::telling {

// Mailman's rule: a hard bounce counts 1, a soft one a half, one a day at most; at 5 nothing more is sent.
// What was held against it before is forgotten after a week without a bounce. A returned mail can be forged,
// so none of them, however hard, suspends an address by itself; only the server's own word to us does.
struct Bounce {
  std::string address, why;
  bool hard = false;
};
// True if the address is suspended by this one.
bool note_bounce(db::Tx& tx, const store::Books& books, const Bounce& bounce);

// The mail server refused this very mailbox while we spoke to it.
void suspend(db::Tx& tx, const store::Books& books, const std::string& address, const std::string& why);

}  // namespace earshot::telling
