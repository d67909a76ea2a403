#include "names/matcher.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <random>

#include "base/text.h"
#include "names/shared_names.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(names_matcher)

namespace {

model::Person person(std::string id, std::string name) {
  model::Person p;
  p.id = std::move(id);
  p.name = std::move(name);
  p.company = "acme";
  return p;
}

model::Roster small_roster() {
  model::Roster r;
  r.companies = {{"acme", "Acme", {"Acme Inc."}, {"Rocket Sled"}, {}, {"acme.example"}}};
  r.people = {person("ana", "Ana Ruiz"), person("zoe", "Zoë Strauß"), person("tanaka", "田中太郎")};
  return r;
}

const Time today = *parse_iso8601("2026-11-22");

}  // namespace

BOOST_AUTO_TEST_CASE(an_empty_roster_finds_nothing) {
  const names::Matcher matcher{model::Roster{}};
  BOOST_TEST(matcher.scan_plain("Ana Ruiz of Acme", today).empty());
  BOOST_TEST(matcher.scan_html("<p>Ana Ruiz</p>", today).empty());
}

BOOST_AUTO_TEST_CASE(names_without_letters_are_passed_over) {
  model::Roster roster = small_roster();
  roster.people.push_back(person("dash", "—"));
  roster.people.push_back(person("none", ""));
  const names::Matcher matcher(roster);
  BOOST_TEST(matcher.scan_plain("— Ana Ruiz —", today).size() == 1U);
}

BOOST_AUTO_TEST_CASE(offsets_are_bytes_of_the_html_as_given) {
  const names::Matcher matcher(small_roster());
  const auto place = [&](std::string_view html) {
    const auto hits = matcher.scan_html(html, today);
    BOOST_REQUIRE_EQUAL(hits.size(), 1U);
    return std::string(html.substr(hits[0].begin, hits[0].end - hits[0].begin));
  };
  BOOST_TEST(place("<p>by <b>Ana</b> Ruiz!</p>") == "Ana</b> Ruiz");
  BOOST_TEST(place("<p>by <b>Ana</b> <i>Ruiz</i>!</p>") == "Ana</b> <i>Ruiz");
  BOOST_TEST(place("<p>by Ana&nbsp;Ruiz&#8217;s</p>") == "Ana&nbsp;Ruiz");
  BOOST_TEST(place("<p>Zo&euml; Strau&#xDF;</p>") == "Zo&euml; Strau&#xDF;");
  BOOST_TEST(place("<p>é&amp;é Ana Ruiz</p>") == "Ana Ruiz");
}

