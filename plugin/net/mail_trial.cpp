#include "net/mail_trial.h"

#include "base/text.h"
#include "net/smtp_session.h"

namespace earshot::net {
namespace {

constexpr std::size_t line_bytes = 300;

std::size_t on_answer(char* bytes, std::size_t size, std::size_t count, void* trial_pointer) {
  auto& trial = *static_cast<MailTrial*>(trial_pointer);
  const std::string_view line(bytes, size * count);
  if (line.starts_with("250")) trial.answered = true;
  if (line.size() > 4 && equal_ignoring_case(trim(line.substr(4)), "STARTTLS")) trial.offers_tls = true;
  if (line.starts_with('4') || line.starts_with('5')) trial.says = line.substr(0, line_bytes);
  return line.size();
}

}  // namespace

MailTrial try_mail_server(const SmtpSettings& settings, const std::string& sender) {
  start_curl();
  MailTrial out;  // outlives `easy`, whose goodbye is answered into it
  out.offers_tls = settings.url.starts_with("smtps://");
  const Easy easy(curl_easy_init());
  if (!easy) throw CurlFailure("mail", "out of memory");
  set_session(easy, settings);
  const std::string command = "MAIL FROM:<" + sender + ">";
  set(easy, CURLOPT_CUSTOMREQUEST, command.c_str());
  set(easy, CURLOPT_NOBODY, 1L);
  set(easy, CURLOPT_HEADERFUNCTION, &on_answer);
  set(easy, CURLOPT_HEADERDATA, static_cast<void*>(&out));
  const CURLcode code = curl_easy_perform(easy.get());
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  // libcurl takes 553 for an answer; as an answer to MAIL FROM it is a no.
  out.takes_sender = code == CURLE_OK && status >= 200 && status < 300;
  if (!out.takes_sender && out.says.empty()) out.says = curl_easy_strerror(code);
  out.says = std::string(cut(squeeze(clean_utf8(out.says)), line_bytes));
  return out;
}

}  // namespace earshot::net
