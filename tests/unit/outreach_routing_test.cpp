// Who hears of persons, products, topics and the company, and who when those are not there.
#include "outreach/routing.h"

#include <boost/test/unit_test.hpp>

#include "doubles/routing_scene.h"
#include "outreach/mutes.h"
#include "store/event_store.h"
#include "store/kind_store.h"
#include "store/mute_store.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(outreach_routing)

using Blog = doubles::RoutingScene;

namespace {

bool has_event(Blog& blog, std::string_view kind, model::RowId id, std::string_view fact) {
  const auto events = blog.database->read(
      [&](db::Reader& reader) { return store::events_of(reader, blog.site.id, kind, id); });
  return std::ranges::any_of(events, [&](const auto& event) { return event.fact == fact; });
}

void mute(Blog& blog, const std::string& person, model::MuteKind what, const std::string& value) {
  blog.database->write([&](db::Tx& tx) {
    store::add_mute(tx, blog.books(), {0, person, what, outreach::mute_value(what, value), {}});
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_product_is_told_to_whom_the_last_fitting_route_names_and_the_alert_says_so) {
  Blog blog;
  blog.route({"rocket sled"}, {"ana"});
  blog.route({"acme"}, {"tom"});
  blog.route({"winter tyres"}, {"ana"});
  const auto id = blog.heard("10", "<p>My Rocket Sled loses power.</p>");
  BOOST_TEST(blog.told(id) == "tom:product");
  BOOST_TEST(blog.why(id).find("read as the product Rocket Sled") != std::string::npos, blog.why(id));
  BOOST_TEST(blog.why(id).find("the route “test” names you") != std::string::npos, blog.why(id));
}

BOOST_AUTO_TEST_CASE(a_route_for_a_kind_takes_only_that_kind) {
  Blog blog;
  blog.route({"rocket sled"}, {"ana"});
  blog.route({"rocket sled"}, {"tom"}, "", {"problem"});
  BOOST_TEST(blog.told(blog.heard("10", "<p>My Rocket Sled crashes.</p>")) == "tom:product");
  BOOST_TEST(blog.told(blog.heard("11", "<p>Is the Rocket Sled red?</p>")) == "ana:product");
}

BOOST_AUTO_TEST_CASE(without_a_route_it_goes_to_the_author_then_to_who_is_on_duty_then_to_the_fallback) {
  Blog blog;
  blog.site.fallback = "kim";
  BOOST_TEST(blog.told(blog.heard("10", "<p>The Rocket Sled is red.</p>")) == "kim:product");
  blog.site.roster.groups = {{"support", {"ana", "tom"}, true, ""}};
  BOOST_TEST(blog.told(blog.heard("11", "<p>The Rocket Sled is red.</p>")) == "ana:product, tom:product");
  blog.written_by("wordpress:4");
  const auto id = blog.heard("12", "<p>The Rocket Sled is red.</p>");
  BOOST_TEST(blog.told(id) == "kim:product");
  BOOST_TEST(blog.why(id).find("under a post of yours") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_is_away_is_stood_in_for_from_the_first_day_until_before_the_day_back) {
  Blog blog;
  blog.route({"rocket sled"}, {"tom"});
  auto& tom = blog.person("tom");
  tom.deputy = "ana";
  tom.away_from = blog.clock.now();
  tom.away_to = blog.clock.now() + std::chrono::hours(24);
  const auto id = blog.heard("10", "<p>The Rocket Sled is red.</p>");
  BOOST_TEST(blog.told(id) == "ana:product");
  BOOST_TEST(blog.why(id).find("Tom Becker is away, you stand in") != std::string::npos, blog.why(id));
  BOOST_TEST(blog.told(blog.heard("11", "<p>Could Tom Becker help?</p>")) == "ana:mention");
  blog.clock.wind(std::chrono::hours(24));
  BOOST_TEST(blog.told(blog.heard("12", "<p>The Rocket Sled is blue.</p>")) == "tom:product");
}

BOOST_AUTO_TEST_CASE(an_owner_who_is_away_without_deputy_or_gone_sends_it_to_the_fallback_and_that_is_told) {
  Blog blog;
  blog.site.fallback = "kim";
  blog.route({"rocket sled"}, {"tom"});
  blog.person("tom").away_from = blog.clock.now();
  const auto id = blog.heard("10", "<p>The Rocket Sled is red.</p>");
  BOOST_TEST(blog.told(id) == "kim:product");
  BOOST_TEST(has_event(blog, "case", blog.case_of(id)->id, "routing failed"));
  blog.person("tom").away_from.reset();
  blog.person("tom").to = blog.clock.now();
  BOOST_TEST(blog.told(blog.heard("11", "<p>The Rocket Sled is red.</p>")) == "kim:product");
  const auto faults = outreach::routing_faults(blog.site, blog.clock.now());
  BOOST_REQUIRE(faults.size() == 1u);
  BOOST_TEST(faults[0].find("Tom Becker is no longer") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(where_nobody_is_left_the_item_itself_says_so) {
  Blog blog;
  const auto id = blog.heard("10", "<p>The Rocket Sled is red.</p>");
  BOOST_TEST(blog.told(id).empty());
  BOOST_TEST(has_event(blog, "comment", id, "routing failed"));
}

BOOST_AUTO_TEST_CASE(a_person_who_is_named_hears_of_it_whatever_kind_it_is_and_the_owner_too) {
  Blog blog;
  blog.route({"rocket sled"}, {"tom"});
  BOOST_TEST(blog.told(blog.heard("10", "<p>Ana Ruiz, the Rocket Sled is great.</p>")) ==
             "ana:addressed, tom:product");
  BOOST_TEST(blog.told(blog.heard("11", "<p>The Rocket Sled of Tom Becker is great.</p>")) == "tom:mention");
}

BOOST_AUTO_TEST_CASE(the_companys_name_alone_alerts_once_a_case_and_only_if_nothing_stronger_does) {
  Blog blog;
  blog.site.fallback = "kim";
  const auto first = blog.heard("10", "<p>Acme should do something about that.</p>");
  BOOST_TEST(blog.told(first) == "kim:company");
  blog.scan(first);
  BOOST_TEST((blog.alerts(first)[0].delivery.state == model::DeliveryState::pending));
  BOOST_TEST(blog.told(blog.heard("11", "<p>Acme again.</p>", "10")).empty());
  BOOST_TEST(blog.told(blog.heard("12", "<p>Could Ana Ruiz of Acme help?</p>")) == "ana:mention");
}

BOOST_AUTO_TEST_CASE(what_staff_write_alerts_no_company_and_their_answers_no_product) {
  Blog blog;
  blog.site.fallback = "kim";
  blog.route({"rocket sled"}, {"ana"});
  const auto id =
      blog.comment("10", "<p>We at Acme built the Rocket Sled. Kim Lee knows.</p>", "", "wordpress:3");
  blog.database->write([&](db::Tx& tx) {
    store::set_identity(tx, blog.site.id, id, "tom", model::Identity::proven, "logged in");
  });
  blog.scan(id);
  BOOST_TEST(blog.told(id) == "kim:mention");
}

BOOST_AUTO_TEST_CASE(whose_comment_is_answered_and_who_has_the_case_hear_of_questions_in_it) {
  Blog blog;
  const auto by_tom = blog.comment("10", "<p>It is red.</p>", "", "wordpress:3");
  const auto reply = blog.comment("11", "<p>And the blue one?</p>", "10");
  blog.database->write([&](db::Tx& tx) {
    store::set_identity(tx, blog.site.id, by_tom, "tom", model::Identity::proven, "logged in");
    store::set_needs(tx, blog.site.id, reply, true, "");
  });
  blog.scan(reply);
  BOOST_TEST(blog.told(reply) == "tom:reply");
  const auto of = *blog.case_of(by_tom);
  BOOST_TEST((of.kind == model::CaseKind::question));
  blog.database->write(
      [&](db::Tx& tx) { store::move_case(tx, blog.books(), of, model::CaseState::claimed, "ana"); });
  const auto more = blog.comment("12", "<p>Anybody?</p>", "11");
  blog.database->write([&](db::Tx& tx) { store::set_needs(tx, blog.site.id, more, true, ""); });
  blog.scan(more);
  BOOST_TEST(blog.told(more) == "ana:assigned");
}

BOOST_AUTO_TEST_CASE(what_a_person_muted_does_not_reach_them_and_the_item_says_so) {
  Blog blog;
  blog.route({"rocket sled"}, {"tom", "ana"});
  mute(blog, "tom", model::MuteKind::topic, "Rocket  sled");
  const auto id = blog.heard("10", "<p>The Rocket Sled is red.</p>");
  BOOST_TEST(blog.told(id) == "ana:product");
  BOOST_TEST(has_event(blog, "comment", id, "not alerted"));
  BOOST_TEST(blog.told(blog.heard("11", "<p>The Rocket Sled of Tom Becker.</p>")) ==
             "ana:product, tom:mention");
  mute(blog, "tom", model::MuteKind::source, "rosa klein");
  BOOST_TEST(blog.told(blog.heard("12", "<p>Could Tom Becker help?</p>")).empty());
  mute(blog, "ana", model::MuteKind::post, "http://www.blog.example/sled");
  BOOST_TEST(blog.told(blog.heard("13", "<p>Could Ana Ruiz help?</p>")).empty());
}

BOOST_AUTO_TEST_CASE(what_all_muted_who_look_after_it_falls_to_the_fallback) {
  Blog blog;
  blog.site.fallback = "kim";
  blog.route({"rocket sled"}, {"tom"});
  mute(blog, "tom", model::MuteKind::topic, "rocket sled");
  const auto id = blog.heard("10", "<p>The Rocket Sled is red.</p>");
  BOOST_TEST(blog.told(id) == "kim:product");
  BOOST_TEST(blog.why(id).find(
                 "nobody who looks after the product Rocket Sled wants to hear of it, so it falls to you") !=
                 std::string::npos,
             blog.why(id));
  mute(blog, "kim", model::MuteKind::topic, "rocket sled");
  BOOST_TEST(blog.told(blog.heard("11", "<p>My Rocket Sled is blue.</p>")).empty());
}

BOOST_AUTO_TEST_CASE(kinds_and_languages_of_a_person_hold_back_things_and_never_names) {
  Blog blog;
  blog.site.fallback = "kim";
  blog.route({"rocket sled"}, {"tom", "ana"});
  blog.person("tom").kinds = {"problem"};
  BOOST_TEST(blog.told(blog.heard("10", "<p>My Rocket Sled crashes.</p>")) == "ana:product, tom:product");
  const auto red = blog.heard("11", "<p>The Rocket Sled is red.</p>");
  BOOST_TEST(blog.told(red) == "ana:product");
  BOOST_TEST(has_event(blog, "comment", red, "not alerted"));
  BOOST_TEST(blog.told(blog.heard("12", "<p>Tom Becker has a red Rocket Sled.</p>")) ==
             "ana:product, tom:mention");
  blog.person("ana").languages = {"en"};
  const std::string german =
      "<p>Der Rocket Sled ist im Winter auf den verschneiten Wegen hinter unserem Haus sehr "
      "schnell, und die Kinder haben ihre Freude daran.</p>";
  BOOST_TEST(blog.told(blog.heard("13", german)) == "kim:product");
  BOOST_TEST(blog.told(blog.heard("14", "<p>Rocket Sled!</p>")) == "ana:product");  // too short to tell
}

BOOST_AUTO_TEST_CASE(a_case_takes_the_strongest_kind_of_its_words_until_somebody_sets_it_by_hand) {
  Blog blog;
  const auto root = blog.heard("10", "<p>Thanks Tom Becker, great post!</p>");
  BOOST_TEST((blog.case_of(root)->kind == model::CaseKind::praise));
  blog.heard("11", "<p>But mine is broken, Tom Becker.</p>", "10");
  const auto of = *blog.case_of(root);
  BOOST_TEST((of.kind == model::CaseKind::problem));
  BOOST_TEST(of.kind_words == "broken");
  blog.database->write(
      [&](db::Tx& tx) { store::set_kind(tx, blog.books(), of, model::CaseKind::other, "", "tom"); });
  blog.heard("12", "<p>It crashes, Tom Becker.</p>", "10");
  BOOST_TEST((blog.case_of(root)->kind == model::CaseKind::other));
  const auto kept = blog.database->read([&](db::Reader& reader) {
    return store::find_item_kind(reader, blog.site.id, model::ItemKind::comment, root);
  });
  BOOST_TEST((kept.kind == model::CaseKind::praise));
}

BOOST_AUTO_TEST_SUITE_END()
