#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "doubles/outreach_scene.h"
#include "outreach/scan.h"
#include "store/case_store.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/linkback_store.h"
#include "store/mention_store.h"
#include "store/post_store.h"

using namespace earshot;
using model::ItemKind;

BOOST_AUTO_TEST_SUITE(outreach_scan)

using Blog = doubles::OutreachScene;

BOOST_AUTO_TEST_CASE(a_person_named_in_a_comment_is_told_once_however_often_it_is_scanned) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Could Tom Becker help? Tom Becker knows.</p>");
  blog.scan(id);
  blog.scan(id);
  const auto alerts = blog.alerts(id);
  BOOST_REQUIRE(alerts.size() == 1u);
  BOOST_TEST(alerts[0].alert.person == "tom");
  BOOST_TEST((alerts[0].alert.reason == model::AlertReason::mention));
  BOOST_TEST(alerts[0].alert.passage.find("Could Tom Becker help") != std::string::npos);
  BOOST_TEST(blog.deliveries_due() == 1);
  BOOST_REQUIRE(blog.case_of(id));
  BOOST_TEST((blog.case_of(id)->state == model::CaseState::fresh));
}

BOOST_AUTO_TEST_CASE(an_edit_that_adds_a_name_tells_only_the_new_person) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Could Tom Becker help?</p>");
  blog.scan(id);
  BOOST_TEST(blog.comment("10", "<p>Could Tom Becker or Ana Ruiz help?</p>") == id);
  blog.scan(id);
  const auto alerts = blog.alerts(id);
  BOOST_REQUIRE(alerts.size() == 2u);
  BOOST_TEST(alerts[1].alert.person == "ana");
  BOOST_TEST((alerts[0].delivery.state == model::DeliveryState::pending));
}

BOOST_AUTO_TEST_CASE(an_edit_that_removes_the_name_withdraws_a_mail_that_was_not_sent) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Could Tom Becker help?</p>");
  blog.scan(id);
  blog.comment("10", "<p>Could somebody help?</p>");
  blog.scan(id);
  const auto alerts = blog.alerts(id);
  BOOST_REQUIRE(alerts.size() == 1u);
  BOOST_TEST((alerts[0].delivery.state == model::DeliveryState::withdrawn));
}

BOOST_AUTO_TEST_CASE(a_name_put_back_before_the_mail_left_makes_the_same_alert_wait_again) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Could Tom Becker help?</p>");
  blog.scan(id);
  const auto first = blog.alerts(id).at(0).alert.id;
  blog.comment("10", "<p>Could somebody help?</p>");
  blog.scan(id);
  BOOST_TEST((blog.case_of(id)->state == model::CaseState::closed));
  blog.comment("10", "<p>Could Tom Becker help me today?</p>");
  blog.scan(id);
  const auto alerts = blog.alerts(id);
  BOOST_REQUIRE(alerts.size() == 1u);
  BOOST_TEST(alerts[0].alert.id == first);
  BOOST_TEST((alerts[0].delivery.state == model::DeliveryState::pending));
  BOOST_TEST(alerts[0].alert.passage == "Could Tom Becker help me today?");
  BOOST_TEST((blog.case_of(id)->state == model::CaseState::waiting_again));
}

BOOST_AUTO_TEST_CASE(a_comment_held_and_let_through_again_tells_whom_it_had_not_reached) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Could Tom Becker help?</p>");
  blog.scan(id);
  blog.database->write([&](db::Tx& tx) { store::set_comment_gone(tx, blog.books(), id); });
  blog.scan(id);
  BOOST_TEST((blog.alerts(id).at(0).delivery.state == model::DeliveryState::withdrawn));
  BOOST_TEST((blog.case_of(id)->state == model::CaseState::fresh));
  blog.comment("10", "<p>Could Tom Becker help?</p>");
  blog.scan(id);
  BOOST_TEST((blog.alerts(id).at(0).delivery.state == model::DeliveryState::pending));
}

