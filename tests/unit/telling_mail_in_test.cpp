// Mails that come in: answers, returned mails, and everything that must be left alone.
#include "telling/mail_in.h"

#include <boost/test/unit_test.hpp>

#include "doubles/telling_scene.h"
#include "store/event_store.h"
#include "store/mail_trouble_store.h"
#include "store/wish_store.h"
#include "telling/reply_text.h"

using namespace earshot;
using namespace std::chrono_literals;
using telling::HeardMail;

BOOST_AUTO_TEST_SUITE(telling_mail_in)

namespace {

struct MailIn : doubles::TellingScene {
  MailIn() {
    site.mail_in = "earshot@blog.example";
    root = names("Ana Ruiz");
    work();
    told = mailer.sent_to("ana@acme.example").at(0);
  }
  telling::HeardOutcome hear(const std::string& mail) {
    return telling::hear_mail(books(), net::read_mime(mail));
  }
  std::string answer(const std::string& text, const std::string& more = {},
                     const std::string& sender = "Ana <ana@acme.example>") const {
    return "From: " + sender + "\r\nTo: " + told.from.address + "\r\nIn-Reply-To: <" + told.message_id +
           ">\r\nMessage-ID: <" + std::to_string(++numbers) + "@acme.example>\r\n" + more + "\r\n" + text;
  }
  std::vector<std::string> notes() {
    std::vector<std::string> out;
    const auto id = case_of(root)->id;
    for (const auto& event :
         database->read([&](db::Reader& reader) { return store::events_of(reader, site.id, "case", id); }))
      if (event.fact == "note") out.push_back(event.who + ": " + event.detail);
    return out;
  }
  std::string bounce(const std::string& status, const std::string& action = "failed",
                     const std::string& message_id = {}) const {
    return "From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nAuto-Submitted: auto-replied\r\nMessage-ID: "
           "<b" +
           std::to_string(++numbers) +
           "@mx.example>\r\nContent-Type: multipart/report; "
           "report-type=delivery-status;\r\n\tboundary=\"b\"\r\n\r\n"
           "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "
           "mx.example\r\n\r\nFinal-Recipient: rfc822; ana@acme.example\r\nAction: " +
           action + "\r\nStatus: " + status +
           "\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\nContent-Type: "
           "text/rfc822-headers\r\n\r\n"
           "Message-ID: <" +
           (message_id.empty() ? told.message_id : message_id) + ">\r\nTo: ana@acme.example\r\n\r\n--b--\r\n";
  }
  std::optional<store::MailTrouble> trouble() {
    return database->read(
        [&](db::Reader& reader) { return store::mail_trouble(reader, site.id, "ana@acme.example"); });
  }

