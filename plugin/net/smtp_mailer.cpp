#include "net/smtp_mailer.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "net/curl_library.h"
#include "net/mime.h"

namespace earshot::net {
namespace {

constexpr std::size_t reason_bytes = 300;
// "Authenticate first", "use TLS first" and their kin: permanent by number, cured by the operator.
constexpr long operator_codes[] = {530, 534, 535, 538};

// What the server said in one conversation, and how that ended.
struct Heard {
  bool greeted = false;     // it took EHLO
  bool offers_tls = false;  // STARTTLS
  std::string no = {};      // the last line in which it said no
  CURLcode code = CURLE_OK;
  long status = 0;
  MailStage stage = MailStage::server;  // how far we got
};

// What is still to be read of it by libcurl.
struct Letter {
  std::string bytes;
  std::size_t read = 0;
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* letter_pointer) {
  auto& letter = *static_cast<Letter*>(letter_pointer);
  const std::size_t length = std::min(size * count, letter.bytes.size() - letter.read);
  std::memcpy(buffer, letter.bytes.data() + letter.read, length);
  letter.read += length;
  return length;
}

std::size_t on_answer(char* bytes, std::size_t size, std::size_t count, void* heard_pointer) {
  auto& heard = *static_cast<Heard*>(heard_pointer);
  const std::string_view line(bytes, size * count);
  if (line.starts_with("250")) heard.greeted = true;
  if (line.size() > 4 && equal_ignoring_case(trim(line.substr(4)), "STARTTLS")) heard.offers_tls = true;
  // After a "no" libcurl still says QUIT, and the answer to that is no reason.
  if (line.starts_with('4') || line.starts_with('5')) heard.no = line.substr(0, reason_bytes);
  return line.size();
}

// libcurl tells of a refusal, but not of what: the last command that it said does.
int on_command(CURL*, curl_infotype type, char* bytes, std::size_t size, void* heard_pointer) {
  if (type != CURLINFO_HEADER_OUT) return 0;
  auto& heard = *static_cast<Heard*>(heard_pointer);
  const std::string_view said(bytes, size);
  if (said.starts_with("RCPT ")) heard.stage = MailStage::recipient;
  if (said.starts_with("DATA")) heard.stage = MailStage::content;
  return 0;
}

// For logs and the desk: one bounded line.
std::string told(std::string_view text) {
  return std::string(cut(squeeze(clean_utf8(text)), reason_bytes));
}

// A 2xx or 3xx said last is not the reason: the connection broke after it.
std::string reason(const Heard& heard) {
  return told(heard.status >= 400 && !heard.no.empty() ? heard.no : curl_easy_strerror(heard.code));
}

bool refused_for_good(const Heard& heard, const Letter& letter) {
  constexpr long too_large = 552;
  if (heard.status < 500 || heard.status > 599) return false;
  if (std::ranges::find(operator_codes, heard.status) != std::end(operator_codes)) return false;
  // MAIL, RCPT or DATA was answered so; a sender that is not taken is the operator's to cure.
  const bool at_envelope =
      heard.code == CURLE_SEND_ERROR && (heard.stage != MailStage::server || heard.status == too_large);
  const bool after_data = heard.code == CURLE_WEIRD_SERVER_REPLY && letter.read == letter.bytes.size();
  return at_envelope || after_data;
}

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

class SmtpMailer::Connection {
 public:
  explicit Connection(SmtpSettings settings) : settings_(std::move(settings)), easy_(make_easy()) {}

  MailOutcome deliver(const Mail& mail) {
    Letter letter{compose(mail)};
    const std::string from = "<" + mail.from.address + ">";
    CurlList recipients;
    recipients.add("<" + mail.to.address + ">");
    const Heard heard = converse([&] {
      set(easy_, CURLOPT_MAIL_FROM, from.c_str());
      set(easy_, CURLOPT_MAIL_RCPT, recipients.get());
      set(easy_, CURLOPT_UPLOAD, 1L);
      set(easy_, CURLOPT_READFUNCTION, &on_read);
      set(easy_, CURLOPT_READDATA, static_cast<void*>(&letter));
    });
    if (heard.code == CURLE_OK) return MailSent{};
    if (refused_for_good(heard, letter)) return MailRefused{reason(heard), heard.stage};
    // Who is told to close down, or hears nothing at all, is not told about a mailbox.
    const bool answered = heard.status >= 400 && heard.status != 421;
    const bool in_data = heard.stage == MailStage::content;
    return MailDeferred{reason(heard), answered || in_data ? heard.stage : MailStage::server};
  }

  MailTrial ask(const std::string& sender) {
    const std::string command = "MAIL FROM:<" + sender + ">";
    const Heard heard = converse([&] {
      set(easy_, CURLOPT_CUSTOMREQUEST, command.c_str());
      set(easy_, CURLOPT_NOBODY, 1L);
    });
    MailTrial out;
    out.answered = heard.greeted;
    out.offers_tls = heard.offers_tls || settings_.url.starts_with("smtps://");
    // libcurl takes 553 for an answer; as an answer to MAIL FROM it is a no.
    out.takes_sender = heard.code == CURLE_OK && heard.status >= 200 && heard.status < 300;
    out.says = out.takes_sender ? told(heard.no) : reason(heard);
    return out;
  }

 private:
  // The one place where a mail server is talked to. `say` sets what is said after the login.
  Heard converse(const std::function<void()>& say) {
    const std::lock_guard lock(mutex_);
    Heard heard;
    set_session();
    set(easy_, CURLOPT_HEADERFUNCTION, &on_answer);
    set(easy_, CURLOPT_HEADERDATA, static_cast<void*>(&heard));
    set(easy_, CURLOPT_VERBOSE, 1L);
    set(easy_, CURLOPT_DEBUGFUNCTION, &on_command);
    set(easy_, CURLOPT_DEBUGDATA, static_cast<void*>(&heard));
    say();
    heard.code = curl_easy_perform(easy_.get());
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &heard.status);
    curl_easy_reset(easy_.get());  // keeps the connection, forgets what dies here and in the caller
    return heard;
  }

  // Server, time, TLS and login.
  void set_session() {
    const std::string url = settings_.url + (settings_.hello.empty() ? "" : "/" + settings_.hello);
    set(easy_, CURLOPT_URL, url.c_str());
    set(easy_, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(easy_, CURLOPT_PROXY, "");
    set(easy_, CURLOPT_NOSIGNAL, 1L);
    set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.timeout.count()));
    set(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.timeout.count()));
    set(easy_, CURLOPT_USE_SSL, tls_level(settings_.tls));
    if (settings_.tls == MailTls::opportunistic && settings_.user.empty() &&
        settings_.url.starts_with("smtp://")) {
      // Who may strip STARTTLS needs no forged certificate; and most servers on localhost have one that
      // proves nothing.
      set(easy_, CURLOPT_SSL_VERIFYPEER, 0L);
      set(easy_, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (!settings_.user.empty()) {
      set(easy_, CURLOPT_USERNAME, settings_.user.c_str());
      set(easy_, CURLOPT_PASSWORD, settings_.password.c_str());
    }
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
  if (!is_usable_address(mail.to.address))
    return MailRefused{"the recipient's address is not usable", MailStage::recipient};
  return connection_->deliver(mail);
}

bool SmtpMailer::would_take(const std::string& sender) {
  return is_usable_address(sender) && connection_->ask(sender).takes_sender;
}

MailTrial SmtpMailer::ask(const std::string& sender) {
  return connection_->ask(sender);
}

}  // namespace earshot::net