BOOST_AUTO_TEST_CASE(what_was_sent_or_given_up_by_wish_does_not_come_back) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Could Tom Becker or Ana Ruiz help?</p>");
  blog.scan(id);
  const auto first = blog.alerts(id);
  blog.database->write([&](db::Tx& tx) {
    store::note_delivery(tx, blog.books(), first[0].alert.id, "mail", model::DeliveryState::sent, "");
    store::note_delivery(tx, blog.books(), first[1].alert.id, "mail", model::DeliveryState::withdrawn,
                         "the person asked for no more");
  });
  blog.comment("10", "<p>Could somebody help?</p>");
  blog.scan(id);
  blog.comment("10", "<p>Could Tom Becker or Ana Ruiz help?</p>");
  blog.scan(id);
  BOOST_TEST((blog.alerts(id).at(0).delivery.state == model::DeliveryState::sent));
  BOOST_TEST((blog.alerts(id).at(1).delivery.state == model::DeliveryState::withdrawn));
}

BOOST_AUTO_TEST_CASE(
    an_edit_that_removes_the_only_name_in_time_closes_the_case_and_one_that_came_late_does_not) {
  Blog blog;
  const auto in_time = blog.comment("10", "<p>Could Tom Becker help?</p>");
  blog.scan(in_time);
  blog.comment("10", "<p>Could somebody help?</p>");
  blog.scan(in_time);
  const auto of = *blog.case_of(in_time);
  BOOST_TEST((of.state == model::CaseState::closed));
  const auto events = blog.database->read(
      [&](db::Reader& reader) { return store::events_of(reader, blog.site.id, "case", of.id); });
  BOOST_TEST(std::ranges::any_of(events, [](const store::Event& event) {
    return event.fact == "closed" && event.detail.find("nobody had been told") != std::string::npos;
  }));

  const auto late = blog.comment("11", "<p>Could Tom Becker help? Call 555.</p>");
  blog.scan(late);
  blog.database->write([&](db::Tx& tx) {
    store::note_delivery(tx, blog.books(), blog.alerts(late).at(0).alert.id, "mail",
                         model::DeliveryState::sent, "");
  });
  blog.comment("11", "<p>Could somebody help?</p>");
  blog.scan(late);
  BOOST_TEST((blog.case_of(late)->state == model::CaseState::fresh));
  BOOST_TEST(blog.alerts(late).at(0).alert.passage == "Could somebody help?");
}

BOOST_AUTO_TEST_CASE(nobody_is_told_of_their_own_words) {
  Blog blog;
  const auto id = blog.comment("10", "<p>I am Tom Becker, ask Ana Ruiz or me.</p>", "", "wordpress:3");
  blog.database->write([&](db::Tx& tx) {
    store::set_identity(tx, blog.site.id, id, "tom", model::Identity::proven, "logged in");
  });
  blog.scan(id);
  const auto alerts = blog.alerts(id);
  BOOST_REQUIRE(alerts.size() == 1u);
  BOOST_TEST(alerts[0].alert.person == "ana");
}

