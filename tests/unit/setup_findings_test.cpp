#include <boost/test/unit_test.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

#include "setup/findings.h"
#include "setup/nearest.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(findings)

BOOST_AUTO_TEST_CASE(trials_run_side_by_side_and_are_told_in_their_order) {
  std::atomic<int> met = 0;
  const auto meet = [&](setup::Findings& found) {
    ++met;
    while (met < 3) std::this_thread::yield();  // ends only if all three run at once
    found.ok("met");
  };
  setup::TrialRun run({{"", "first", meet}, {"blog", "second", meet}, {"", "third", meet}});
  BOOST_TEST(run.finish(std::chrono::seconds(20)));
  const auto told = run.told();
  BOOST_REQUIRE(told.size() == 3u);
  BOOST_TEST(told[0].trial->about == "first");
  BOOST_TEST(told[1].trial->site == "blog");
  BOOST_TEST(told[2].trial->about == "third");
}

BOOST_AUTO_TEST_CASE(a_trial_that_throws_is_a_finding_and_its_bracket_the_cure) {
  setup::TrialRun run({{"", "store",
                        [](setup::Findings& found) {
                          found.ok("so far");
                          throw std::runtime_error("store: opening /x: disk full (free some, soon)");
                        }},
                       {"", "other", [](setup::Findings&) { throw std::runtime_error("no bracket"); }}});
  BOOST_TEST(run.finish(std::chrono::seconds(20)));
  const auto told = run.told();
  BOOST_REQUIRE(told.size() == 3u);
  BOOST_TEST((told[1].finding.level == setup::Level::wrong));
  BOOST_TEST(told[1].finding.text == "opening /x: disk full");
  BOOST_TEST(told[1].finding.cure == "free some, soon");
  BOOST_TEST(told[2].finding.text == "no bracket");
}

BOOST_AUTO_TEST_CASE(the_nearest_word_is_a_typing_mistake_away_or_none) {
  const std::vector<std::string_view> known{"check", "queue", "why"};
  BOOST_TEST(setup::nearest("chekc", known) == "check");
  BOOST_TEST(setup::nearest("queu", known) == "queue");
  BOOST_TEST(setup::nearest("nonsense", known) == "");
}

BOOST_AUTO_TEST_SUITE_END()
