#include "net/smtp_mailer.h"

#include <boost/test/unit_test.hpp>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/text.h"
#include "doubles/loopback_server.h"
#include "doubles/mail_reader.h"
#include "net/mime.h"

using namespace earshot;
using namespace earshot::net;

BOOST_AUTO_TEST_SUITE(net_smtp_mailer)

namespace {

// Answers each verb as the test says and keeps what was sent. An empty answer hangs up.
struct MailHost {
  std::string banner = "220 mx.example ESMTP\r\n";
  std::string ehlo = "250-mx.example\r\n250-8BITMIME\r\n250 SIZE 1000000\r\n";
  std::string auth = "235 welcome\r\n", from = "250 ok\r\n", rcpt = "250 ok\r\n", data = "354 go on\r\n",
              end = "250 taken\r\n";

  std::vector<std::string> commands() {
    const std::lock_guard lock(mutex);
    return commands_;
  }
  std::vector<std::string> mails() {
    const std::lock_guard lock(mutex);
    return mails_;
  }
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(server.port()); }
  int connections() const { return server.connections(); }

 private:
  bool answer(Peer& peer, const std::string& command) {
    const std::string verb = command.substr(0, 4);
    if (verb == "EHLO" || verb == "HELO") return say(peer, ehlo);
    if (verb == "AUTH") return say(peer, auth);
    if (verb == "MAIL") return say(peer, from);
    if (verb == "RCPT") return say(peer, rcpt);
    if (verb == "QUIT") return say(peer, "221 bye\r\n") && false;
    if (verb != "DATA") return say(peer, "502 what?\r\n");
    if (!say(peer, data)) return false;
    if (!data.starts_with("354")) return true;
    std::string mail = peer.read_until("\r\n.\r\n");
    if (mail.empty()) return false;
    {
      const std::lock_guard lock(mutex);
      mails_.push_back(mail.substr(0, mail.size() - 3));
    }
    return say(peer, end);
  }
  static bool say(Peer& peer, const std::string& answer) { return !answer.empty() && peer.write(answer); }

  std::mutex mutex;
  std::vector<std::string> commands_, mails_;
  LoopbackServer server{[this](Peer& peer) {
    if (!say(peer, banner)) return;
    for (;;) {
      const std::string command = peer.read_until("\r\n");
      if (command.empty()) return;
      {
        const std::lock_guard lock(mutex);
        commands_.push_back(command.substr(0, command.size() - 2));
      }
      if (!answer(peer, command)) return;
    }
  }};
};

Mail alert() {
  Mail mail;
  mail.from = {"Earshot", "earshot@blog.example"};
  mail.to = {"Ann", "ann@team.example"};
  mail.subject = "Mentioned: Ännchen";
  mail.message_id = "earshot.1@blog.example";
  mail.date = from_micros(1795326925000000);
  mail.text = "First line\n.\n..two dots\nlast\n";
  mail.html = "<p>First line</p>";
  return mail;
}

SmtpSettings towards(const MailHost& host) {
  SmtpSettings settings;
  settings.url = host.url();
  settings.timeout = std::chrono::milliseconds(5000);
  settings.hello = "earshot.blog.example";
  return settings;
}

MailOutcome sent_to(MailHost& host) {
  return SmtpMailer(towards(host)).send(alert());
}

template <class Outcome>
std::string why(const MailOutcome& outcome) {
  BOOST_REQUIRE_MESSAGE(std::holds_alternative<Outcome>(outcome), "outcome " << outcome.index());
  return std::get<Outcome>(outcome).why;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_mail_arrives_as_it_was_composed) {
  MailHost host;
  BOOST_TEST(std::holds_alternative<MailSent>(sent_to(host)));
  BOOST_REQUIRE(host.mails().size() == 1u);
  std::string arrived = host.mails()[0];
  for (std::size_t at = 0; (at = arrived.find("\r\n..", at)) != std::string::npos; at += 3)
    arrived.erase(at + 2, 1);
  BOOST_TEST(arrived == compose(alert()));
  BOOST_TEST(ReadMail(arrived).parts().at(0).body() == "First line\r\n.\r\n..two dots\r\nlast\r\n");
  const auto commands = host.commands();
  BOOST_TEST(commands.at(0) == "EHLO earshot.blog.example");
  BOOST_TEST(commands.at(1).starts_with("MAIL FROM:<earshot@blog.example>"));
  BOOST_TEST(commands.at(2).starts_with("RCPT TO:<ann@team.example>"));
}

