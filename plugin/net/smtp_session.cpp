#include "net/smtp_session.h"

namespace earshot::net {
namespace {

long tls_level(MailTls tls) {
  switch (tls) {
    case MailTls::opportunistic:
      return CURLUSESSL_TRY;
    case MailTls::required:
      return CURLUSESSL_ALL;
    case MailTls::off:
      return CURLUSESSL_NONE;
  }
  return CURLUSESSL_ALL;
}

}  // namespace

void set_session(const Easy& easy, const SmtpSettings& settings) {
  const std::string url = settings.url + (settings.hello.empty() ? "" : "/" + settings.hello);
  set(easy, CURLOPT_URL, url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.timeout.count()));
  set(easy, CURLOPT_USE_SSL, tls_level(settings.tls));
  if (settings.tls == MailTls::opportunistic && settings.user.empty() &&
      settings.url.starts_with("smtp://")) {
    // Who may strip STARTTLS needs no forged certificate; and most servers on localhost have one that
    // proves nothing.
    set(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!settings.user.empty()) {
    set(easy, CURLOPT_USERNAME, settings.user.c_str());
    set(easy, CURLOPT_PASSWORD, settings.password.c_str());
  }
}

}  // namespace earshot::net
