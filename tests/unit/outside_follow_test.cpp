#include "doubles/outside_scene.h"
#include "outside/conversation.h"
#include "outside/reading.h"
#include "store/case_store.h"
#include "store/event_store.h"
#include "store/outside_answer_store.h"

using namespace earshot;
using namespace std::chrono_literals;
using model::CaseState;
using model::ItemKind;

namespace {

constexpr auto page = "https://rosa.example/sled/";

struct FollowScene : doubles::OutsideScene {
  FollowScene() {
    shows({});
    post = hear(page).id;
    clock.wind(1min);
    database->write([&](db::Tx& tx) {
      case_id = store::open_case(tx, books(), ItemKind::outside, post, "“The sled”", true).id;
      store::follow_page(tx, books(), ItemKind::outside, post, page, "", clock.now());
    });
  }
  struct Said {
    std::string who, words, id;
    Duration ago = {};
  };
  void shows(const std::vector<Said>& comments) {
    std::string html =
        "<article class=h-entry><h1 class=p-name>The sled</h1><p class=e-content>Ana Ruiz?</p>";
    for (const auto& one : comments) {
      html += "<div class='u-comment h-cite' id='" + one.id + "'><b class=p-author>" + one.who +
              "</b><time class=dt-published datetime=" + iso8601(clock.now() - one.ago) + "></time>" +
              "<p class='e-content'>" + one.words + "</p></div>";
    }
    web.serves_html(page, html + "</article>");
  }
  void look() {
    clock.wind(10min);
    BOOST_TEST(std::holds_alternative<model::Again>(follow(ItemKind::outside, post)));
  }
  model::Case of_case() {
    return database->read(
        [&](db::Reader& reader) { return store::find_case(reader, site.id, case_id).value(); });
  }
  std::vector<model::OutsideAnswer> answers() {
    return database->read(
        [&](db::Reader& reader) { return store::outside_answers_of_case(reader, site.id, case_id); });
  }
  Result<outside::Confirmed, std::string> confirm(const std::string& url) {
    return database->write([&](db::Tx& tx) {
      return outside::confirm_answer(tx, books(), Url::parse(url).value(), site.roster.people[0]);
    });
  }