BOOST_AUTO_TEST_CASE(one_connection_serves_many_mails) {
  MailHost host;
  {
    SmtpMailer mailer(towards(host));
    for (int i = 0; i < 5; ++i) BOOST_TEST(std::holds_alternative<MailSent>(mailer.send(alert())));
  }
  BOOST_TEST(host.mails().size() == 5u);
  BOOST_TEST(host.connections() == 1);
}

BOOST_AUTO_TEST_CASE(temporary_answers_put_off_with_the_servers_words) {
  for (std::string MailHost::*const step :
       {&MailHost::banner, &MailHost::from, &MailHost::rcpt, &MailHost::data, &MailHost::end})
    for (const std::string answer :
         {"421 4.3.2 closing down\r\n", "450 4.2.0 greylisted\r\n", "451 4.7.1 try again\r\n"}) {
      MailHost host;
      host.*step = answer;
      BOOST_TEST(why<MailDeferred>(sent_to(host)) == trim(answer));
    }
}

BOOST_AUTO_TEST_CASE(permanent_answers_about_the_mail_refuse_with_the_servers_words) {
  for (std::string MailHost::*const step : {&MailHost::rcpt, &MailHost::data, &MailHost::end})
    for (const std::string answer :
         {"550 5.1.1 no such user\r\n", "552 too big\r\n", "554 5.7.1 not wanted\r\n"}) {
      MailHost host;
      host.*step = answer;
      BOOST_TEST(why<MailRefused>(sent_to(host)) == trim(answer));
    }
}

BOOST_AUTO_TEST_CASE(it_is_told_whether_the_server_the_mailbox_or_the_mail_is_the_trouble) {
  const auto stage_of = [](std::string MailHost::*step, const std::string& answer) {
    MailHost host;
    host.*step = answer;
    const auto outcome = sent_to(host);
    if (const auto* deferred = std::get_if<MailDeferred>(&outcome)) return deferred->stage;
    return std::get<MailRefused>(outcome).stage;
  };
  for (std::string MailHost::*const step : {&MailHost::banner, &MailHost::ehlo, &MailHost::from})
    BOOST_CHECK(stage_of(step, "451 4.3.0 later\r\n") == MailStage::server);
  for (const std::string answer : {"450 4.2.0 greylisted\r\n", "550 5.1.1 no such user\r\n"})
    BOOST_CHECK(stage_of(&MailHost::rcpt, answer) == MailStage::recipient);
  for (const std::string answer : {"451 4.7.1 soft\r\n", "554 5.7.1 spam\r\n", ""})
    BOOST_CHECK(stage_of(&MailHost::end, answer) == MailStage::content);
  BOOST_CHECK(stage_of(&MailHost::rcpt, "421 4.3.2 closing\r\n") == MailStage::server);
  MailHost sender_unknown;
  sender_unknown.from = "550 5.7.1 sender not allowed\r\n";
  BOOST_TEST(why<MailDeferred>(sent_to(sender_unknown)) == "550 5.7.1 sender not allowed");
  MailHost too_large;
  too_large.from = "552 5.3.4 too large\r\n";
  BOOST_TEST(why<MailRefused>(sent_to(too_large)) == "552 5.3.4 too large");
}

BOOST_AUTO_TEST_CASE(a_server_that_drips_its_greeting_is_left) {
  LoopbackServer dripping([](Peer& peer) {
    while (peer.write("2") && peer.pause(std::chrono::milliseconds(100))) continue;
  });
  SmtpSettings settings;
  settings.url = "smtp://127.0.0.1:" + std::to_string(dripping.port());
  settings.timeout = std::chrono::milliseconds(700);
  const auto begun = std::chrono::steady_clock::now();
  SmtpMailer mailer(settings);
  why<MailDeferred>(mailer.send(alert()));
  BOOST_CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
  BOOST_TEST(!mailer.would_take("earshot@blog.example"));
}

BOOST_AUTO_TEST_CASE(a_broken_tls_is_the_servers_trouble) {
  MailHost host;
  host.ehlo = "250-mx.example\r\n250 STARTTLS\r\n";  // and then it knows no such command
  SmtpSettings settings = towards(host);
  settings.tls = MailTls::required;
  const auto outcome = SmtpMailer(settings).send(alert());
  BOOST_REQUIRE(std::holds_alternative<MailDeferred>(outcome));
  BOOST_CHECK(std::get<MailDeferred>(outcome).stage == MailStage::server);
  BOOST_TEST(host.mails().empty());
}

