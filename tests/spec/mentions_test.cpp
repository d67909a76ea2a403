// The rules of who is spoken of, as sentences with what a careful reader would find in them
// (tests/spec/mentions).
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "outreach/matcher.h"

using namespace earshot;

namespace {

model::Person person(std::string id, std::string name, std::string company = "acme",
                     model::FirstName policy = model::FirstName::after_full_name) {
  model::Person p;
  p.id = std::move(id);
  p.name = std::move(name);
  p.company = std::move(company);
  p.first_name = policy;
  return p;
}

model::Roster roster() {
  using model::FirstName;
  model::Roster r;
  r.companies = {
      {"acme", "Acme", {"Acme Inc."}, {"Rocket Sled", "Zor++"}, {"return policy"}, {"acme.example"}},
      {"zorbex", "Zorbex", {}, {}, {}, {"zorbex.example"}},
      {"ford", "Ford", {}, {}, {}, {}}};
  model::Person ana = person("ana-ruiz", "Ana Ruiz");
  ana.handles = {"aruiz"};
  ana.aliases = {"アナ・ルイス"};
  model::Person olga = person("olga", "Olga Petrova");
  olga.to = parse_iso8601("2024-01-01");
  r.people = {ana,
              olga,
              person("chris-james", "Chris James", "acme", FirstName::never),
              person("jean-luc", "Jean-Luc Picard"),
              person("zoe", "Zoë Strauß"),
              person("jorg", "Jörg Müller"),
              person("sean", "Seán O'Brien"),
              person("bob-miller", "Bob Miller"),
              person("tim-miller", "Tim Miller"),
              person("tomasz", "Tomasz Nowak", "acme", FirstName::always),
              person("ayse", "Ayşe Demir", "zorbex", FirstName::with_context),
              person("will-young", "Will Young"),
              person("kim-lee-a", "Kim Lee", "acme"),
              person("kim-lee-z", "Kim Lee", "zorbex"),
              person("harrison", "Harrison Ford", "zorbex"),
              person("lukasz", "Łukasz Żółć"),
              person("ibrahim", "İbrahim Işık"),
              person("semen", "Семён Орлов"),
              person("nikos", "Νίκος Παππάς"),
              person("tanaka", "田中 太郎"),
              person("minsu", "김민수")};
  return r;
}

struct Case {
  std::string name, form, text;
  std::vector<std::string> expected;
};

std::string unescaped(std::string text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == '\\')) {
      out += text[++i] == 'n' ? '\n' : '\\';
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<std::string> split(const std::string& text, const std::string& mark) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(mark, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + mark.size();
  }
  return parts;
}

std::vector<Case> cases() {
  std::ifstream file(EARSHOT_TESTS "/spec/mentions/cases.tsv");
  std::vector<Case> all;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const auto fields = split(line, "\t");
    BOOST_REQUIRE_GE(fields.size(), 3U);
    Case c{fields[0], fields[1], unescaped(fields[2]), {}};
    if (fields.size() > 3 && !fields[3].empty()) {
      for (const auto& hit : split(fields[3], "; ")) c.expected.push_back(unescaped(hit));
    }
    std::ranges::sort(c.expected);
    all.push_back(std::move(c));
  }
  return all;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : "; ") + part;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mentions)

BOOST_AUTO_TEST_CASE(each_sentence_is_understood_as_a_careful_reader_would) {
  const outreach::Matcher matcher(roster());
  const Time today = *parse_iso8601("2026-11-22");
  int right = 0, found = 0, wanted = 0;
  const auto all = cases();
  BOOST_REQUIRE_GE(all.size(), 100U);
  for (const Case& c : all) {
    const auto hits = c.form == "html" ? matcher.scan_html(c.text, today) : matcher.scan_plain(c.text, today);
    std::vector<std::string> got;
    for (const auto& hit : hits) {
      got.push_back((hit.alerts ? "+" : "-") + hit.whom + " " + hit.rule + " " + hit.text);
      BOOST_TEST(!hit.why.empty());
      BOOST_REQUIRE_LE(hit.end, c.text.size());
      if (c.form == "plain") BOOST_TEST(c.text.substr(hit.begin, hit.end - hit.begin) == hit.text);
    }
    std::ranges::sort(got);
    BOOST_TEST(joined(got) == joined(c.expected),
               c.name << "\n  got  " << joined(got) << "\n  want " << joined(c.expected));
    const auto alerting = [](const std::string& hit) { return hit.front() == '+'; };
    found += static_cast<int>(std::ranges::count_if(got, alerting));
    wanted += static_cast<int>(std::ranges::count_if(c.expected, alerting));
    std::vector<std::string> both;
    std::ranges::set_intersection(got, c.expected, std::back_inserter(both));
    right += static_cast<int>(std::ranges::count_if(both, alerting));
  }
  BOOST_TEST_MESSAGE("alerts: precision " << right << "/" << found << ", recall " << right << "/" << wanted);
  std::printf("%zu sentences; alerts: precision %d/%d, recall %d/%d\n", all.size(), right, found, right,
              wanted);
}

BOOST_AUTO_TEST_SUITE_END()
