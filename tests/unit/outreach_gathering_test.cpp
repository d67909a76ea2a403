// Coalescence: who counts as a voice, when staff hear that several say the same, and when not again.
#include "outreach/gathering.h"

#include <boost/test/unit_test.hpp>
#include <chrono>

#include "doubles/gathering_scene.h"

using namespace earshot;
using model::ItemKind;

BOOST_AUTO_TEST_SUITE(outreach_gathering)

using Blog = doubles::GatheringScene;

namespace {

constexpr auto day = std::chrono::hours(24);

store::AlertLine line_of(Blog& blog, const model::Alert& alert) {
  return blog.database->read([&](db::Reader& reader) {
    for (const auto& line : store::alerts_of_case(reader, blog.site.id, alert.case_id)) {
      if (line.alert.id == alert.id) return line;
    }
    return store::AlertLine{};
  });
}

model::Case case_of_post(Blog& blog) {
  return blog.database
      ->read([&](db::Reader& reader) {
        return store::case_of(reader, blog.site.id, ItemKind::post, blog.post_id);
      })
      .value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(comments_that_say_me_too_and_pages_that_link_are_voices) {
  Blog blog;
  blog.says("1", {"Marie", "", "", ""}, "Me too.");
  blog.says("2", {"Joe", "", "", ""}, "Nice colours!");
  blog.says("3", {"Priya", "", "", ""}, "Bei mir auch.");
  blog.links("https://olaf.example/a", "Olaf");
  BOOST_TEST(blog.post_voices() == "Marie Priya Olaf");
}

BOOST_AUTO_TEST_CASE(somebody_who_speaks_twice_is_one_voice) {
  Blog blog;
  blog.says("1", {"Marie", "https://marie.example/", "", ""}, "Me too.");
  blog.says("2", {"marie ", "", "", ""}, "Still the same here. Me too!");
  blog.says("3", {"M. L.", "https://marie.example", "", ""}, "+1");
  blog.links("https://www.marie.example/sled", "Marie Lund");
  BOOST_TEST(blog.post_voices() == "Marie");
}

BOOST_AUTO_TEST_CASE(namesakes_with_pages_of_their_own_are_two) {
  Blog blog;
  blog.says("1", {"Anna", "https://a.example/", "", ""}, "Me too.");
  blog.says("2", {"Anna", "https://b.example/", "", ""}, "Me too.");
  BOOST_TEST(blog.post_voices() == "Anna Anna");
}

BOOST_AUTO_TEST_CASE(many_pages_of_one_host_are_one_voice) {
  Blog blog;
  blog.links("https://fan.example/a", "Rosa");
  blog.links("https://fan.example/b", "Klaus");
  blog.links("https://other.example/b", "Olaf");
  BOOST_TEST(blog.post_voices() == "Rosa Olaf");
}

BOOST_AUTO_TEST_CASE(a_popular_post_with_thirty_plain_links_tells_nobody) {
  Blog blog;
  for (int i = 0; i < 30; ++i)
    blog.links("https://fan" + std::to_string(i) + ".example/", "Fan", "Acme has news today. Have a look!");
  BOOST_TEST(blog.post_voices() == "");
  BOOST_TEST(blog.told().empty());
  // Nor with one who agrees; with three there are three.
  for (const char* name : {"Marie", "Joe"}) blog.says(name, {name, "", "", ""}, "Me too.");
  BOOST_TEST(blog.told().empty());
  blog.links("https://olaf.example/", "Olaf", "Same here.");
  BOOST_TEST(blog.post_voices() == "Marie Joe Olaf");
  BOOST_TEST(!blog.told().empty());
}

BOOST_AUTO_TEST_CASE(plain_links_weigh_where_somebody_wants_something) {
  Blog blog;
  const auto complaint =
      blog.links("https://marie.example/a", "Marie", "My sled is broken and does not work.");
  const auto praise = blog.links("https://pia.example/a", "Pia", "I love my sled. Great work, thank you!");
  blog.links("https://joe.example/b", "Joe", R"(<a href="https://marie.example/a">Marie</a> writes.)");
  blog.links("https://kim.example/b", "Kim", R"(<a href="https://pia.example/a">Pia</a> writes.)");
  BOOST_TEST((blog.voices(ItemKind::linkback, complaint) == std::vector<std::string>{"Joe"}));
  BOOST_TEST(blog.voices(ItemKind::linkback, praise).empty());
  BOOST_TEST(blog.post_voices() == "Marie");  // a page that tells of a problem is no plain one
}

BOOST_AUTO_TEST_CASE(a_kind_set_by_hand_lets_the_links_count) {
  Blog blog;
  blog.site.roster.people[0].role = "support";
  for (const char* name : {"Ida", "Kim", "Sam"})
    blog.links("https://" + std::string(name) + ".example/", name, "Acme has news today.");
  BOOST_TEST(blog.told().empty());
  blog.database->write([&](db::Tx& tx) {
    const auto of = store::open_case(tx, blog.books(), ItemKind::post, blog.post_id, "The sled", true);
    store::set_kind(tx, blog.books(), of, model::CaseKind::problem, "", "ana");
  });
  blog.count();
  BOOST_TEST(blog.post_voices() == "Ida Kim Sam");
  BOOST_TEST(blog.told().size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_only_likes_or_shares_is_audience) {
  Blog blog;
  blog.links("https://fan.example/a", "Rosa", "Look.", "like");
  blog.links("https://other.example/b", "Olaf", "Look.", "repost");
  BOOST_TEST(blog.post_voices() == "");
}

BOOST_AUTO_TEST_CASE(staff_and_the_companys_own_pages_are_no_voices) {
  Blog blog;
  model::Company acme;
  acme.id = "acme";
  acme.domains = {"acme.example"};
  blog.site.roster.companies = {acme};
  blog.says("1", {"tom", "", "", "wordpress:3"}, "Me too.");
  blog.says("2", {"Ana Ruiz", "", "", ""}, "Me too.");
  blog.links("https://shop.acme.example/a", "The shop");
  blog.links("https://blog.example/other/", "Our own blog");
  blog.links("https://notacme.example/a", "Olaf");
  BOOST_TEST(blog.post_voices() == "Olaf");
}

BOOST_AUTO_TEST_CASE(an_answer_in_a_thread_agrees_with_the_thread_and_its_author_does_not_count) {
  Blog blog;
  const auto root = blog.says("1", {"Marie", "", "", ""}, "Mine stops in the cold.");
  blog.says("2", {"Joe", "", "1", ""}, "Same here.");
  blog.says("3", {"Priya", "", "2", ""}, "Me too.");
  blog.says("4", {"Marie", "", "3", ""}, "Me too, still.");
  const auto heard = blog.voices(ItemKind::comment, root);
  BOOST_TEST((heard == std::vector<std::string>{"Joe", "Priya"}));
  BOOST_TEST(blog.post_voices() == "");
}

BOOST_AUTO_TEST_CASE(a_page_that_links_to_another_page_known_to_us_agrees_with_that_too) {
  Blog blog;
  const auto first = blog.links("https://marie.example/a", "Marie", "My sled is broken and does not work.");
  blog.links("https://joe.example/b", "Joe", R"(As <a href="https://marie.example/a">Marie</a> says.)");
  blog.links("https://marie.example/c", "Marie", R"(As <a href="https://marie.example/a">I</a> said.)");
  BOOST_TEST((blog.voices(ItemKind::linkback, first) == std::vector<std::string>{"Joe"}));
}

BOOST_AUTO_TEST_CASE(what_is_edited_away_deleted_or_hidden_is_no_voice_any_more) {
  Blog blog;
  const auto one = blog.says("1", {"Marie", "", "", ""}, "Me too.");
  blog.says("2", {"Joe", "", "", ""}, "Me too.");
  const auto page = blog.links("https://olaf.example/a", "Olaf");
  BOOST_TEST(blog.post_voices() == "Marie Joe Olaf");
  blog.says("2", {"Joe", "", "", ""}, "Sorry, wrong post.");
  BOOST_TEST(blog.post_voices() == "Marie Olaf");
  blog.takes_back(one);
  blog.moves(page, model::LinkbackState::hidden);
  BOOST_TEST(blog.post_voices() == "");
  blog.says("2", {"Joe", "", "", ""}, "No, right post: me too.");
  blog.moves(page, model::LinkbackState::shown);
  BOOST_TEST(blog.post_voices() == "Olaf Joe");
}

BOOST_AUTO_TEST_CASE(a_page_that_waits_counts_and_is_told_only_when_a_moderator_shows_it) {
  Blog blog;
  const auto page = blog.links("https://olaf.example/a", "Olaf", "Same here. I asked Tom Becker.", "mention",
                               model::LinkbackState::waiting);
  BOOST_TEST(blog.post_voices() == "");
  BOOST_TEST(blog.told(model::AlertReason::mention).empty());
  blog.moves(page, model::LinkbackState::shown);
  BOOST_TEST(blog.post_voices() == "Olaf");
  BOOST_TEST(blog.told(model::AlertReason::mention).size() == 1u);
}

BOOST_AUTO_TEST_CASE(staff_hear_of_the_third_voice_once_though_nobody_is_named) {
  Blog blog;
  blog.site.roster.people[0].role = "Customer support";
  blog.says("1", {"Marie", "", "", ""}, "Me too.");
  blog.says("2", {"Joe", "", "", ""}, "Same here.");
  BOOST_TEST(blog.told().empty());
  blog.links("https://priya.example/a", "Priya");
  const auto told = blog.told();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(told[0].person == "ana");
  BOOST_TEST(told[0].why.starts_with("three people say the same within 14 days: Marie, Joe and Priya"),
             told[0].why);
  BOOST_TEST((case_of_post(blog).state == model::CaseState::fresh));
  blog.says("3", {"Sam", "", "", ""}, "+1");
  blog.says("4", {"Kim", "", "", ""}, "+1");
  BOOST_TEST(blog.told().size() == 1u);
  blog.says("5", {"Ida", "", "", ""}, "Me too.");
  BOOST_REQUIRE(blog.told().size() == 2u);
  BOOST_TEST(blog.told()[1].why.starts_with("six people"), blog.told()[1].why);
  BOOST_TEST(blog.told()[1].case_id == told[0].case_id);
}

BOOST_AUTO_TEST_CASE(the_threshold_and_the_window_are_the_sites) {
  Blog blog;
  blog.site.gathering = {2, 5};
  blog.says("1", {"Marie", "", "", ""}, "Me too.");
  blog.clock.wind(day * 5);
  blog.says("2", {"Joe", "", "", ""}, "Me too.");
  BOOST_TEST(blog.told().empty());
  blog.says("3", {"Priya", "", "", ""}, "Me too.");
  BOOST_REQUIRE(!blog.told().empty());
  BOOST_TEST(blog.told()[0].why.find("Joe and Priya") != std::string::npos, blog.told()[0].why);
}

BOOST_AUTO_TEST_CASE(after_a_silence_of_a_window_the_threshold_may_be_crossed_anew) {
  Blog blog;
  blog.site.roster.people[0].role = "support";
  blog.site.gathering.voices = 2;
  for (const char* name : {"Marie", "Joe"}) blog.says(name, {name, "", "", ""}, "Me too.");
  BOOST_TEST(blog.told().size() == 1u);
  blog.clock.wind(day * 20);
  blog.says("Priya", {"Priya", "", "", ""}, "Me too.");
  BOOST_TEST(blog.told().size() == 1u);
  blog.says("Sam", {"Sam", "", "", ""}, "Me too.");
  BOOST_TEST(blog.told().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_voice_taken_back_and_another_in_its_place_tell_nobody_again) {
  Blog blog;
  blog.site.roster.people[0].role = "support";
  blog.says("1", {"Marie", "", "", ""}, "Me too.");
  blog.says("2", {"Joe", "", "", ""}, "Me too.");
  const auto third = blog.says("3", {"Priya", "", "", ""}, "Me too.");
  BOOST_REQUIRE(blog.told().size() == 1u);
  blog.takes_back(third);
  BOOST_TEST((line_of(blog, blog.told()[0]).delivery.state == model::DeliveryState::withdrawn));
  blog.says("4", {"Sam", "", "", ""}, "Me too.");
  BOOST_TEST(blog.told().size() == 1u);
}

BOOST_AUTO_TEST_CASE(old_words_count_and_alert_nobody) {
  Blog blog;
  blog.clock.wind(day * 2);
  blog.site.since = blog.clock.now();
  blog.said_at = blog.clock.now() - day;
  for (const char* name : {"Marie", "Joe", "Priya"}) blog.says(name, {name, "", "", ""}, "Me too.");
  BOOST_TEST(blog.post_voices() == "Marie Joe Priya");
  BOOST_TEST(blog.told().empty());
  blog.said_at.reset();
  blog.says("Sam", {"Sam", "", "", ""}, "Me too.");
  BOOST_TEST(!blog.told().empty());
}

BOOST_AUTO_TEST_CASE(the_owner_hears_of_it_else_those_who_were_told_else_everybody) {
  Blog blog;
  blog.says("1", {"Marie", "", "", ""}, "Me too.");
  blog.says("2", {"Joe", "", "", ""}, "Me too, Tom Becker!");
  blog.says("3", {"Priya", "", "", ""}, "Me too.");
  auto told = blog.told();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(told[0].person == "tom");
  BOOST_TEST(told[0].why.ends_with("you were told of it before"), told[0].why);

  blog.database->write([&](db::Tx& tx) {
    store::move_case(tx, blog.books(), case_of_post(blog), model::CaseState::claimed, "ana");
  });
  for (const char* name : {"Sam", "Kim", "Ida"}) blog.says(name, {name, "", "", ""}, "+1");
  told = blog.told();
  BOOST_REQUIRE(told.size() == 2u);
  BOOST_TEST(told[1].person == "ana");
  BOOST_TEST(told[1].why.ends_with("you have the case"), told[1].why);

  Blog other;
  for (const char* name : {"Sam", "Kim", "Ida"}) other.says(name, {name, "", "", ""}, "+1");
  BOOST_REQUIRE(other.told().size() == 2u);
  BOOST_TEST(other.told()[0].why.find("nobody's role is support") != std::string::npos, other.told()[0].why);
}

BOOST_AUTO_TEST_CASE(the_alert_stays_though_the_item_that_carries_it_names_nobody) {
  Blog blog;
  blog.site.roster.people[0].role = "support";
  for (const char* name : {"Marie", "Joe"}) blog.says(name, {name, "", "", ""}, "Me too.");
  const auto last = blog.says("Priya", {"Priya", "", "", ""}, "Me too.");
  blog.scan(last);
  BOOST_REQUIRE(blog.told().size() == 1u);
  BOOST_TEST((line_of(blog, blog.told()[0]).delivery.state == model::DeliveryState::pending));
}

BOOST_AUTO_TEST_CASE(staff_who_write_there_answer_the_case_and_further_voices_open_it_again) {
  Blog blog;
  blog.site.roster.people[0].role = "support";
  for (const char* name : {"Marie", "Joe", "Priya"}) blog.says(name, {name, "", "", ""}, "Me too.");
  blog.says("9", {"tom", "", "Joe", "wordpress:3"}, "We are on it.");
  BOOST_TEST((case_of_post(blog).state == model::CaseState::answered));
  BOOST_TEST(case_of_post(blog).owner == "tom");
  for (const char* name : {"Sam", "Kim", "Ida"}) blog.says(name, {name, "", "", ""}, "+1");
  BOOST_TEST((case_of_post(blog).state == model::CaseState::waiting_again));
  blog.says("10", {"tom", "", "", "wordpress:3"}, "It is mended.");
  BOOST_TEST((case_of_post(blog).state == model::CaseState::answered));
}

BOOST_AUTO_TEST_CASE(comments_on_other_peoples_blogs_agree_with_the_post_there) {
  Blog blog;
  blog.site.roster.people[0].role = "support";
  const auto post = blog.elsewhere("https://ole.example/sled/", "Ole", "Mine gives up.");
  blog.elsewhere("https://ole.example/sled/#c1", "Kari", "Me too.", post);
  blog.elsewhere("https://ole.example/sled/#c2", "Ole", "Me too, still.", post);
  blog.elsewhere("https://ole.example/sled/#c3", "Jens", "Same here.", post);
  BOOST_TEST(blog.told().empty());
  blog.elsewhere("https://ole.example/sled/#c4", "Tom Becker", "Me too, sorry.", post, "tom");
  blog.elsewhere("https://ole.example/sled/#c5", "Ute", "Bei mir auch.", post);
  BOOST_TEST((blog.voices(ItemKind::outside, post) == std::vector<std::string>{"Kari", "Jens", "Ute"}));
  BOOST_REQUIRE(blog.told().size() == 1u);
  BOOST_TEST(blog.told()[0].why.starts_with("three people say the same within 14 days: Kari, Jens and Ute"),
             blog.told()[0].why);
}

BOOST_AUTO_TEST_CASE(a_page_that_links_to_us_after_all_takes_its_voices_along) {
  Blog blog;
  const auto post = blog.elsewhere("https://ole.example/sled/", "Ole", "Mine gives up.");
  for (const char* name : {"Kari", "Jens", "Ute"})
    blog.elsewhere("https://ole.example/sled/#" + std::string(name), name, "Me too.", post);
  const auto told = blog.told().size();
  BOOST_TEST(told > 0u);
  const auto linkback = blog.links("https://ole.example/sled/", "Ole");
  BOOST_TEST((blog.voices(ItemKind::linkback, linkback) == std::vector<std::string>{"Kari", "Jens", "Ute"}));
  BOOST_TEST(blog.voices(ItemKind::outside, post).empty());
  BOOST_TEST(blog.told().size() == told);
}

BOOST_AUTO_TEST_CASE(counting_twice_changes_nothing) {
  Blog blog;
  for (const char* name : {"Marie", "Joe", "Priya"}) blog.says(name, {name, "", "", ""}, "Me too.");
  const auto before = blog.told().size();
  outreach::gather(blog.books(), blog.post_id);
  BOOST_TEST(blog.told().size() == before);
  const auto listed = blog.database->read([&](db::Reader& reader) {
    return store::list_gatherings(reader, blog.site.id, 3, blog.clock.now() - day, 10);
  });
  BOOST_REQUIRE(listed.size() == 1u);
  BOOST_TEST(listed[0].voices == 3);
  BOOST_TEST(blog.database
                 ->read([&](db::Reader& reader) {
                   return store::list_gatherings(reader, blog.site.id, 4, blog.clock.now() - day, 10);
                 })
                 .empty());
}

BOOST_AUTO_TEST_SUITE_END()
