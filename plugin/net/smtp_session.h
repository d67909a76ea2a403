// How we talk to the operator's mail server, whether to send or only to ask. For .cpp files of this room
// only.
#pragma once
#include "net/curl_library.h"
#include "net/smtp_mailer.h"

namespace earshot::net {

// Server, time, TLS and login; what is said there the caller sets.
void set_session(const Easy& easy, const SmtpSettings& settings);

}  // namespace earshot::net