BOOST_AUTO_TEST_CASE(staff_count_from_their_first_day_until_before_their_last) {
  model::Roster roster = small_roster();
  roster.people[0].from = parse_iso8601("2024-01-01");
  roster.people[0].to = parse_iso8601("2025-01-01");
  const names::Matcher matcher(roster);
  const auto alerts = [&](std::string_view day) {
    return matcher.scan_plain("Ana Ruiz", *parse_iso8601(day)).at(0).alerts;
  };
  BOOST_TEST(!alerts("2023-12-31"));
  BOOST_TEST(alerts("2024-01-01"));
  BOOST_TEST(alerts("2024-12-31"));
  BOOST_TEST(!alerts("2025-01-01"));
  BOOST_TEST(matcher.scan_plain("Ana Ruiz", *parse_iso8601("2025-02-01"))[0].why.find("2025-01-01") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_namesake_who_left_does_not_silence_the_one_who_stayed) {
  model::Roster roster = small_roster();
  roster.people.push_back(person("old", "Ana Ruiz"));
  roster.people.back().to = parse_iso8601("2020-01-01");
  const auto hits = names::Matcher(roster).scan_plain("Ana Ruiz called", today);
  BOOST_REQUIRE_EQUAL(hits.size(), 2U);
  for (const auto& hit : hits) BOOST_TEST(hit.alerts == (hit.whom == "ana"), hit.whom);
}

// Random texts of awkward pieces: every hit lies at character borders and folds to its name but for markup.
BOOST_AUTO_TEST_CASE(every_hit_is_where_its_name_stands) {
  const names::Matcher matcher(small_roster());
  const std::string_view pieces[] = {"Ana",       "Ruiz",   "ana ruiz", " ",          "\n",
                                     "\u00A0",    "[",      "]",        "’s",         "'",
                                     "-",         "@",      ".",        "Zoë Strauß", "ZOE\u0301 STRAUSS",
                                     "\u00AD",    "\u200B", "田中太郎", "さん",       "Acme",
                                     "Inc.",      "Mr. ",   ", ",       "ß",          "\xFF",
                                     "http://x/", "> ",     "<b>",      "</b>",       "&nbsp;",
                                     "&#82;uiz",  "<p>",    "<!--",     "R",          "A.",
                                     "é"};
  std::mt19937 random(11);
  std::size_t seen = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (auto n = random() % 30; n > 0; --n) text += pieces[random() % std::size(pieces)];
    for (const auto& hit : matcher.scan_plain(text, today)) {
      ++seen;
      BOOST_REQUIRE_LT(hit.begin, hit.end);
      BOOST_REQUIRE_LE(hit.end, text.size());
      BOOST_REQUIRE_EQUAL(text.substr(hit.begin, hit.end - hit.begin), hit.text);
      BOOST_REQUIRE((static_cast<unsigned char>(text[hit.begin]) & 0xC0U) != 0x80);
      BOOST_REQUIRE(hit.end == text.size() || (static_cast<unsigned char>(text[hit.end]) & 0xC0U) != 0x80);
      if (hit.rule != "full_name" || hit.whom != "ana") continue;
      std::string name = folded(hit.text);
      std::erase_if(name, [](char c) { return c == '[' || c == ']'; });
      BOOST_REQUIRE_EQUAL(squeeze(name), "ana ruiz");
    }
    for (const auto& hit : matcher.scan_html(text, today)) {
      BOOST_REQUIRE_LT(hit.begin, hit.end);
      BOOST_REQUIRE_LE(hit.end, text.size());
    }
  }
  BOOST_TEST(seen > 1000U);
}

