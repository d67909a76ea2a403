#include <map>

#include "doubles/outside_scene.h"
#include "model/linkback.h"
#include "names/matcher.h"
#include "outreach/case_words.h"
#include "outreach/gathering.h"
#include "outreach/scan.h"
#include "store/case_store.h"
#include "store/event_store.h"
#include "store/linkback_store.h"
#include "store/wish_store.h"
#include "work/job_table.h"

using namespace earshot;
using namespace std::chrono_literals;
using model::ItemKind;

namespace {

constexpr auto page = "https://rosa.example/sled/";

// Everything that hears of pages elsewhere together: feeds, ears of hand, linkbacks, the scan for names.
struct HearingScene : doubles::OutsideScene {
  HearingScene() {
    web.serves_html(page,
                    "<article class=h-entry><b class=p-author>Rosa</b><h1 class=p-name>The sled</h1>"
                    "<p class=e-content>Ana Ruiz knows.</p></article>");
    serves_feed("https://rosa.example/feed", rss({}));
    feed_id = watch("https://rosa.example/feed");
    read(feed_id);
    clock.wind(1h);
  }
  void scan(ItemKind kind, model::RowId id) {
    const names::Matcher matcher(site.roster);
    outreach::scan_item(books(), matcher, kind, id);
  }
  model::OutsideItem comes_by_feed() {
    serves_feed("https://rosa.example/feed", rss({{page, "The sled", "Ana Ruiz knows."}}));
    read(feed_id);
    const auto item = item_at(page).value();
    scan(ItemKind::outside, item.id);
    return item_at(page).value();
  }
  model::RowId comes_by_linkback(const std::string& target = "https://blog.example/sled/",
                                 const std::string& source = page) {
    const auto url = Url::parse(source).value(), to = Url::parse(target).value();
    model::Linkback made;
    made.id = mint.next(clock.now());
    made.token = std::to_string(made.id);
    made.source = source;
    made.target = target;
    made.source_key = store::source_key(url);
    made.target_key = store::target_key(to);
    made.source_host = "rosa.example";
    made.received = clock.now();
    database->write([&](db::Tx& tx) {
      BOOST_REQUIRE(store::insert_linkback(tx, books(), made));
      auto shown = made;
      shown.state = model::LinkbackState::shown;
      shown.title = "The sled";
      store::save_linkback(tx, books(), made, shown);
      model::SourcePage said;
      said.page_text = "Ana Ruiz knows. It links to us.";
      said.final_url = source;
      store::put_source_page(tx, books(), made.id, said);
    });
    scan(ItemKind::linkback, made.id);
    return made.id;
  }
  // Two cases of one page: a linkback from its short address, and its entry in a feed.
  struct TwoCases {
    model::RowId linkback = 0, post = 0, of_linkback = 0, of_post = 0;
  };
  TwoCases two_cases() {
    TwoCases out;
    out.linkback = comes_by_linkback("https://blog.example/sled/", "https://rosa.example/?p=7");
    clock.wind(1h);
    out.post = comes_by_feed().id;
    out.of_linkback = case_at(ItemKind::linkback, out.linkback)->id;
    out.of_post = case_at(ItemKind::outside, out.post)->id;
    BOOST_REQUIRE_NE(out.of_linkback, out.of_post);
    clock.wind(1h);
    return out;
  }
  // The linkback is verified again, and its address leads to the page by now.
  void become_one(const TwoCases& two) {
    database->write([&](db::Tx& tx) {
      auto said = store::find_source_page(tx, site.id, two.linkback).value();
      said.final_url = page;
      store::put_source_page(tx, books(), two.linkback, said);
    });
    scan(ItemKind::linkback, two.linkback);
  }
  model::Case case_of(model::RowId id) {
    return database->read([&](db::Reader& reader) { return store::find_case(reader, site.id, id).value(); });
  }
  std::vector<store::Event> history(model::RowId id) {
    return database->read([&](db::Reader& reader) { return store::events_of(reader, site.id, "case", id); });
  }
  void move(model::RowId id, model::CaseState to, const std::string& who) {
    clock.wind(1min);
    database->write(
        [&](db::Tx& tx) { BOOST_REQUIRE(store::move_case(tx, books(), case_of_tx(tx, id), to, who)); });
  }
  model::Case case_of_tx(db::Tx& tx, model::RowId id) { return store::find_case(tx, site.id, id).value(); }
  std::int64_t alerts() { return count("select count(*) from alert"); }
  std::optional<model::Case> case_at(ItemKind kind, model::RowId root) {
    return database->read([&](db::Reader& reader) { return store::case_of(reader, site.id, kind, root); });
  }

