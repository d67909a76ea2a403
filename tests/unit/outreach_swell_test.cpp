// Early warning: a name is heard from more people than usual, on both sides of every condition.
#include "outreach/swell.h"

#include <boost/test/unit_test.hpp>
#include <chrono>

#include "doubles/gathering_scene.h"
#include "store/swell_store.h"

using namespace earshot;
using model::AlertReason;
using outreach::swells;

BOOST_AUTO_TEST_SUITE(outreach_swell)

namespace {

constexpr auto week = std::chrono::hours(24 * 7);

struct Blog : doubles::GatheringScene {
  Blog() {
    model::Company acme;
    acme.id = "acme";
    acme.name = "Acme";
    acme.products = {"Rocket Sled"};
    site.roster.companies = {acme};
    site.roster.people[0].role = "support";
  }
  // So many different people name the product, `ago` before now.
  void named_by(int people, Duration ago, const std::string& words = "About the Rocket Sled.") {
    said_at = clock.now() - ago;
    for (int i = 0; i < people; ++i) {
      const auto number = std::to_string(++written_);
      says(number, {"Reader " + number, "", "", ""}, words);
    }
    said_at.reset();
  }
  std::vector<model::Alert> look() {
    outreach::look_out(books());
    return told(AlertReason::swell);
  }

 private:
  int written_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(with_history_it_takes_enough_people_and_more_than_twice_the_usual) {
  const model::SwellRules rules{4, 7};
  BOOST_TEST(swells({4, 1, 1, 1, 1}, 4, rules));
  BOOST_TEST(!swells({3, 0, 0, 0, 0}, 4, rules));
  BOOST_TEST(!swells({4, 2, 2, 2, 2}, 4, rules));
  BOOST_TEST(swells({5, 2, 2, 2, 2}, 4, rules));
  BOOST_TEST(swells({4, 0, 0, 0, 7}, 4, rules));
  BOOST_TEST(!swells({4, 0, 0, 0, 8}, 4, rules));
}

BOOST_AUTO_TEST_CASE(without_four_windows_of_history_it_takes_twice_as_many_people) {
  const model::SwellRules rules{4, 7};
  BOOST_TEST(!swells({7, 0, 0, 0, 0}, 3, rules));
  BOOST_TEST(swells({8, 0, 0, 0, 0}, 3, rules));
  BOOST_TEST(swells({8, 9, 9, 0, 0}, 2, rules));
  BOOST_TEST(swells({8, 0, 0, 0, 0}, -1, rules));
}

BOOST_AUTO_TEST_CASE(windows_from_before_our_time_do_not_make_the_usual_smaller) {
  BOOST_TEST(outreach::usual_authors({9, 4, 4, 4, 4, 0, 0, 0, 0}, 4) == 4.0);
  BOOST_TEST(outreach::usual_authors({9, 4, 4, 4, 4, 0, 0, 0, 0}, 100) == 2.0);
  BOOST_TEST(outreach::usual_authors({9, 4}, 0) == 0.0);
}

BOOST_AUTO_TEST_CASE(a_product_named_by_many_is_told_once_a_window) {
  Blog blog;
  blog.clock.wind(week * 6);
  blog.named_by(1, week * 5);
  blog.named_by(1, week * 2 + std::chrono::hours(5));
  blog.named_by(3, std::chrono::hours(30));
  BOOST_TEST(blog.look().empty());
  blog.named_by(1, std::chrono::hours(1));
  const auto told = blog.look();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(told[0].person == "ana");
  BOOST_TEST(told[0].why.starts_with(
                 "“Rocket Sled” is named by 4 people within 7 days, where 0.3 are usual: Reader 3"),
             told[0].why);
  BOOST_TEST(told[0].passage.find("Rocket Sled") != std::string::npos);
  blog.named_by(5, std::chrono::hours(1));
  BOOST_TEST(blog.look().size() == 1u);
  blog.clock.wind(week);
  blog.named_by(12, std::chrono::hours(1));
  BOOST_TEST(blog.look().size() == 2u);
}

BOOST_AUTO_TEST_CASE(people_are_counted_not_their_comments_and_staff_are_not) {
  Blog blog;
  blog.clock.wind(week * 6);
  blog.named_by(1, week * 5);
  for (int i = 0; i < 9; ++i)
    blog.says("r" + std::to_string(i), {"Rosa", "", "", ""}, "The Rocket Sled again, " + std::to_string(i));
  for (int i = 0; i < 9; ++i)
    blog.says("t" + std::to_string(i), {"tom", "", "", "wordpress:3"}, "The Rocket Sled is fine.");
  BOOST_TEST(blog.look().empty());
  blog.links("https://a.example/1", "Ann", "My Rocket Sled.");
  blog.links("https://a.example/2", "Abe", "His Rocket Sled.");
  blog.links("https://b.example/1", "Ben", "Rocket Sled!");
  BOOST_TEST(blog.look().empty());
  blog.links("https://c.example/1", "Cem", "Rocket Sled?");
  BOOST_TEST(blog.look().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_deleted_and_other_names_do_not_count) {
  Blog blog;
  blog.clock.wind(week * 6);
  blog.named_by(1, week * 5, "Nothing.");
  blog.named_by(3, std::chrono::hours(2));
  const auto gone = blog.says("x", {"Ida", "", "", ""}, "A Rocket Sled.");
  blog.takes_back(gone);
  blog.named_by(3, std::chrono::hours(1), "I like Acme.");
  BOOST_TEST(blog.look().empty());
  blog.named_by(1, std::chrono::hours(1), "I like Acme.");
  const auto told = blog.look();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(told[0].why.starts_with("“Acme” is named by 4 people"), told[0].why);
}

BOOST_AUTO_TEST_CASE(the_first_comment_of_all_says_how_long_the_history_is) {
  Blog young;
  young.clock.wind(week * 6);
  young.named_by(1, week * 5 - std::chrono::hours(1), "Nothing.");
  young.named_by(7, std::chrono::hours(1));
  BOOST_TEST(young.look().empty());
  young.named_by(1, std::chrono::hours(1));
  BOOST_TEST(young.look().size() == 1u);
  BOOST_TEST(young.look()[0].why.find("usual") == std::string::npos, young.look()[0].why);
}

BOOST_AUTO_TEST_SUITE_END()
