#include "net/smtp_mailer.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "net/curl_library.h"
#include "net/mime.h"
#include "net/smtp_session.h"

namespace earshot::net {
namespace {

constexpr std::size_t reason_bytes = 300;
// "Authenticate first", "use TLS first" and their kin: permanent by number, cured by the operator.
constexpr long operator_codes[] = {530, 534, 535, 538};

// One mail on its way: what is still to be read by libcurl, and the last line in which the server said no.
struct Letter {
  std::string bytes;
  std::size_t read = 0;
  std::string complaint = {};
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* letter_pointer) {
  auto& letter = *static_cast<Letter*>(letter_pointer);
  const std::size_t length = std::min(size * count, letter.bytes.size() - letter.read);
  std::memcpy(buffer, letter.bytes.data() + letter.read, length);
  letter.read += length;
  return length;
}

std::size_t on_answer(char* bytes, std::size_t size, std::size_t count, void* letter_pointer) {
  const std::size_t length = size * count;
  // After a "no" libcurl still says QUIT, and the answer to that is no reason.
  if (length > 0 && (bytes[0] == '4' || bytes[0] == '5'))
    static_cast<Letter*>(letter_pointer)->complaint.assign(bytes, std::min(length, reason_bytes));
  return length;
}

// For logs and the desk: one bounded line.
std::string told(std::string_view text) {
  return std::string(cut(squeeze(clean_utf8(text)), reason_bytes));
}

bool refused_for_good(CURLcode code, long status, const Letter& letter) {
  if (status < 500 || status > 599) return false;
  if (std::ranges::find(operator_codes, status) != std::end(operator_codes)) return false;
  const bool at_envelope = code == CURLE_SEND_ERROR;  // MAIL, RCPT or DATA was answered so
  const bool after_data = code == CURLE_WEIRD_SERVER_REPLY && letter.read == letter.bytes.size();
  return at_envelope || after_data;
}

}  // namespace

class SmtpMailer::Connection {
 public:
  explicit Connection(SmtpSettings settings) : settings_(std::move(settings)), easy_(curl_easy_init()) {
    if (!easy_) throw CurlFailure("mail", "out of memory");
  }

  MailOutcome deliver(const Mail& mail) {
    const std::lock_guard lock(mutex_);
    Letter letter{compose(mail)};
    CurlList recipients;
    recipients.add("<" + mail.to.address + ">");
    prepare(letter, "<" + mail.from.address + ">", recipients);
    const CURLcode code = curl_easy_perform(easy_.get());
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_reset(easy_.get());  // keeps the connection, forgets the letter, which dies here
    if (code == CURLE_OK) return MailSent{};
    // A 2xx or 3xx said last is not the reason: the connection broke after it.
    const bool server_gave_reason = status >= 400 && !letter.complaint.empty();
    std::string why = told(server_gave_reason ? letter.complaint : curl_easy_strerror(code));
    if (refused_for_good(code, status, letter)) return MailRefused{std::move(why)};
    return MailDeferred{std::move(why)};
  }

 private:
  void prepare(Letter& letter, const std::string& from, const CurlList& recipients) {
    set_session(easy_, settings_);
    set(easy_, CURLOPT_MAIL_FROM, from.c_str());
    set(easy_, CURLOPT_MAIL_RCPT, recipients.get());
    set(easy_, CURLOPT_UPLOAD, 1L);
    set(easy_, CURLOPT_READFUNCTION, &on_read);
    set(easy_, CURLOPT_READDATA, static_cast<void*>(&letter));
    set(easy_, CURLOPT_HEADERFUNCTION, &on_answer);
    set(easy_, CURLOPT_HEADERDATA, static_cast<void*>(&letter));
  }

  const SmtpSettings settings_;
  std::mutex mutex_;
  Easy easy_;
};

SmtpMailer::SmtpMailer(SmtpSettings settings) {
  if (!settings.url.starts_with("smtp://") && !settings.url.starts_with("smtps://"))
    throw std::invalid_argument("mail server " + settings.url + ": not smtp:// or smtps://");
  start_curl();
  while (settings.url.ends_with('/')) settings.url.pop_back();
  connection_ = std::make_unique<Connection>(std::move(settings));
}
SmtpMailer::~SmtpMailer() = default;

MailOutcome SmtpMailer::send(const Mail& mail) {
  if (!is_usable_address(mail.from.address)) return MailDeferred{"the sender's address is not usable"};
  if (!is_usable_address(mail.to.address)) return MailRefused{"the recipient's address is not usable"};
  return connection_->deliver(mail);
}

}  // namespace earshot::net
