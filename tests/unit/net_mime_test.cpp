#include "net/mime.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <vector>

#include "base/text.h"
#include "doubles/mail_reader.h"

using namespace earshot;
using namespace earshot::net;

BOOST_AUTO_TEST_SUITE(net_mime)

namespace {

Mail plain_mail() {
  Mail mail;
  mail.from = {"Earshot for Blog X", "earshot@blog.example"};
  mail.to = {"Ann Lee", "ann@team.example"};
  mail.subject = "Ann Lee was mentioned";
  mail.message_id = "earshot.case-17.ev-203@blog.example";
  mail.thread_root = "earshot.case-17@blog.example";
  mail.list_id = "alerts.blog.example";
  mail.unsubscribe_url = "https://blog.example/earshot/u/abc";
  mail.date = from_micros(1795326925000000);
  mail.text = "Hello\nworld\n";
  mail.html = "<p>Hello</p>\n";
  return mail;
}

// What may never be missing nor come in from a field's text.
const std::vector<std::string> usual_headers = {"date",
                                                "from",
                                                "to",
                                                "subject",
                                                "message-id",
                                                "in-reply-to",
                                                "references",
                                                "list-id",
                                                "list-unsubscribe",
                                                "list-unsubscribe-post",
                                                "auto-submitted",
                                                "x-auto-response-suppress",
                                                "precedence",
                                                "mime-version",
                                                "content-type"};

std::string subject_of(std::string_view text) {
  Mail mail = plain_mail();
  mail.subject = text;
  return ReadMail(compose(mail)).decoded("subject");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_mail_has_all_headers_of_an_automatic_alert_and_both_bodies) {
  const ReadMail mail(compose(plain_mail()));
  BOOST_TEST(mail.names() == usual_headers, boost::test_tools::per_element());
  BOOST_TEST(mail.value("date") == rfc5322(from_micros(1795326925000000)));
  BOOST_TEST(mail.value("from") == "Earshot for Blog X <earshot@blog.example>");
  BOOST_TEST(mail.value("to") == "Ann Lee <ann@team.example>");
  BOOST_TEST(mail.value("message-id") == "<earshot.case-17.ev-203@blog.example>");
  BOOST_TEST(mail.value("in-reply-to") == "<earshot.case-17@blog.example>");
  BOOST_TEST(mail.value("references") == "<earshot.case-17@blog.example>");
  BOOST_TEST(mail.value("list-id") == "<alerts.blog.example>");
  BOOST_TEST(mail.value("list-unsubscribe") == "<https://blog.example/earshot/u/abc>");
  BOOST_TEST(mail.value("list-unsubscribe-post") == "List-Unsubscribe=One-Click");
  BOOST_TEST(mail.value("auto-submitted") == "auto-generated");
  BOOST_TEST(mail.value("x-auto-response-suppress") == "All");
  BOOST_TEST(mail.value("precedence") == "list");
  BOOST_TEST(mail.value("mime-version") == "1.0");
  BOOST_REQUIRE(mail.parts().size() == 2u);
  BOOST_TEST(mail.parts()[0].value("content-type") == "text/plain; charset=UTF-8");
  BOOST_TEST(mail.parts()[0].body() == "Hello\r\nworld\r\n");
  BOOST_TEST(mail.parts()[1].value("content-type") == "text/html; charset=UTF-8");
  BOOST_TEST(mail.parts()[1].body() == "<p>Hello</p>\r\n");
}

BOOST_AUTO_TEST_CASE(the_first_mail_of_a_thread_answers_nothing) {
  Mail mail = plain_mail();
  for (const std::string& root : {std::string(), mail.message_id}) {
    mail.thread_root = root;
    const ReadMail read(compose(mail));
    BOOST_TEST(!read.has("in-reply-to"));
    BOOST_TEST(!read.has("references"));
  }
}

BOOST_AUTO_TEST_CASE(one_click_is_promised_for_https_only) {
  Mail mail = plain_mail();
  mail.unsubscribe_url = "";
  BOOST_TEST(!ReadMail(compose(mail)).has("list-unsubscribe"));
  BOOST_TEST(!ReadMail(compose(mail)).has("list-unsubscribe-post"));
  mail.unsubscribe_url = "http://blog.example/u";
  BOOST_TEST(ReadMail(compose(mail)).has("list-unsubscribe"));
  BOOST_TEST(!ReadMail(compose(mail)).has("list-unsubscribe-post"));
  mail.unsubscribe_url = "https://blog.example/u>\r\nBcc: <x@evil.example";
  BOOST_TEST(!ReadMail(compose(mail)).has("list-unsubscribe-post"));
}

BOOST_AUTO_TEST_CASE(a_mail_without_html_is_one_plain_part) {
  Mail mail = plain_mail();
  mail.html = "";
  const ReadMail read(compose(mail));
  BOOST_TEST(read.value("content-type") == "text/plain; charset=UTF-8");
  BOOST_TEST(read.body() == "Hello\r\nworld\r\n");
}

BOOST_AUTO_TEST_CASE(no_text_becomes_a_second_header_or_ends_the_headers) {
  const std::vector<std::string> payloads = {"x\r\nBcc: victim@evil.example",
                                             "x\nBcc: victim@evil.example",
                                             "x\rBcc: victim@evil.example",
                                             "x\r\n\r\nbody",
                                             "x\n\nbody",
                                             "x\r\n Bcc: folded@evil.example",
                                             "x\r\n\tBcc: y",
                                             std::string("x\0\r\nBcc: y", 11),
                                             "x\v\fBcc: y",
                                             "x\xc2\x85"
                                             "Bcc: y",
                                             "x\xe2\x80\xa8"
                                             "Bcc: y",
                                             "x\xe2\x80\xa9"
                                             "Bcc: y",
                                             "x%0d%0aBcc: y",
                                             "x\\r\\nBcc: y",
                                             "=?UTF-8?Q?x=0D=0ABcc:_y?=",
                                             "=?UTF-8?B?eA0KQmNjOiB5?=",
                                             "\r\n",
                                             "\n",
                                             "\xe5\x98\x8a\xe5\x98\x8d"
                                             "Bcc: y",
                                             std::string(5000, 'x') + "\r\nBcc: y",
                                             std::string(5000, '\n') + "Bcc: y",
                                             "\xff\xfe\r\nBcc: y",
                                             "x\"\r\nBcc: y",
                                             "<x@y.example>\r\nBcc: y",
                                             "x\x7f\x1b[2J\r\nBcc: y",
                                             "a@b.example>, <victim@evil.example",
                                             "a@b.example\r\nBcc: y",
                                             "--=_earshot_part--\r\n",
                                             "--=_earshot_part\r\nContent-Type: text/html\r\n\r\n"};
  const std::vector<std::string Mail::*> fields = {&Mail::subject, &Mail::message_id,      &Mail::thread_root,
                                                   &Mail::list_id, &Mail::unsubscribe_url, &Mail::text,
                                                   &Mail::html};
  const auto check = [](const Mail& mail) {
    const std::string bytes = compose(mail);
    const ReadMail read(bytes);  // throws on bare line ends, control characters and lines over 998
    for (const std::string& name : read.names())
      BOOST_TEST((std::ranges::find(usual_headers, name) != usual_headers.end()), name);
    for (const std::string& once : usual_headers) BOOST_TEST(std::ranges::count(read.names(), once) <= 1);
    BOOST_TEST(read.parts().size() == 2u);
    for (const std::string& line : read.header_lines()) BOOST_TEST(line.size() <= 78u, line);
  };
  for (const std::string& payload : payloads) {
    for (std::string Mail::*const field : fields) {
      Mail mail = plain_mail();
      mail.*field = payload;
      check(mail);
    }
    for (Mailbox Mail::*const box : {&Mail::from, &Mail::to}) {
      Mail mail = plain_mail();
      (mail.*box).name = payload;
      check(mail);
      BOOST_TEST((ReadMail(compose(mail)).value("to").find("<ann@team.example>") != std::string::npos));
      (mail.*box).address = payload;
      check(mail);
    }
  }
}

BOOST_AUTO_TEST_CASE(subjects_come_back_as_they_were) {
  for (const std::string_view text :
       {"plain", "Grüße aus Köln",
        "日本語の件名がとても長くて一行には収まりきらないので折り返しが必要になります、本当に長いですね",
        "emoji 👩‍👩‍👧‍👦 family 👩‍👩‍👧‍👦 family 👩‍👩‍👧‍👦 "
        "family",
        "=?UTF-8?Q?not_ours?=", "a = b ? c _ d", "trailing?=", "ends with space ü x",
        "What do you think of this rather long subject line that has to be folded somewhere in the middle of "
        "it?"})
    BOOST_TEST(subject_of(text) == text);
  const std::string word(300, 'w');
  BOOST_TEST(subject_of(word) == word);
  BOOST_TEST(subject_of("two\r\nlines \t and\u2028more") == "two lines and more");
  BOOST_TEST(subject_of("") == "");
  BOOST_TEST(subject_of("bad \xff byte") == "bad \xef\xbf\xbd byte");
}

BOOST_AUTO_TEST_CASE(encoded_words_are_short_and_hold_whole_characters) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += i % 3 == 0 ? "ä" : i % 3 == 1 ? "語" : "👩";
  for (const std::size_t used : {0u, 9u, 30u, 77u, 500u}) {
    const std::string header = header_text(text, used);
    std::size_t from = 0;
    std::string joined;
    while (from < header.size()) {
      const std::size_t end = std::min(header.find("\r\n ", from), header.size());
      const std::string word = header.substr(from, end - from);
      BOOST_TEST(word.size() <= 75u);
      const std::string decoded = ReadMail::decode_words(word);
      BOOST_TEST(is_utf8(decoded));
      joined += decoded;
      from = end + 3;
    }
    BOOST_TEST(joined == text);
  }
}

