// The words of an alert and when there are none to send.
#include "telling/alert_mail.h"

#include <boost/test/unit_test.hpp>

#include "doubles/gathering_scene.h"
#include "doubles/outreach_scene.h"
#include "markup/template.h"
#include "store/case_store.h"
#include "store/comment_store.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(telling_alert_mail)

namespace {

struct Mails : doubles::OutreachScene {
  std::optional<telling::AlertMail> mail_about(model::RowId comment) {
    return telling::compose_alert(books(), templates, alerts(comment).at(0).alert.id);
  }
  const markup::Templates templates;
};
using Blog = Mails;

}  // namespace

BOOST_AUTO_TEST_CASE(an_alert_that_was_withdrawn_has_no_mail) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Could Tom Becker help?</p>");
  blog.scan(id);
  blog.comment("10", "<p>Could somebody help?</p>");
  blog.scan(id);
  BOOST_TEST(!blog.mail_about(id));
}

BOOST_AUTO_TEST_CASE(the_owner_of_a_borrowed_name_reads_that_it_was_borrowed) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Ana Ruiz here: all sleds are free.</p>");
  blog.database->write([&](db::Tx& tx) {
    store::set_identity(tx, blog.site.id, id, "ana", model::Identity::claimed, "the name only");
  });
  blog.scan(id);
  const auto mail = blog.mail_about(id);
  BOOST_REQUIRE(mail);
  BOOST_TEST(mail->text.find("under your name") != std::string::npos, mail->text);
}

BOOST_AUTO_TEST_CASE(a_thread_is_one_case_and_one_mail_thread) {
  Blog blog;
  const auto first = blog.comment("10", "<p>Could Tom Becker help?</p>");
  const auto second = blog.comment("11", "<p>Yes, Tom Becker, please.</p>", "10");
  blog.scan(first);
  blog.scan(second);
  const auto a = blog.alerts(first), b = blog.alerts(second);
  BOOST_REQUIRE((a.size() == 1u && b.size() == 1u));
  BOOST_TEST(a[0].alert.case_id == b[0].alert.case_id);
  const auto mail_a = blog.mail_about(first);
  const auto mail_b = blog.mail_about(second);
  BOOST_REQUIRE((mail_a && mail_b));
  BOOST_TEST(mail_a->thread_root.empty());
  BOOST_TEST(mail_b->thread_root == mail_a->message_id);
  BOOST_TEST(mail_b->subject == "Re: " + mail_a->subject);
  BOOST_TEST(mail_a->message_id.ends_with("@blog.example"));
}

BOOST_AUTO_TEST_CASE(who_says_the_same_stands_in_the_mail_with_words_and_places) {
  doubles::GatheringScene blog;
  const markup::Templates templates;
  blog.site.roster.people[0].role = "support";
  blog.says("1", {"Marie <b>", "", "", ""}, "Me too, since Monday.");
  blog.says("2", {"Joe", "", "", ""}, "Same here.");
  blog.links("https://priya.example/a", "Priya", "It is broken, it stops.");
  const auto told = blog.told();
  BOOST_REQUIRE(told.size() == 1u);
  const auto mail = telling::compose_alert(blog.books(), templates, told[0].id);
  BOOST_REQUIRE(mail);
  BOOST_TEST(mail->text.starts_with("Three people say the same, or link to it: Marie <b>, Joe and Priya."),
             mail->text);
  BOOST_TEST(mail->text.find("Joe says the same: Same here.") != std::string::npos, mail->text);
  BOOST_TEST(mail->text.find("https://priya.example/a") != std::string::npos, mail->text);
  BOOST_TEST(mail->html.find("<bdi>Marie &lt;b&gt;</bdi></a> says the same") != std::string::npos,
             mail->html);
  BOOST_TEST(mail->text.find("That is not me") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(markup_in_a_name_or_passage_stays_text_in_the_mail) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Tom Becker &lt;script&gt;alert(1)&lt;/script&gt; &quot;x&quot;</p>");
  blog.scan(id);
  const auto mail = blog.mail_about(id);
  BOOST_REQUIRE(mail);
  BOOST_TEST(mail->html.find("<script>") == std::string::npos);
  BOOST_TEST(mail->html.find("&lt;script&gt;") != std::string::npos);
  BOOST_TEST(mail->text.find("<script>alert(1)</script>") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
