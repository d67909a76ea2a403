#include "names/matcher.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <random>

#include "base/text.h"

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

BOOST_AUTO_TEST_SUITE_END()