  model::RowId post = 0, case_id = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(outside_follow, FollowScene)

BOOST_AUTO_TEST_CASE(a_staff_members_comment_answers_the_case_as_claimed) {
  shows({{"Al", "Same here, me too.", "c1"}, {"ana ruiz", "We mend it.", "c2"}});
  look();
  BOOST_TEST((of_case().state == CaseState::answered));
  BOOST_TEST(of_case().owner == "ana");
  BOOST_REQUIRE(answers().size() == 1u);
  BOOST_TEST((answers()[0].level == model::AnswerLevel::claimed));
  BOOST_TEST(answers()[0].url == std::string(page) + "#c2");
  BOOST_TEST(jobs("scan_outside") == 3);
  const auto history =
      database->read([&](db::Reader& reader) { return store::events_of(reader, site.id, "case", case_id); });
  BOOST_REQUIRE(history.size() == 3u);
  BOOST_TEST(history[1].fact == "answered elsewhere");
  BOOST_TEST(history[1].detail == "https://rosa.example/sled/#c2 (claimed: only the name says so)");
  BOOST_TEST(history[2].fact == "answered");
  BOOST_TEST(history[2].who == "ana");
  const auto said = database->read([&](db::Reader& reader) {
    return store::outside_comments_of(reader, site.id, ItemKind::outside, post);
  });
  BOOST_REQUIRE(said.size() == 2u);
  BOOST_TEST(said[0].author == "Al");
  BOOST_TEST(said[0].host == "rosa.example");
  BOOST_TEST(said[0].text == "Same here, me too.");
  BOOST_TEST(said[1].person == "ana");
}

BOOST_AUTO_TEST_CASE(a_readers_question_after_the_answer_lets_the_case_wait_again) {
  shows({{"Al", "Is it cold?", "c0", 3min}, {"ana_at_acme", "We mend it.", "c1", 1min}});
  look();
  BOOST_TEST((of_case().state == CaseState::answered));
  shows({{"ana_at_acme", "We mend it.", "c1", 11min}, {"Al", "Thanks. See http://x.example/?p=1", "c2"}});
  look();
  BOOST_TEST((of_case().state == CaseState::answered));
  shows({{"Al", "And when?", "c3"}});
  look();
  BOOST_TEST((of_case().state == CaseState::waiting_again));
  shows({{"Tom Becker", "Tomorrow. Is that all right?", "c4"}});
  look();
  BOOST_TEST((of_case().state == CaseState::answered));
  BOOST_TEST(answers().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_case_that_is_first_seen_with_an_answer_and_a_later_question_waits_again) {
  shows({{"ana_at_acme", "We mend it.", "c1", 11min}, {"Al", "And when?", "c2"}});
  look();
  BOOST_TEST((of_case().state == CaseState::waiting_again));
  const auto version = of_case().version;
  look();
  BOOST_TEST(of_case().version == version);
}

BOOST_AUTO_TEST_CASE(who_was_not_staff_then_answers_nothing) {
  site.roster.people[0].to = clock.now() - 24h;
  shows({{"Ana Ruiz", "We mend it.", "c1"}, {"Anna Ruiz", "So do I.", "c2"}});
  look();
  BOOST_TEST(answers().empty());
  BOOST_TEST((of_case().state == CaseState::fresh));
}

BOOST_AUTO_TEST_CASE(a_closed_case_stays_closed) {
  database->write([&](db::Tx& tx) {
    store::move_case(tx, books(), of_case(), CaseState::closed, "tom", "needs no answer");
  });
  shows({{"Ana Ruiz", "We mend it.", "c1"}, {"Al", "When?", "c2"}});
  look();
  BOOST_TEST((of_case().state == CaseState::closed));
  BOOST_TEST(answers().size() == 1u);
}

BOOST_AUTO_TEST_CASE(looking_twice_tells_nothing_twice) {
  shows({{"Ana Ruiz", "We mend it.", "c1", 1min}});
  look();
  web.forgets(page);
  shows({{"Ana Ruiz", "We mend it.", "c1", 11min}});
  const auto version = of_case().version;
  look();
  BOOST_TEST(answers().size() == 1u);
  BOOST_TEST(of_case().version == version);
}

BOOST_AUTO_TEST_CASE(a_claimed_answer_is_confirmed_by_its_address) {
  shows({{"Ana Ruiz", "We mend it.", "c1"}});
  look();
  const auto done = confirm(std::string(page) + "#c1");
  BOOST_REQUIRE(done.ok());
  BOOST_TEST(done->comment_seen);
  BOOST_REQUIRE(answers().size() == 1u);
  BOOST_TEST((answers()[0].level == model::AnswerLevel::confirmed));
  look();
  BOOST_TEST((answers()[0].level == model::AnswerLevel::confirmed));
}

BOOST_AUTO_TEST_CASE(an_answer_can_be_confirmed_before_its_comment_is_seen_and_under_any_name) {
  const auto done = confirm(std::string(page) + "#c9");
  BOOST_REQUIRE(done.ok());
  BOOST_TEST(!done->comment_seen);
  BOOST_TEST((done->state == CaseState::answered));
  clock.wind(1min);
  shows({{"The Sled Team", "We mend it. Does it help?", "c9"}});
  look();
  BOOST_REQUIRE(answers().size() == 1u);
  BOOST_TEST((of_case().state == CaseState::answered));
}

BOOST_AUTO_TEST_CASE(the_pages_address_stands_for_the_persons_comment_there) {
  BOOST_REQUIRE(confirm(page).ok());
  clock.wind(1min);
  shows({{"Ana Ruiz", "We mend it.", "c1"}});
  look();
  BOOST_REQUIRE(answers().size() == 1u);
  BOOST_TEST((answers()[0].level == model::AnswerLevel::confirmed));
  BOOST_TEST(answers()[0].url == std::string(page) + "#c1");
  BOOST_REQUIRE(confirm(page).ok());
  BOOST_TEST(answers().size() == 1u);
  BOOST_TEST(!confirm("https://nobody.example/").ok());
}

BOOST_AUTO_TEST_CASE(the_comments_feed_that_the_page_names_is_read_instead) {
  web.serves_html(
      page,
      "<link rel=alternate type=application/rss+xml href=/feed/ title='Rosa'>"
      "<link rel=alternate type=application/rss+xml href=/comments/feed/ title='Rosa: Comments'>"
      "<link rel=alternate type=application/rss+xml href=/sled/feed/ title='Rosa: The sled Comments'>"
      "<p>Ana Ruiz?");
  serves_feed("https://rosa.example/sled/feed/",
              rss({{std::string(page) + "#comment-2", "By: Ana Ruiz", "We mend it.", "Ana Ruiz"},
                   {std::string(page) + "#comment-1", "By: Al", "Me too", "Al"}}));
  look();
  BOOST_TEST((of_case().state == CaseState::answered));
  const auto asked = web.times_asked(page);
  look();
  BOOST_TEST(web.times_asked(page) == asked);
  BOOST_TEST(web.times_asked("https://rosa.example/sled/feed/") == 2u);
  BOOST_TEST(item_at(std::string(page) + "#comment-1")->author_name == "Al");
}

BOOST_AUTO_TEST_CASE(of_a_feed_of_all_comments_only_the_pages_own_are_taken) {
  web.serves_html(page, "<link rel=alternate type=application/rss+xml href=/comments/feed/><p>Ana Ruiz?");
  serves_feed("https://rosa.example/comments/feed/",
              rss({{"https://rosa.example/other/#comment-2", "By: Ana Ruiz", "No.", "Ana Ruiz"},
                   {std::string(page) + "#comment-3", "By: Acme", "[…] half a ping [...]", "Acme"},
                   {std::string(page) + "#comment-4", "By: Acme", "[...] Ana Ruiz wrote [...]", "Acme"},
                   {std::string(page) + "#comment-1", "By: Al", "Me too", "Al"}}));
  look();
  BOOST_TEST(count("select count(*) from outside_item where kind = 'comment'") == 2);
  const auto asked = web.times_asked("https://rosa.example/comments/feed/");
  look();
  BOOST_TEST(web.times_asked("https://rosa.example/comments/feed/") == asked + 1);
}

BOOST_AUTO_TEST_CASE(what_was_said_before_we_stood_beside_the_blog_is_old) {
  shows({{"Al", "Tom Becker knows.", "c1", 24h}, {"Bea", "Tom Becker knows.", "c2"}});
  look();
  BOOST_TEST(item_at(std::string(page) + "#c1")->old);
  BOOST_TEST(!item_at(std::string(page) + "#c2")->old);
}

BOOST_AUTO_TEST_CASE(following_slows_down_and_ends) {
  const auto wait = [&] { return std::get<model::Again>(follow(ItemKind::outside, post)).due - clock.now(); };
  BOOST_TEST((wait() <= 17min));
  clock.wind(24h * 20);
  BOOST_TEST((wait() > 20h));
  clock.wind(24h * 41);
  BOOST_TEST(std::holds_alternative<model::Done>(follow(ItemKind::outside, post)));
  web.forget_asked();
  BOOST_TEST(std::holds_alternative<model::Done>(follow(ItemKind::outside, post)));
  BOOST_TEST(web.asked().empty());
  // A further alert begins it anew.
  database->write(
      [&](db::Tx& tx) { store::follow_page(tx, books(), ItemKind::outside, post, page, "", clock.now()); });
  BOOST_TEST(std::holds_alternative<model::Again>(follow(ItemKind::outside, post)));
}

BOOST_AUTO_TEST_CASE(a_fortnight_after_a_case_was_closed_nobody_listens_there) {
  database->write([&](db::Tx& tx) {
    store::move_case(tx, books(), of_case(), CaseState::closed, "tom", "needs no answer");
  });
  clock.wind(24h * 13);
  BOOST_TEST(std::holds_alternative<model::Again>(follow(ItemKind::outside, post)));
  clock.wind(24h * 2);
  BOOST_TEST(std::holds_alternative<model::Done>(follow(ItemKind::outside, post)));
}

BOOST_AUTO_TEST_CASE(a_page_that_cannot_be_read_is_asked_more_seldom) {
  web.answers(page, 500);
  const auto outcome = std::get<model::Again>(follow(ItemKind::outside, post));
  BOOST_TEST((outcome.due >= clock.now() + 30min));
  BOOST_TEST(outcome.why == "its server answered 500");
}

BOOST_AUTO_TEST_CASE(a_question_is_told_from_an_address) {
  for (const std::string_view text : {"why?", "どうして？", "¿Por qué", "a http://x/?a b?"})
    BOOST_TEST(outside::asks(text));
  for (const std::string_view text : {"no", "see http://x.example/?p=1", "www.x.example/?q", ""})
    BOOST_TEST(!outside::asks(text));
}

BOOST_AUTO_TEST_SUITE_END()