  model::RowId feed_id = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(work_outside, HearingScene)

BOOST_AUTO_TEST_CASE(a_post_elsewhere_that_names_staff_alerts_them_once_and_is_followed) {
  const auto post = comes_by_feed();
  BOOST_TEST(alerts() == 1);
  BOOST_TEST(jobs("deliver") == 1);
  BOOST_TEST(jobs("follow_outside") == 1);
  BOOST_TEST(case_at(ItemKind::outside, post.id)->subject == "“The sled”");
  hear(page);
  scan(ItemKind::outside, post.id);
  BOOST_TEST(items() == 1);
  BOOST_TEST(alerts() == 1);
}

BOOST_AUTO_TEST_CASE(a_linkback_from_a_page_known_by_its_feed_joins_its_case_and_tells_nobody_twice) {
  const auto post = comes_by_feed();
  const auto before = case_at(ItemKind::outside, post.id).value();
  const auto linkback = comes_by_linkback();
  BOOST_TEST(alerts() == 1);
  BOOST_TEST(!case_at(ItemKind::outside, post.id).has_value());
  BOOST_TEST(case_at(ItemKind::linkback, linkback)->id == before.id);
  BOOST_TEST((item_at(page)->root_kind == ItemKind::linkback));
  BOOST_TEST(count("select count(*) from followed_page where root_kind = 'linkback'") == 1);
  comes_by_linkback("https://blog.example/another/");
  BOOST_TEST(alerts() == 1);
}

BOOST_AUTO_TEST_CASE(two_cases_of_one_page_become_one_with_all_that_belongs_to_them) {
  const auto two = two_cases();
  const auto alerted = alerts();
  const auto until = clock.now() + 24h;
  move(two.of_post, model::CaseState::claimed, "tom");
  database->write([&](db::Tx& tx) {
    store::add_event(tx, books(), "case", two.of_post, "note", "I wrote to her.", "tom");
    store::set_kind(tx, books(), case_of_tx(tx, two.of_post), model::CaseKind::problem, "", "tom");
    store::snooze(tx, books(), "tom", two.of_post, until);
    store::unsubscribe(tx, books(), "ana", two.of_post);
  });
  const auto waits_since = case_of(two.of_linkback).waits_since;
  become_one(two);
  const auto merged = case_of(two.of_linkback), ended = case_of(two.of_post);
  BOOST_TEST((merged.state == model::CaseState::claimed));
  BOOST_TEST(merged.owner == "tom");
  BOOST_TEST((merged.kind == model::CaseKind::problem));
  BOOST_TEST(merged.kind_by == "tom");
  BOOST_TEST((merged.waits_since == waits_since));
  BOOST_TEST((ended.state == model::CaseState::closed));
  BOOST_TEST(history(two.of_post).back().detail.find("goes on as case " + std::to_string(two.of_linkback)) !=
             std::string::npos);
  BOOST_TEST(std::ranges::count(history(two.of_linkback), "I wrote to her.", &store::Event::detail) == 1);
  BOOST_TEST(alerts() == alerted);
  database->read([&](db::Reader& reader) {
    BOOST_TEST(store::alerts_of_case(reader, site.id, two.of_post).empty());
    BOOST_TEST(static_cast<std::int64_t>(store::alerts_of_case(reader, site.id, two.of_linkback).size()) ==
               alerted);
    BOOST_REQUIRE(store::snooze_of(reader, site.id, "tom", two.of_linkback));
    BOOST_TEST((store::snooze_of(reader, site.id, "tom", two.of_linkback)->until == until));
    BOOST_TEST(store::unsubscribed(reader, site.id, "ana", two.of_linkback).has_value());
  });
  BOOST_TEST((item_at(page)->root_kind == ItemKind::linkback));
  BOOST_TEST(item_at(page)->root_id == two.linkback);
  become_one(two);  // again: nothing is left to be joined
  BOOST_TEST(case_of(two.of_linkback).version == merged.version);
}

BOOST_AUTO_TEST_CASE(an_answer_in_one_of_two_cases_of_a_page_answers_the_one_that_goes_on) {
  const auto two = two_cases();
  move(two.of_post, model::CaseState::claimed, "ana");
  move(two.of_post, model::CaseState::answered, "tom");
  become_one(two);
  const auto merged = case_of(two.of_linkback);
  BOOST_TEST((merged.state == model::CaseState::answered));
  BOOST_TEST(merged.owner == "ana");
  BOOST_TEST(outreach::answered_by(merged, history(merged.id)) == "tom");
}

BOOST_AUTO_TEST_CASE(what_was_asked_after_the_answer_waits_on_when_two_cases_become_one) {
  const auto two = two_cases();
  move(two.of_linkback, model::CaseState::answered, "ana");
  move(two.of_post, model::CaseState::answered, "tom");
  move(two.of_linkback, model::CaseState::waiting_again, "");
  become_one(two);
  BOOST_TEST((case_of(two.of_linkback).state == model::CaseState::waiting_again));
}

BOOST_AUTO_TEST_CASE(a_closed_case_closes_no_other_of_its_page) {
  const auto two = two_cases();
  move(two.of_post, model::CaseState::closed, "ana");
  become_one(two);
  BOOST_TEST((case_of(two.of_linkback).state == model::CaseState::fresh));
  BOOST_TEST(history(two.of_post).back().fact == "joined");
}

BOOST_AUTO_TEST_CASE(a_feed_that_brings_a_page_known_by_its_linkback_joins_its_case_and_tells_nobody_twice) {
  const auto linkback = comes_by_linkback();
  BOOST_TEST(alerts() == 1);
  BOOST_TEST(jobs("follow_outside") == 1);
  const auto post = comes_by_feed();
  BOOST_TEST((post.root_kind == ItemKind::linkback));
  BOOST_TEST(post.root_id == linkback);
  BOOST_TEST(alerts() == 1);
  BOOST_TEST(count("select count(*) from outreach_case") == 1);
}

BOOST_AUTO_TEST_CASE(a_comment_elsewhere_belongs_to_the_case_and_one_answered_already_does_not_reopen_it) {
  const auto post = comes_by_feed();
  web.serves_html(page,
                  "<article class=h-entry><p class=e-content>Ana Ruiz knows.</p>"
                  "<div class='u-comment h-cite' id=c1><b class=p-author>Al</b><p class=e-content>Tom Becker "
                  "said so.</p><time class=dt-published datetime=2026-01-05T12:05:00Z></time></div>"
                  "<div class='u-comment h-cite' id=c2><b class=p-author>Ana Ruiz</b><p class=e-content>Done."
                  "</p><time class=dt-published datetime=2026-01-05T12:10:00Z></time></div></article>");
  clock.wind(30min);
  follow(ItemKind::outside, post.id);
  const auto of_case = [&] { return case_at(ItemKind::outside, post.id).value(); };
  BOOST_TEST((of_case().state == model::CaseState::answered));
  for (const auto* id : {"#c1", "#c2"}) scan(ItemKind::outside, item_at(std::string(page) + id)->id);
  BOOST_TEST(alerts() == 2);  // Tom hears of Al's comment; nobody of Ana's own
  BOOST_TEST(count("select count(*) from outreach_case") == 1);
  BOOST_TEST((of_case().state == model::CaseState::answered));
}

BOOST_AUTO_TEST_CASE(a_page_heard_by_hand_where_several_agree_already_is_reported_as_gathering) {
  site.fallback = "ana";
  std::string comments;
  for (const std::string name : {"Marie", "Joe", "Priya"})
    comments += "<div class='u-comment h-cite' id=" + name + "><b class=p-author>" + name +
                "</b><p class=e-content>Me too.</p><time class=dt-published "
                "datetime=2026-01-05T11:30:00Z></time></div>";
  web.serves_html(
      "https://olaf.example/cold",
      "<article class=h-entry><p class=e-content>My sled stops in the cold.</p>" + comments + "</article>");
  hear("https://olaf.example/cold");
  const auto post = item_at("https://olaf.example/cold").value();
  BOOST_TEST(jobs("follow_outside") == 1);
  follow(ItemKind::outside, post.id);
  for (const auto* id : {"#Marie", "#Joe", "#Priya"})
    scan(ItemKind::outside, item_at("https://olaf.example/cold" + std::string(id))->id);
  outreach::gather(books(), post.id);
  BOOST_TEST(alerts() == 1);
  BOOST_TEST(count("select count(*) from alert where reason = 'gathering' and person = 'ana'") == 1);
}

BOOST_AUTO_TEST_CASE(what_a_linkbacks_page_showed_already_is_not_told_again_as_a_comment) {
  web.serves_html(
      page,
      "<article class=h-entry><p class=e-content>Ana Ruiz knows.</p>"
      "<div class='u-comment h-cite' id=c1><b class=p-author>Al</b><p class=e-content>Tom Becker "
      "said so.</p><time class=dt-published datetime=2026-01-05T11:30:00Z></time></div></article>");
  const auto linkback = comes_by_linkback();
  follow(ItemKind::linkback, linkback);
  const auto comment = item_at(std::string(page) + "#c1").value();
  scan(ItemKind::outside, comment.id);
  BOOST_TEST(comment.old);
  BOOST_TEST(comment.root_id == linkback);
  BOOST_TEST(alerts() == 1);
}

BOOST_AUTO_TEST_CASE(words_of_a_case_outlive_those_that_nobody_needs) {
  const auto post = comes_by_feed();
  clock.wind(24h * 100);
  database->write([&](db::Tx& tx) { store::purge_outside(tx, books(), clock.now() - 24h * 90, 100); });
  BOOST_TEST(item_at(page)->id == post.id);
}

BOOST_AUTO_TEST_SUITE_END()