BOOST_AUTO_TEST_CASE(who_takes_part_in_a_conversation_is_meant_by_the_first_name) {
  Blog blog;
  const auto before = blog.comment("10", "<p>Hi Tom, does it fit?</p>");
  blog.scan(before);
  BOOST_TEST(blog.alerts(before).empty());
  const auto answer = blog.comment("11", "<p>It fits.</p>", "10", "wordpress:3");
  blog.database->write([&](db::Tx& tx) {
    store::set_identity(tx, blog.site.id, answer, "tom", model::Identity::proven, "logged in");
  });
  const auto thanks = blog.comment("12", "<p>Thanks Tom, and hi Ana.</p>");
  blog.scan(thanks);
  const auto alerts = blog.alerts(thanks);
  BOOST_REQUIRE(alerts.size() == 1u);
  BOOST_TEST(alerts[0].alert.person == "tom");
  BOOST_TEST(alerts[0].alert.why.find("takes part in the conversation") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_owner_of_a_borrowed_name_is_told_of_the_loan_not_of_the_mention) {
  Blog blog;
  const auto id = blog.comment("10", "<p>Ana Ruiz here: all sleds are free.</p>");
  blog.database->write([&](db::Tx& tx) {
    store::set_identity(tx, blog.site.id, id, "ana", model::Identity::claimed, "the name only");
  });
  blog.scan(id);
  const auto alerts = blog.alerts(id);
  BOOST_REQUIRE(alerts.size() == 1u);
  BOOST_TEST((alerts[0].alert.reason == model::AlertReason::impersonation));
}

BOOST_AUTO_TEST_CASE(quotations_and_old_imported_and_gone_comments_alert_nobody) {
  Blog blog;
  const auto quoted =
      blog.comment("10", "<blockquote>Could Tom Becker help?</blockquote><p>Yes, please.</p>");
  blog.scan(quoted);
  BOOST_TEST(blog.alerts(quoted).empty());
  const auto hits = blog.database->read([&](db::Reader& reader) {
    return store::mentions_in(reader, blog.site.id, ItemKind::comment, quoted);
  });
  BOOST_REQUIRE(hits.size() == 1u);
  BOOST_TEST(hits[0].mention.why.find("quotation") != std::string::npos);

  const auto gone = blog.comment("11", "<p>Could Tom Becker help?</p>");
  blog.database->write([&](db::Tx& tx) { store::set_comment_gone(tx, blog.books(), gone); });
  blog.scan(gone);
  BOOST_TEST(blog.alerts(gone).empty());

  const auto old = blog.comment("12", "<p>Could Tom Becker help?</p>");
  blog.site.since = blog.clock.now() + std::chrono::hours(1);
  blog.scan(old);
  BOOST_TEST(blog.alerts(old).empty());
  const auto events = blog.database->read(
      [&](db::Reader& reader) { return store::events_of(reader, blog.site.id, "comment", old); });
  BOOST_TEST(std::ranges::any_of(events, [](const auto& event) { return event.fact == "not alerted"; }));
}

BOOST_AUTO_TEST_CASE(names_in_program_text_and_forms_alert_nobody) {
  Blog blog;
  const auto id = blog.comment("10",
                               "<p>See <code>Tom Becker</code>.</p><blockquote>x <code>y</code></blockquote>"
                               "<pre>Ana Ruiz\n</pre><form><p>Tom Becker</p></form><p>It is broken.</p>");
  blog.scan(id);
  BOOST_TEST(blog.alerts(id).empty());
  const auto next = blog.comment("11", "<p>See <code>x</code>, Tom Becker.</p>");
  blog.scan(next);
  BOOST_TEST(blog.alerts(next).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_case_follows_its_comment_to_the_answer_and_back) {
  Blog blog;
  const auto asked = blog.comment("10", "<p>Could Tom Becker help?</p>");
  blog.scan(asked);
  const auto answer = blog.comment("11", "<p>Sure.</p>", "10", "wordpress:3");
  model::Wait wait;
  wait.first_answer = answer;
  wait.answered_by = "tom";
  blog.database->write([&](db::Tx& tx) {
    store::set_needs(tx, blog.site.id, asked, true, "a question");
    store::set_wait(tx, blog.site.id, asked, wait);
  });
  outreach::follow_case(blog.books(), asked);
  BOOST_TEST((blog.case_of(asked)->state == model::CaseState::answered));
  BOOST_TEST(blog.case_of(asked)->owner == "tom");
  blog.database->write([&](db::Tx& tx) { store::set_wait(tx, blog.site.id, asked, model::Wait{}); });
  outreach::follow_case(blog.books(), asked);
  BOOST_TEST((blog.case_of(asked)->state == model::CaseState::waiting_again));
}

BOOST_AUTO_TEST_CASE(a_page_that_links_here_alerts_with_the_passage_near_the_link) {
  Blog blog;
  model::Linkback linkback;
  linkback.id = blog.mint.next(blog.clock.now());
  linkback.token = "t";
  linkback.source = "https://fan.example/1";
  linkback.target = "https://blog.example/sled/";
  linkback.source_key = "s";
  linkback.target_key = "k";
  linkback.source_host = "fan.example";
  linkback.post_id = blog.post_id;
  linkback.received = linkback.changed = blog.clock.now();
  linkback.state = model::LinkbackState::shown;
  const std::string far = "Tom Becker once gave a talk. " + std::string(600, 'x') + " ";
  model::SourcePage page;
  page.page_text = far + "As Tom Becker wrote, the battery sulks. @author Ana Ruiz";
  page.link_at = static_cast<std::int64_t>(far.size() + 20);
  page.quoted = {{page.page_text.find("@author"), page.page_text.size()}};  // it stands in <code>
  blog.database->write([&](db::Tx& tx) {
    BOOST_TEST(store::insert_linkback(tx, blog.books(), linkback));
    store::put_source_page(tx, blog.books(), linkback.id, page);
  });
  const names::Matcher matcher(blog.site.roster);
  outreach::scan_item(blog.books(), matcher, ItemKind::linkback, linkback.id);
  const auto alerts = blog.database->read([&](db::Reader& reader) {
    return store::alerts_about(reader, blog.site.id, ItemKind::linkback, linkback.id);
  });
  BOOST_REQUIRE(alerts.size() == 1u);
  BOOST_TEST(alerts[0].alert.person == "tom");
  BOOST_TEST(alerts[0].alert.passage.find("the battery sulks") != std::string::npos, alerts[0].alert.passage);
}

BOOST_AUTO_TEST_CASE(a_sentence_copied_from_an_earlier_comment_without_marks_tells_nobody_again) {
  Blog blog;
  const auto first = blog.comment("10", "<p>Hello. Tom Becker said that it would ship in May. Fine.</p>");
  blog.scan(first);
  BOOST_TEST(blog.alerts(first).size() == 1u);
  const auto copied = blog.comment(
      "11", "<p>tom becker said that it would\nship in May.</p><p>I doubt it, and so does Ana Ruiz.</p>");
  blog.scan(copied);
  const auto told = blog.alerts(copied);
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(told[0].alert.person == "ana");
  const auto hits = blog.database->read([&](db::Reader& reader) {
    return store::mentions_in(reader, blog.site.id, ItemKind::comment, copied);
  });
  BOOST_REQUIRE(hits.size() == 2u);
  BOOST_TEST(!hits[0].mention.alerts);
  BOOST_TEST(hits[0].mention.why.find("repeats the comment") != std::string::npos, hits[0].mention.why);
}

BOOST_AUTO_TEST_CASE(
    what_only_resembles_an_earlier_comment_alerts_and_so_does_a_copy_of_what_nobody_was_told) {
  Blog blog;
  const auto first =
      blog.comment("10", "<p>Tom Becker said that it would ship in May. Could Ana Ruiz help?</p>");
  blog.scan(first);
  const auto other = blog.comment("11", "<p>Tom Becker said that it would not ship in May.</p>");
  blog.scan(other);
  BOOST_TEST(blog.alerts(other).size() == 1u);
  const auto phrase = blog.comment("12", "<p>Could Ana Ruiz help?</p>");  // anybody writes that
  blog.scan(phrase);
  BOOST_TEST(blog.alerts(phrase).size() == 1u);
  const auto unheard = blog.comment("13", "<p>Ana Ruiz knows a lot about sleds and tyres.</p>");
  const auto copied = blog.comment("14", "<p>Ana Ruiz knows a lot about sleds and tyres.</p>");
  blog.scan(copied);
  BOOST_TEST(blog.alerts(copied).size() == 1u);
  // The later one is no origin of the earlier.
  blog.scan(unheard);
  BOOST_TEST(blog.alerts(unheard).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
