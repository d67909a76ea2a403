#include <map>

#include "doubles/outside_scene.h"
#include "model/linkback.h"
#include "names/matcher.h"
#include "outreach/gathering.h"
#include "outreach/scan.h"
#include "store/case_store.h"
#include "store/linkback_store.h"
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
  model::RowId comes_by_linkback(const std::string& target = "https://blog.example/sled/") {
    const auto url = Url::parse(page).value(), to = Url::parse(target).value();
    model::Linkback made;
    made.id = mint.next(clock.now());
    made.token = std::to_string(made.id);
    made.source = page;
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
      said.final_url = page;
      store::put_source_page(tx, books(), made.id, said);
    });
    scan(ItemKind::linkback, made.id);
    return made.id;
  }
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