BOOST_AUTO_TEST_CASE(display_names_are_quoted_or_encoded_as_they_need) {
  const auto to = [](std::string name) {
    Mail mail = plain_mail();
    mail.to.name = std::move(name);
    return ReadMail(compose(mail)).value("to");
  };
  BOOST_TEST(to("") == "<ann@team.example>");
  BOOST_TEST(to("Ann") == "Ann <ann@team.example>");
  BOOST_TEST(to("Lee, Ann") == "\"Lee, Ann\" <ann@team.example>");
  BOOST_TEST(to("Ann \"A\" \\ Lee") == "\"Ann \\\"A\\\" \\\\ Lee\" <ann@team.example>");
  BOOST_TEST(to("J. R. (Ann) <x@y>") == "\"J. R. (Ann) <x@y>\" <ann@team.example>");
  const std::string coded = to("Änn Lée, Dr.");
  BOOST_TEST(coded.starts_with("=?UTF-8?"));
  BOOST_TEST(ReadMail::decode_words(coded) == "Änn Lée, Dr. <ann@team.example>");
  BOOST_TEST(coded.find(',') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(bodies_come_back_as_they_were) {
  for (const std::string_view text :
       {"", "a", "a\r\nb", ".\n..\nFrom me\n.hidden", "space at end \n tab at end\t\nlast ", "= =3D ü 日本 👩",
        "<a href=\"x=y\">ü</a>"}) {
    std::string wanted;
    for (const char c : text) {
      if (c == '\n' && !wanted.ends_with('\r')) wanted += '\r';
      wanted += c;
    }
    const std::string coded = quoted_printable(text);
    BOOST_TEST(ReadMail::decode_quoted_printable(coded) == wanted);
    BOOST_TEST((coded.find(" \r\n") == std::string::npos));
    BOOST_TEST((("\n" + coded).find("\n.") == std::string::npos));
  }
  const std::string long_line = quoted_printable(std::string(1000, 'x') + std::string(500, ' ') + "ü");
  for (std::size_t from = 0; from < long_line.size();) {
    const std::size_t end = std::min(long_line.find("\r\n", from), long_line.size());
    BOOST_TEST(end - from <= 76u);
    from = end + 2;
  }
  BOOST_TEST(ReadMail::decode_quoted_printable(long_line) ==
             std::string(1000, 'x') + std::string(500, ' ') + "ü");
}

BOOST_AUTO_TEST_CASE(mailboxes_are_read_and_bad_ones_are_not) {
  const auto box = parse_mailbox(" \"Lee, \\\"Ann\\\"\" <ann.lee+x@team.example> ");
  BOOST_REQUIRE(box);
  BOOST_TEST(box->name == "Lee, \"Ann\"");
  BOOST_TEST(box->address == "ann.lee+x@team.example");
  BOOST_TEST(parse_mailbox("Zoë Ångström <z@x.example>").value().name == "Zoë Ångström");
  BOOST_TEST(parse_mailbox("root@localhost").value().address == "root@localhost");
  BOOST_TEST(parse_mailbox("<a@b>").value().name == "");
  for (const std::string slip : {"",
                                 "Ann",
                                 "<>",
                                 "a@",
                                 "@b",
                                 "a@b@c",
                                 "a b@c",
                                 "a..b@c",
                                 ".a@c",
                                 "a.@c",
                                 "a@b..c",
                                 "a@.b",
                                 "a@b.",
                                 "a@b c",
                                 "a@b, c@d",
                                 "Ann <a@b",
                                 "Ann a@b>",
                                 "<a@b> Ann",
                                 "a@b\r\nBcc: c@d",
                                 "A\nB <a@b>",
                                 "A\x7f <a@b>",
                                 "A\xc2\x85 <a@b>",
                                 "A\xe2\x80\xa8 <a@b>",
                                 "\xff <a@b>",
                                 "ü@b.example",
                                 "a@ü.example",
                                 "<<a@b>>",
                                 "a@[127.0.0.1]",
                                 "\"a b\"@c"})
    BOOST_TEST(!parse_mailbox(slip), slip);
  BOOST_TEST(!parse_mailbox(std::string("A\0 <a@b>", 8)));
  BOOST_TEST(!parse_mailbox(std::string(65, 'a') + "@b.example"));
}

BOOST_AUTO_TEST_CASE(a_thread_names_root_and_parent_and_mail_can_unsubscribe_too) {
  Mail mail;
  mail.from = {"", "earshot@blog.example"};
  mail.to = {"", "ann@team.example"};
  mail.message_id = "c@blog.example";
  mail.thread_root = "a@blog.example";
  mail.thread_parent = "b@blog.example";
  mail.unsubscribe_url = "https://blog.example/earshot/act/unsubscribe.1.0.2.x";
  mail.unsubscribe_address = "earshot+u1-ab@blog.example";
  mail.reply_address = "earshot+r1-ab@blog.example";
  const ReadMail read(compose(mail));
  BOOST_TEST(read.value("in-reply-to") == "<b@blog.example>");
  BOOST_TEST(read.value("references") == "<a@blog.example> <b@blog.example>");
  BOOST_TEST(read.value("list-unsubscribe") ==
             "<" + mail.unsubscribe_url + ">, <mailto:earshot+u1-ab@blog.example>");
  BOOST_TEST(read.value("reply-to") == "<earshot+r1-ab@blog.example>");
  mail.reply_address = "x@y.example\r\nBcc: z@y.example";
  mail.unsubscribe_address = "x>, <https://evil.example";
  BOOST_TEST(!ReadMail(compose(mail)).has("reply-to"));
  BOOST_TEST(ReadMail(compose(mail)).value("list-unsubscribe") == "<" + mail.unsubscribe_url + ">");
}

BOOST_AUTO_TEST_SUITE_END()
