// Claims that run out, cases that climb, what is done by hand, promises and their day.
#include <boost/test/unit_test.hpp>

#include "doubles/routing_scene.h"
#include "outreach/case_file.h"
#include "outreach/case_moves.h"
#include "outreach/promises.h"
#include "outreach/tend_cases.h"
#include "store/event_store.h"
#include "store/promise_store.h"

using namespace earshot;
using model::CaseState;
using outreach::HandMove;
using std::chrono::hours;

BOOST_AUTO_TEST_SUITE(outreach_tend)

namespace {

struct Blog : doubles::RoutingScene {
  model::Case claimed_by(model::RowId root, const std::string& person) {
    database->write([&](db::Tx& tx) {
      BOOST_TEST(store::move_case(tx, books(), *case_of(root), CaseState::claimed, person));
    });
    return *case_of(root);
  }
  void tend() { outreach::tend_cases(books()); }
  std::string by_hand(model::RowId root, HandMove move, const std::string& person = "") {
    const auto of = *case_of(root);
    return database->write([&](db::Tx& tx) {
      return outreach::move_by_hand(tx, books(), of, {move, person, "test"});
    });
  }
  model::RowId said_by_tom(const std::string& engine_id, const std::string& html) {
    const auto id = comment(engine_id, html, "", "wordpress:3");
    database->write([&](db::Tx& tx) {
      store::set_identity(tx, site.id, id, "tom", model::Identity::proven, "logged in");
    });
    scan(id);
    return id;
  }
  std::vector<model::Promise> promises(bool all = false) {
    return database->read(
        [&](db::Reader& reader) { return store::list_promises(reader, site.id, all, 100); });
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_claim_without_an_answer_runs_out_in_business_hours_and_who_was_told_is_told_again) {
  Blog blog;
  blog.site.hours.week = model::week_of(*model::parse_weekly("mon-fri 09:00-17:00"));
  const auto root = blog.heard("10", "<p>Could Tom Becker or Ana Ruiz help?</p>");
  const auto of = blog.claimed_by(root, "tom");
  blog.clock.wind(hours(7));
  blog.tend();
  BOOST_TEST((blog.case_of(root)->state == CaseState::claimed));
  blog.clock.wind(hours(17));  // Tuesday, 11:00
  blog.tend();
  blog.tend();
  BOOST_TEST((blog.case_of(root)->state == CaseState::fresh));
  BOOST_TEST(blog.case_of(root)->owner.empty());
  const auto told = blog.notices(of.id);
  BOOST_REQUIRE(told.size() == 2u);
  BOOST_TEST((told[0].what == model::NoticeKind::claim_ran_out));
  BOOST_TEST(told[0].why.find("Tom Becker took it on") != std::string::npos);
  BOOST_TEST(told[0].passage.find("Could Tom Becker") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_case_older_than_its_kind_may_be_climbs_once_a_level) {
  Blog blog;
  blog.site.answer_within[static_cast<std::size_t>(model::CaseKind::problem)] = hours(8);
  blog.site.fallback = "kim";
  blog.route({"rocket sled"}, {"tom"}, "ana");
  const auto root = blog.heard("10", "<p>My Rocket Sled crashes.</p>");
  const auto other = blog.heard("11", "<p>The Rocket Sled is red.</p>");
  const auto id = blog.case_of(root)->id;
  blog.clock.wind(hours(7));
  blog.tend();
  BOOST_TEST(blog.notices(id).empty());
  blog.clock.wind(hours(1));
  blog.tend();
  blog.tend();
  BOOST_REQUIRE(blog.notices(id).size() == 1u);
  BOOST_TEST(blog.notices(id)[0].person == "ana");
  BOOST_TEST((blog.notices(id)[0].what == model::NoticeKind::nobody_answers));
  blog.clock.wind(hours(30));
  blog.tend();
  blog.tend();
  BOOST_REQUIRE(blog.notices(id).size() == 2u);
  BOOST_TEST(blog.notices(id)[1].person == "kim");
  BOOST_TEST(blog.notices(blog.case_of(other)->id).empty());
}

BOOST_AUTO_TEST_CASE(a_case_whose_item_readers_do_not_see_rests_and_comes_back_with_the_present_text) {
  Blog blog;
  blog.site.answer_within[static_cast<std::size_t>(model::CaseKind::problem)] = hours(8);
  blog.site.fallback = "kim";
  const auto root = blog.heard("10", "<p>Tom Becker, it crashes. Call 555.</p>");
  const auto taken = blog.heard("11", "<p>Could Tom Becker help?</p>");
  blog.claimed_by(taken, "tom");
  blog.database->write([&](db::Tx& tx) {
    for (const auto id : {root, taken}) store::set_comment_gone(tx, blog.books(), id);
  });
  blog.scan(root);
  blog.clock.wind(hours(100));
  blog.tend();
  const auto id = blog.case_of(root)->id;
  BOOST_TEST(blog.notices(id).empty());
  BOOST_TEST(blog.notices(blog.case_of(taken)->id).empty());
  BOOST_TEST(blog.case_of(root)->level == 0);
  blog.heard("10", "<p>Tom Becker, it crashes.</p>");
  BOOST_TEST((blog.case_of(root)->waits_since == blog.clock.now()));
  blog.tend();
  BOOST_TEST(blog.notices(id).empty());
  blog.clock.wind(hours(8));
  blog.tend();
  BOOST_REQUIRE(blog.notices(id).size() == 1u);
  BOOST_TEST(blog.notices(id)[0].passage == "Tom Becker, it crashes.");
}

BOOST_AUTO_TEST_CASE(what_was_to_be_told_of_a_case_out_of_sight_is_told_when_it_is_in_sight_again) {
  Blog blog;
  blog.site.answer_within[static_cast<std::size_t>(model::CaseKind::problem)] = hours(8);
  blog.site.fallback = "kim";
  const auto root = blog.heard("10", "<p>Tom Becker, it crashes.</p>");
  const auto id = blog.case_of(root)->id;
  blog.claimed_by(root, "tom");
  blog.clock.wind(hours(9));
  blog.tend();
  blog.tend();
  const auto told = blog.notices(id);
  BOOST_REQUIRE(told.size() == 2u);
  BOOST_TEST((told[0].what == model::NoticeKind::claim_ran_out));
  BOOST_TEST((told[1].what == model::NoticeKind::nobody_answers));
  const auto jobs = [&] {
    return blog.database->read([&](db::Reader& reader) {
      return reader.first("select count(*) from job where kind = 'tell_notice'")->integer(0);
    });
  };
  blog.database->write([&](db::Tx& tx) {
    tx.exec("delete from job where kind = 'tell_notice'", {});  // they ran, and nothing was to be seen
    store::set_comment_gone(tx, blog.books(), root);
  });
  blog.scan(root);
  blog.scan(root);
  blog.clock.wind(hours(50));
  blog.heard("10", "<p>Tom Becker, it crashes.</p>");
  blog.scan(root);
  BOOST_TEST(jobs() == 1);
  BOOST_TEST((blog.notices(id)[0].state == model::DeliveryState::pending));
  BOOST_TEST((blog.notices(id)[1].state == model::DeliveryState::withdrawn));
  BOOST_TEST((blog.case_of(root)->waits_since == blog.clock.now()));
  BOOST_TEST(blog.case_of(root)->level == 0);
  blog.clock.wind(hours(8));
  blog.tend();
  BOOST_REQUIRE(blog.notices(id).size() == 3u);
  BOOST_TEST((blog.notices(id)[2].what == model::NoticeKind::nobody_answers));
  const auto events = blog.database->read(
      [&](db::Reader& reader) { return store::events_of(reader, blog.site.id, "case", id); });
  BOOST_TEST(std::ranges::count(events, "out of sight", &store::Event::fact) == 1);
  BOOST_TEST(std::ranges::count(events, "in sight again", &store::Event::fact) == 1);
}

BOOST_AUTO_TEST_CASE(a_case_that_is_answered_or_closed_climbs_no_more_and_begins_anew_when_it_waits_again) {
  Blog blog;
  blog.site.answer_within[static_cast<std::size_t>(model::CaseKind::problem)] = hours(8);
  blog.site.fallback = "kim";
  const auto root = blog.heard("10", "<p>Tom Becker, it crashes.</p>");
  const auto id = blog.case_of(root)->id;
  BOOST_TEST(blog.by_hand(root, HandMove::answered, "tom").empty());
  BOOST_TEST(blog.case_of(root)->owner == "tom");
  blog.clock.wind(hours(100));
  blog.tend();
  BOOST_TEST(blog.notices(id).empty());
  BOOST_TEST(blog.by_hand(root, HandMove::reopen).empty());
  blog.tend();
  BOOST_TEST(blog.notices(id).empty());
  blog.clock.wind(hours(8));
  blog.tend();
  BOOST_TEST(blog.notices(id).size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_left_takes_no_case_and_what_they_had_is_free_when_it_is_opened_again) {
  Blog blog;
  const auto root = blog.heard("10", "<p>Could Ana Ruiz help?</p>");
  BOOST_TEST(blog.by_hand(root, HandMove::claim, "tom").empty());
  BOOST_TEST(blog.by_hand(root, HandMove::close).empty());
  BOOST_TEST(blog.by_hand(root, HandMove::reopen).empty());
  BOOST_TEST(blog.case_of(root)->owner == "tom");
  blog.person("tom").to = blog.clock.now();
  BOOST_TEST(blog.by_hand(root, HandMove::claim, "tom") == "Tom Becker is not on the staff any more");
  BOOST_TEST(blog.by_hand(root, HandMove::reopen).empty());
  BOOST_TEST(blog.case_of(root)->owner == "");
  BOOST_TEST((blog.case_of(root)->state == CaseState::waiting_again));
  BOOST_TEST(blog.by_hand(root, HandMove::reopen).starts_with("it is open"));
  blog.person("tom").to.reset();
  blog.person("tom").from = blog.clock.now() + hours(1);
  BOOST_TEST(blog.by_hand(root, HandMove::claim, "tom") == "Tom Becker is not on the staff yet");
}

BOOST_AUTO_TEST_CASE(a_move_by_hand_that_cannot_be_done_says_why_and_what_helps) {
  Blog blog;
  const auto root = blog.heard("10", "<p>Could Tom Becker help?</p>");
  BOOST_TEST(blog.by_hand(root, HandMove::claim, "tom").empty());
  BOOST_TEST(blog.by_hand(root, HandMove::claim, "ana").find("Tom Becker has it since") == 0u);
  BOOST_TEST(blog.by_hand(root, HandMove::reopen).empty());
  BOOST_TEST((blog.case_of(root)->state == CaseState::fresh));
  BOOST_TEST(blog.by_hand(root, HandMove::reopen).find("it is open") == 0u);
  BOOST_TEST(blog.by_hand(root, HandMove::close).empty());
  BOOST_TEST(blog.by_hand(root, HandMove::claim, "ana").find("--reopen") != std::string::npos);
  BOOST_TEST(blog.by_hand(root, HandMove::reopen).empty());
  BOOST_TEST((blog.case_of(root)->state == CaseState::waiting_again));
}

BOOST_AUTO_TEST_CASE(the_file_of_a_case_holds_what_was_said_who_was_told_and_who_spoke) {
  Blog blog;
  const auto before = blog.heard("9", "<p>An older word of mine.</p>");
  const auto root = blog.heard("10", "<p>Could Tom Becker help? It crashes.</p>");
  blog.heard("11", "<p>Nobody?</p>", "10");
  const auto file = blog.database->read(
      [&](db::Reader& reader) { return outreach::read_case(reader, blog.site, blog.case_of(root)->id); });
  BOOST_REQUIRE(file);
  BOOST_TEST(file->items.size() == 2u);
  BOOST_TEST(file->alerts.size() == 1u);
  BOOST_TEST((file->items[0].wants.kind == model::CaseKind::problem));
  BOOST_REQUIRE(file->contacts.size() == 1u);
  BOOST_TEST(file->contacts[0].name == "Rosa Klein");
  BOOST_REQUIRE(file->contacts[0].wrote_before.size() == 1u);
  BOOST_TEST(file->contacts[0].wrote_before[0].words == "An older word of mine.");
  BOOST_TEST(!file->events.empty());
  BOOST_TEST(before > 0);
}

BOOST_AUTO_TEST_CASE(who_promised_is_reminded_once_and_a_later_word_that_links_the_answer_keeps_it) {
  Blog blog;
  const auto root = blog.heard("9", "<p>Could Tom Becker help?</p>");
  blog.said_by_tom("10", "<p>We will fix it next week.</p>");
  BOOST_REQUIRE(blog.promises().size() == 1u);
  blog.scan(blog.promises()[0].item_id);
  BOOST_TEST(blog.promises().size() == 1u);
  const auto reminders = [&] {
    return blog.database->read([&](db::Reader& reader) {
      return reader.first("select count(*) from notice where what = 'promise due'")->integer(0);
    });
  };
  blog.tend();
  BOOST_TEST(reminders() == 0);
  blog.clock.wind(hours(24 * 13));
  blog.tend();
  blog.tend();
  BOOST_TEST(reminders() == 1);
  blog.said_by_tom("11", "<p>Done, as <a href=\"https://blog.example/sled/#comment-10\">said</a>.</p>");
  BOOST_TEST(blog.promises().empty());
  const auto all = blog.promises(true);
  BOOST_REQUIRE(all.size() == 1u);
  BOOST_TEST((all[0].state == model::PromiseState::kept));
  BOOST_TEST(all[0].kept_url == "https://blog.example/sled/#comment-11");
  BOOST_TEST(root > 0);
}

BOOST_AUTO_TEST_CASE(what_readers_say_is_no_promise_and_one_that_is_edited_away_goes) {
  Blog blog;
  blog.heard("10", "<p>We will fix it next week.</p>");
  BOOST_TEST(blog.promises().empty());
  const auto id = blog.said_by_tom("11", "<p>We will fix it next week.</p>");
  BOOST_TEST(blog.promises().size() == 1u);
  blog.comment("11", "<p>Sorry, it stays.</p>", "", "wordpress:3");
  blog.scan(id);
  BOOST_TEST(blog.promises().empty());
}

BOOST_AUTO_TEST_CASE(whose_answer_is_taken_away_hears_that_the_case_waits_again) {
  Blog blog;
  const auto asked = blog.heard("10", "<p>Could Tom Becker help?</p>");
  const auto answer = blog.comment("11", "<p>Sure.</p>", "10", "wordpress:3");
  model::Wait wait;
  wait.first_answer = answer;
  wait.answered_by = "tom";
  const auto follow = [&](const model::Wait& now) {
    blog.database->write([&](db::Tx& tx) {
      store::set_needs(tx, blog.site.id, asked, true, "a question");
      store::set_wait(tx, blog.site.id, asked, now);
    });
    outreach::follow_case(blog.books(), asked);
  };
  follow(wait);
  BOOST_TEST(blog.notices(blog.case_of(asked)->id).empty());
  follow({});
  const auto told = blog.notices(blog.case_of(asked)->id);
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(told[0].person == "tom");
  BOOST_TEST((told[0].what == model::NoticeKind::answer_lost));
}

BOOST_AUTO_TEST_SUITE_END()
