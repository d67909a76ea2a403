// The words of notices, and when there is nothing to tell any more.
#include "telling/notice_mail.h"

#include <boost/test/unit_test.hpp>

#include "doubles/routing_scene.h"
#include "markup/template.h"
#include "outreach/tend_cases.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(telling_notice_mail)

namespace {

struct Blog : doubles::RoutingScene {
  // Tom took it and did not answer.
  model::RowId claim_that_ran_out() {
    const auto root = heard("10", "<p>Could Tom Becker or Ana Ruiz &lt;b&gt; help?</p>");
    database->write(
        [&](db::Tx& tx) { store::move_case(tx, books(), *case_of(root), model::CaseState::claimed, "tom"); });
    clock.wind(std::chrono::hours(9));
    outreach::tend_cases(books());
    return root;
  }
  const markup::Templates templates;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_notice_stands_in_the_mail_thread_of_its_case_with_links_to_act) {
  Blog blog;
  const auto root = blog.claim_that_ran_out();
  const auto notices = blog.notices(blog.case_of(root)->id);
  BOOST_REQUIRE(notices.size() == 2u);
  const auto mail = telling::compose_notice(blog.books(), blog.templates, notices[0].id);
  const auto of_person = blog.alerts(root);
  BOOST_REQUIRE(mail);
  BOOST_TEST(mail->subject.starts_with("Re: [blog] Comments on"));
  const auto first =
      std::ranges::find(of_person, notices[0].person, [](const auto& line) { return line.alert.person; });
  BOOST_TEST(mail->thread_root == first->delivery.message_id);
  BOOST_TEST(mail->text.find("A case is free again") != std::string::npos, mail->text);
  BOOST_TEST(mail->text.find("Tom Becker took it on") != std::string::npos, mail->text);
  BOOST_TEST(mail->text.find("/earshot/act/") != std::string::npos, mail->text);
  BOOST_TEST(mail->html.find("&lt;b&gt;") != std::string::npos);
  BOOST_TEST(mail->html.find("<b>") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(when_somebody_took_the_case_meanwhile_nobody_is_told_that_it_is_free) {
  Blog blog;
  const auto root = blog.claim_that_ran_out();
  const auto notices = blog.notices(blog.case_of(root)->id);
  blog.database->write([&](db::Tx& tx) {
    store::move_case(tx, blog.books(), *blog.case_of(root), model::CaseState::claimed, "ana");
  });
  BOOST_TEST(!telling::compose_notice(blog.books(), blog.templates, notices[0].id));
}

BOOST_AUTO_TEST_CASE(a_notice_quotes_what_stands_there_when_it_leaves_and_nothing_that_was_hidden) {
  Blog blog;
  const auto root = blog.claim_that_ran_out();
  const auto notice = blog.notices(blog.case_of(root)->id).at(0).id;
  blog.heard("10", "<p>Could Tom Becker or Ana Ruiz come?</p>");
  const auto edited = telling::compose_notice(blog.books(), blog.templates, notice);
  BOOST_REQUIRE(edited);
  BOOST_TEST(edited->text.find("Ana Ruiz come?") != std::string::npos, edited->text);
  BOOST_TEST(edited->text.find("help") == std::string::npos, edited->text);
  blog.database->write([&](db::Tx& tx) { store::set_comment_gone(tx, blog.books(), root); });
  BOOST_TEST(!telling::compose_notice(blog.books(), blog.templates, notice));
}

BOOST_AUTO_TEST_SUITE_END()