BOOST_AUTO_TEST_CASE(a_text_of_nothing_but_names_is_read_in_reasonable_time) {
  const names::Matcher matcher(small_roster());
  std::string text;
  while (text.size() < 400'000) text += "Ana Ruiz, Ana Smith, Mr. Ruiz and Ana at Acme. ";
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(!matcher.scan_plain(text, today).empty());
  BOOST_TEST(!matcher.scan_plain(std::string(400'000, '['), today).size());
  BOOST_TEST(matcher.scan_plain("Ana" + std::string(400'000, ' ') + "Ruiz", today).size() ==
             1U);  // "Ana" alone
  BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(20)));
}

namespace {

// What alerts, as "id text", in order.
std::vector<std::string> alerting(const model::Roster& roster, std::string_view text) {
  std::vector<std::string> out;
  for (const auto& hit : names::Matcher(roster).scan_plain(text, today)) {
    if (hit.alerts) out.push_back(hit.whom + " " + hit.text);
  }
  return out;
}

using Hits = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(names_made_of_words_are_words_where_the_sentence_needs_them) {
  model::Roster roster = small_roster();
  roster.people = {person("will", "Will Hunt"), person("mark", "Mark Price"), person("simon", "Simon May")};
  for (const std::string_view words :
       {"Will Hunt be re-elected?", "Will Hunt voters turn out in the rain?",
        "“Will Hunt ever learn?” she asked.", "W. Hunt sang.", "Mark Price hikes in your calendar.",
        "Good Will Hunt ends after two hours.", "SIMON MAY BE LATE", "Mark Price all of them."})
    BOOST_TEST(alerting(roster, words) == Hits{}, boost::test_tools::per_element());
  for (const std::string_view name : {"Will Hunt said so?", "Will Hunt, are you there?",
                                      "Is it Will Hunt again?", "Will Hunt wrote to me.", "Will Hunt"})
    BOOST_TEST(alerting(roster, name) == Hits{"will Will Hunt"}, boost::test_tools::per_element());
  BOOST_TEST(alerting(roster, "W. Hunt answered.") == Hits{"will W. Hunt"}, boost::test_tools::per_element());
  BOOST_TEST(alerting(roster, "Mark Price says it is your turn.") == Hits{"mark Mark Price"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(marks_in_marks_unicode_hyphens_and_hangul_with_a_space_leave_the_name) {
  model::Roster roster = small_roster();
  roster.people.push_back(person("jean", "Jean-Luc Picard"));
  roster.people.push_back(person("jihun", "박지훈"));
  for (const std::string_view text :
       {"**_Ana_ Ruiz** it was", "_**Ana** Ruiz_ it was", "***Ana* Ruiz** it was", "**Ana *Ruiz*** it was",
        "a *very **Ana** Ruiz* thing", "**_Ana Ruiz_**"}) {
    const auto hits = alerting(roster, text);
    BOOST_REQUIRE_MESSAGE(hits.size() == 1U, text);
    BOOST_TEST(hits[0].find("Ruiz") != std::string::npos);
  }
  BOOST_TEST(alerting(roster, "2 * _Ana * Ruiz_ 3 **") == Hits{}, boost::test_tools::per_element());
  for (const std::string_view initials : {"J.-L. Picard", "J.‑L. Picard", "J‐L Picard"})
    BOOST_TEST(alerting(roster, initials) == Hits{"jean " + std::string(initials)},
               boost::test_tools::per_element());
  BOOST_TEST(alerting(roster, "박 지훈 님") == Hits{"jihun 박 지훈"}, boost::test_tools::per_element());
  BOOST_TEST(alerting(roster, "대박 지훈") == Hits{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(other_forms_of_a_first_name_and_other_letters_are_the_person_too) {
  model::Roster roster = small_roster();
  roster.people = {person("dan", "Daniel Page"), person("bill", "Bill Stone"),
                   person("elena", "Елена Соколова"), person("nikos", "Νίκος Παππάς")};
  BOOST_TEST((alerting(roster, "Dan Page wrote. Thanks, Dan.") == Hits{"dan Dan Page", "dan Dan"}));
  BOOST_TEST((alerting(roster, "Thanks, Dan.") == Hits{}));
  BOOST_TEST((alerting(roster, "William Stone painted it.") == Hits{}));
  BOOST_TEST((alerting(roster, "William Stone of Acme wrote.") == Hits{"bill William Stone", "acme Acme"}));
  BOOST_TEST((alerting(roster, "William “Bill” Stone wrote.") == Hits{"bill William “Bill” Stone"}));
  BOOST_TEST((alerting(roster, "Elena Sokolova and Nikos Pappas met.") ==
              Hits{"elena Elena Sokolova", "nikos Nikos Pappas"}));
  roster.people.push_back(person("william", "William Stone"));
  BOOST_TEST(
      (alerting(roster, "William Stone of Acme wrote.") == Hits{"william William Stone", "acme Acme"}));
}

BOOST_AUTO_TEST_CASE(who_shares_a_full_name_is_told_apart_from_who_left) {
  model::Roster roster = small_roster();
  roster.people.push_back(person("ana-2", "Ana  RUIZ"));
  auto left = person("zoe-2", "Zoe Strauß");
  left.to = today;
  roster.people.push_back(left);
  const auto shared = names::shared_full_names(roster, today);
  BOOST_REQUIRE(shared.size() == 1U);
  BOOST_TEST((shared[0] == std::vector<std::string>{"ana", "ana-2"}));
  BOOST_TEST(names::shared_full_names(roster, today - std::chrono::hours(1)).size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