  model::RowId root = 0;
  net::Mail told;
  mutable int numbers = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_answer_becomes_a_note_without_what_it_quotes, MailIn) {
  const auto heard =
      hear(answer("I will call her.\r\n\r\nAm Montag, 5. Januar 2026 schrieb Earshot\r\n"
                  "<earshot@blog.example>:\r\n> You are named\r\n> in a comment.\r\n-- \r\nAna\r\n"));
  BOOST_TEST(model::word(heard.what) == "note");
  BOOST_REQUIRE(notes().size() == 1u);
  BOOST_TEST(notes()[0].starts_with("ana: I will call her."));
  BOOST_TEST(notes()[0].find("You are named") == std::string::npos);
  BOOST_TEST((case_of(root)->state == model::CaseState::fresh));
}

BOOST_FIXTURE_TEST_CASE(the_same_mail_twice_is_one_note, MailIn) {
  const auto mail = answer("I will call her.\n");
  BOOST_TEST(model::word(hear(mail).what) == "note");
  BOOST_TEST(model::word(hear(mail).what) == "dropped");
  BOOST_TEST(notes().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_first_line_takes_the_case_and_a_sentence_that_only_begins_so_does_not, MailIn) {
  BOOST_TEST(model::word(hear(answer("I take it you saw this?\n")).what) == "note");
  BOOST_TEST((case_of(root)->state == model::CaseState::fresh));
  const auto heard = hear(answer("Ich übernehme!\n\nTomorrow.\n"));
  BOOST_TEST(model::word(heard.what) == "claim");
  BOOST_TEST(case_of(root)->owner == "ana");
  BOOST_TEST(notes().back() == "ana: Tomorrow.");
  BOOST_TEST(model::word(hear(answer("mine\n")).what) == "dropped");  // it is hers already
}

BOOST_FIXTURE_TEST_CASE(only_whom_it_was_sent_to_may_answer_also_at_the_secret_address, MailIn) {
  BOOST_TEST(model::word(hear(answer("Me too\n", "", "eve@evil.example")).what) == "dropped");
  BOOST_TEST(notes().empty());
  BOOST_REQUIRE(told.reply_address.starts_with("earshot+r"));
  const auto secret = [&](const std::string& sender) {
    return "From: " + sender + "\nTo: <" + told.reply_address + ">\nMessage-ID: <x@y>\n\nFrom home\n";
  };
  const auto refused = hear(secret("eve@evil.example"));
  BOOST_TEST(model::word(refused.what) == "dropped");
  BOOST_TEST(refused.why == "the sender is not whom the alert was sent to");
  BOOST_TEST(notes().empty());
  BOOST_TEST(model::word(hear(secret("Ana <Ana@acme.example>")).what) == "note");
  BOOST_TEST(notes().at(0) == "ana: From home");
  auto forged = told.reply_address;
  auto& digit = forged[forged.find('@') - 1];
  digit = digit == 'a' ? 'b' : 'a';
  BOOST_TEST(model::word(hear("From: e@e.example\nTo: " + forged + "\n\nHa\n").what) == "not ours");
  // Nor does a sender that is said to be hers help whoever guesses.
  BOOST_TEST(model::word(hear("From: ana@acme.example\nTo: " + forged + "\nIn-Reply-To: <" + told.message_id +
                              ">\n\nmine\n")
                             .what) == "not ours");
}

BOOST_FIXTURE_TEST_CASE(encoded_parts_and_other_charsets_are_read, MailIn) {
  const std::string head = "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n";
  hear(answer(
      "--x\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--x\r\nContent-Type: text/plain; "
      "charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe=\r\n!\r\n--x--\r\n",
      head));
  BOOST_TEST(notes().back() == "ana: Grüße!");
  hear(answer("R3LDvMOfZQ==\r\n",
              "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"));
  BOOST_TEST(notes().back() == "ana: Grüße");
  hear(answer("<p>Only <b>HTML</b></p>", "Content-Type: text/html\r\n"));
  BOOST_TEST(notes().back() == "ana: Only HTML");
  hear(answer(std::string(50'000, 'x')));
  BOOST_TEST(notes().back().size() <= telling::longest_note + 10);
}

BOOST_FIXTURE_TEST_CASE(an_answer_to_a_mail_about_several_is_kept_with_each_case_and_takes_none, MailIn) {
  std::vector<model::RowId> roots;
  for (int i = 0; i < 5; ++i) roots.push_back(names("Ana Ruiz"));
  work_for(11min);
  told = mailer.sent_to("ana@acme.example").back();
  BOOST_REQUIRE(told.subject.find("2 mentions of you in 2 conversations") != std::string::npos);
  BOOST_TEST(told.reply_address == site.mail_in);
  const auto heard = hear(answer("mine\n\nI call both.\n"));
  BOOST_TEST(model::word(heard.what) == "note");
  BOOST_TEST(notes().empty());  // the first one was a mail of its own
  for (std::size_t i = 3; i < 5; ++i) {
    root = roots[i];
    BOOST_TEST(heard.why.find(std::to_string(case_of(root)->id)) != std::string::npos, heard.why);
    BOOST_REQUIRE_EQUAL(notes().size(), 1U);
    BOOST_TEST(notes()[0] == "ana: (in answer to a mail about 2 conversations) mine\n\nI call both.");
    BOOST_TEST((case_of(root)->state == model::CaseState::fresh));
  }
  BOOST_TEST(model::word(hear(answer("Too late\n", "", "eve@evil.example")).what) == "dropped");
  BOOST_TEST(model::word(hear(answer("> only quoted\n")).what) == "dropped");
}

BOOST_FIXTURE_TEST_CASE(an_answer_to_a_mail_about_one_case_with_several_alerts_acts_on_it, MailIn) {
  for (int i = 0; i < 3; ++i) names("Ana Ruiz");
  root = names("Ana Ruiz");
  names_in_thread("Ana Ruiz", last_comment());
  work_for(11min);
  told = mailer.sent_to("ana@acme.example").back();
  BOOST_REQUIRE(told.subject.find("2 mentions of you in 1 conversation") != std::string::npos);
  BOOST_TEST(told.reply_address.starts_with("earshot+r"));
  BOOST_TEST(model::word(hear(answer("mine\n\nTomorrow.\n")).what) == "claim");
  BOOST_TEST(case_of(root)->owner == "ana");
  BOOST_REQUIRE_EQUAL(notes().size(), 1U);
  BOOST_TEST(notes()[0] == "ana: Tomorrow.");
}

BOOST_FIXTURE_TEST_CASE(machines_are_not_listened_to, MailIn) {
  for (const auto* sign : {"Auto-Submitted: auto-replied\r\n", "Auto-Submitted: auto-generated; x=y\r\n",
                           "Precedence: bulk\r\n", "Precedence: List\r\n", "Return-Path: <>\r\n",
                           "List-Id: <alerts.blog.example>\r\n", "X-Autoreply: yes\r\n"})
    BOOST_TEST(model::word(hear(answer("I am away.\n", sign)).what) == "dropped", sign);
  BOOST_TEST(notes().empty());
  BOOST_TEST(model::word(hear(answer("I am here.\n", "Auto-Submitted: no\r\n")).what) == "note");
  mailer.forget();
  work_for(24h);
  BOOST_TEST(mailer.tried().empty());  // nothing is ever answered
}

BOOST_FIXTURE_TEST_CASE(returned_mails_count_once_a_day_and_suspend_at_five, MailIn) {
  BOOST_TEST(model::word(hear(bounce("5.1.1")).what) == "bounce");
  BOOST_TEST(model::word(hear(bounce("5.1.1")).what) == "bounce");
  BOOST_TEST(trouble()->score == 1.0);
  for (int day = 0; day < 4; ++day) {
    BOOST_TEST(!trouble()->suspended);
    clock.wind(25h);
    hear(bounce("5.1.1"));
  }
  BOOST_REQUIRE(trouble()->suspended);
  BOOST_TEST(trouble()->why.find("no such user") != std::string::npos);
  mailer.forget();
  names("Ana Ruiz");
  work_for(24h);
  BOOST_TEST(mailer.tried().empty());
  database->write([&](db::Tx& tx) { return telling::forgive(tx, books(), "ana@acme.example"); });
  work_for(1h);
  BOOST_TEST(mailer.sent().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(soft_failures_count_half_late_mails_and_foreign_ones_not_at_all, MailIn) {
  BOOST_TEST(model::word(hear(bounce("4.4.1", "delayed")).what) == "dropped");
  BOOST_TEST(model::word(hear(bounce("5.1.1", "failed", "somebody@else.example")).what) == "not ours");
  BOOST_TEST(!trouble());
  hear(bounce("4.2.2"));
  BOOST_TEST(trouble()->score == 0.5);
  clock.wind(24h * 8);
  hear(bounce("4.2.2"));
  BOOST_TEST(trouble()->score == 0.5);  // a week without one: forgotten
}

BOOST_FIXTURE_TEST_CASE(a_mail_to_the_unsubscribe_address_ends_the_mails_of_this_case, MailIn) {
  BOOST_REQUIRE(told.unsubscribe_address.starts_with("earshot+u"));
  BOOST_TEST(model::word(hear("From: ana@acme.example\nTo: " + told.unsubscribe_address + "\n\n").what) ==
             "unsubscribed");
  mailer.forget();
  names_in_thread("Ana Ruiz", last_comment());
  names("Ana Ruiz");
  work_for(1h);
  BOOST_TEST(mailer.sent().size() == 1u);
}

BOOST_AUTO_TEST_CASE(quotations_are_cut_in_every_usual_form) {
  for (const auto* mail :
       {"Yes.\n\nOn Mon, 5 Jan 2026, Earshot wrote:\n> no\n", "> no\n\nYes.\n",
        "Yes.\n-----Original Message-----\nFrom: no\n", "Yes.\n--\nno\n",
        "Yes.\n\nEarshot schrieb:\n\n> no\n> no\n", "Yes.\n________________________________\nno"})
    BOOST_TEST(telling::without_quotations(mail) == "Yes.", mail);
  BOOST_TEST(telling::without_quotations("As I wrote:\nno quotation here\n") ==
             "As I wrote:\nno quotation here");
}

BOOST_AUTO_TEST_SUITE_END()