BOOST_AUTO_TEST_CASE(a_server_that_sends_us_away_or_dislikes_our_login_loses_no_mail) {
  {
    MailHost host;
    host.banner = "554 no service for you\r\n";
    why<MailDeferred>(sent_to(host));
  }
  {
    MailHost host;
    host.ehlo = "550 bad name\r\n";
    why<MailDeferred>(sent_to(host));
  }
  for (const std::string answer : {"530 5.7.0 Authentication required\r\n", "538 encryption needed\r\n"}) {
    MailHost host;
    host.from = answer;
    BOOST_TEST(why<MailDeferred>(sent_to(host)) == trim(answer));
  }
  MailHost host;
  host.ehlo = "250-mx.example\r\n250 AUTH PLAIN\r\n";
  host.auth = "535 5.7.8 wrong password\r\n";
  SmtpSettings settings = towards(host);
  settings.user = "us";
  settings.password = "wrong";
  const std::string text = why<MailDeferred>(SmtpMailer(settings).send(alert()));
  BOOST_TEST(text.find("wrong password") != std::string::npos);
  BOOST_TEST(host.mails().empty());
}

BOOST_AUTO_TEST_CASE(a_broken_conversation_puts_off) {
  for (std::string MailHost::*const step : {&MailHost::banner, &MailHost::ehlo, &MailHost::from,
                                            &MailHost::rcpt, &MailHost::data, &MailHost::end}) {
    MailHost host;
    host.*step = "";
    BOOST_TEST(!why<MailDeferred>(sent_to(host)).empty());
    MailHost odd;
    odd.*step = "this is no answer\r\n";
    SmtpSettings settings = towards(odd);
    settings.timeout = std::chrono::milliseconds(300);
    BOOST_TEST(!why<MailDeferred>(SmtpMailer(settings).send(alert())).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_or_says_nothing_puts_off) {
  SmtpSettings settings;
  {
    MailHost gone;
    settings = towards(gone);
  }
  why<MailDeferred>(SmtpMailer(settings).send(alert()));
  LoopbackServer silent([](Peer& peer) { peer.wait_for_end(); });
  settings.url = "smtp://127.0.0.1:" + std::to_string(silent.port());
  settings.timeout = std::chrono::milliseconds(300);
  why<MailDeferred>(SmtpMailer(settings).send(alert()));
}

BOOST_AUTO_TEST_CASE(where_encryption_is_required_nothing_is_said_without_it) {
  MailHost host;
  SmtpSettings settings = towards(host);
  settings.tls = MailTls::required;
  settings.user = "us";
  settings.password = "secret";
  why<MailDeferred>(SmtpMailer(settings).send(alert()));
  for (const std::string& command : host.commands()) {
    BOOST_TEST(!command.starts_with("AUTH"), command);
    BOOST_TEST(!command.starts_with("MAIL"), command);
  }
}

BOOST_AUTO_TEST_CASE(the_mailer_goes_on_after_any_trouble) {
  MailHost host;
  SmtpMailer mailer(towards(host));
  BOOST_TEST(std::holds_alternative<MailSent>(mailer.send(alert())));
  Mail injected = alert();
  injected.to.address = "ann@team.example>\r\nRCPT TO:<victim@evil.example";
  why<MailRefused>(mailer.send(injected));
  injected = alert();
  injected.from.address = "x@y.example>\r\nDATA";
  why<MailDeferred>(mailer.send(injected));
  injected = alert();
  injected.subject = "x\r\n.\r\nMAIL FROM:<evil@evil.example>\r\n";
  injected.text = "\r\n.\r\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<v@evil.example>\r\nDATA\r\n";
  BOOST_TEST(std::holds_alternative<MailSent>(mailer.send(injected)));
  BOOST_TEST(std::holds_alternative<MailSent>(mailer.send(alert())));
  for (const std::string& command : host.commands())
    BOOST_TEST((command.find("evil") == std::string::npos), command);
  BOOST_TEST(host.mails().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_long_or_dirty_answer_is_bounded_and_cleaned) {
  MailHost host;
  host.rcpt = "550-first line\r\n550 no\x1b[2J " + std::string(700, 'x') + "\xff\r\n";
  const std::string text = why<MailRefused>(sent_to(host));
  BOOST_TEST(text.size() <= 300u);
  BOOST_TEST(text.starts_with("550 no"));
  BOOST_TEST(is_utf8(text));
  BOOST_TEST(!has_control_character(text));
}

BOOST_AUTO_TEST_CASE(only_mail_servers_are_accepted) {
  for (const std::string url : {"", "http://127.0.0.1/", "file:///etc/passwd", "127.0.0.1:25"}) {
    SmtpSettings settings;
    settings.url = url;
    BOOST_CHECK_THROW(SmtpMailer{settings}, std::invalid_argument);
  }
}

BOOST_AUTO_TEST_SUITE_END()
