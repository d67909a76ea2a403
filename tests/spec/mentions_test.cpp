// The rules of who is spoken of, as sentences with what a careful reader would find in them
// (tests/spec/mentions).
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "doubles/marked_text.h"
#include "names/matcher.h"

using namespace earshot;
using doubles::fields_of, doubles::split, doubles::unescaped;

BOOST_AUTO_TEST_SUITE(mentions)

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

model::Roster hard_roster() {
  using model::FirstName;
  model::Roster r;
  r.companies = {{"acme", "Acme", {"Acme Inc."}, {"Rocket Sled", "Widget", "Skates"}, {}, {"acme.example"}},
                 {"borealis", "Borealis", {}, {"Aurora Lamp"}, {}, {"borealis.example"}},
                 {"ford", "Ford", {}, {}, {}, {}}};
  model::Person ana = person("ana-ruiz", "Ana Ruiz");
  ana.handles = {"aruiz"};
  model::Person grace = person("grace-bell", "Grace Bell");
  grace.handles = {"gbell"};
  model::Person liu = person("liu-wei", "Liu Wei");
  liu.aliases = {"刘伟", "リウ・ウェイ"};
  model::Person olga = person("olga", "Olga Petrova");
  olga.to = parse_iso8601("2024-01-01");
  model::Person nora = person("nora", "Nora Future");
  nora.from = parse_iso8601("2030-01-01");
  r.people = {ana,
              grace,
              liu,
              olga,
              nora,
              person("moeller", "Jürgen Möller"),
              person("peters", "Sabine Peters", "borealis"),
              person("mark-hall", "Mark Hall"),
              person("will-young", "Will Young"),
              person("rose-king", "Rose King"),
              person("bill-frost", "Bill Frost"),
              person("frank-stone", "Frank Stone", "borealis"),
              person("berg", "Jan van der Berg"),
              person("cruz", "María de la Cruz"),
              person("lefevre", "Jean-Paul Lefèvre"),
              person("schulz", "Anne-Marie Schulz"),
              person("weiss", "Klaus Weiß"),
              person("nunez", "José Núñez"),
              person("dana-ford", "Dana Ford", "borealis"),
              person("kim-a", "Kim Lee"),
              person("kim-b", "Kim Lee", "borealis"),
              person("kim-bauer", "Kim Bauer"),
              person("lena", "Lena Fuchs", "acme", FirstName::with_context),
              person("tomasz", "Tomasz Nowak", "acme", FirstName::always),
              person("chris-james", "Chris James", "acme", FirstName::never)};
  return r;
}

model::Roster blog_roster() {
  model::Roster r;
  r.companies = {{"acme", "Acme", {}, {"Rocket Sled"}, {}, {"acme.example"}}};
  r.people = {person("ana-ruiz", "Ana Ruiz"),
              person("mark-hall", "Mark Hall"),
              person("peter-hofmann", "Peter Hofmann"),
              person("riko", "Riko"),
              person("nick", "Nick"),
              person("kowalska", "Anna Kowalska"),
              person("wisniewski", "Piotr Wiśniewski"),
              person("nowak", "Tomasz Nowak"),
              person("ayse", "Ayşe Yılmaz"),
              person("mehmet", "Mehmet Çelik"),
              person("orlov", "Семён Орлов"),
              person("smirnova", "Ольга Смирнова"),
              person("pappas", "Νίκος Παππάς"),
              person("georgiou", "Μαρία Γεωργίου"),
              person("tanaka", "田中 太郎"),
              person("sato", "佐藤 花子")};
  return r;
}

struct Case {
  std::string name, form, text;
  std::vector<std::string> expected;
};

std::vector<Case> cases(const std::string& name) {
  std::vector<Case> all;
  for (const auto& fields : fields_of(EARSHOT_TESTS "/spec/mentions/" + name)) {
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

// "here:ana-ruiz,mark-hall/Rosa Klein" as the staff and the readers who take part.
names::Present present_in(const std::string& form) {
  const std::string mark = "here:";
  if (!form.starts_with(mark)) return {};
  const auto parts = split(form.substr(mark.size()), "/");
  return {split(parts[0], ","), parts.size() > 1 ? split(parts[1], ",") : std::vector<std::string>()};
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : "; ") + part;
  return out;
}

}  // namespace

namespace {

struct Score {
  int right = 0, found = 0, wanted = 0;
};

// A hit as the files write it; `certainty`: with the sign for probable ones.
std::string line_of(const model::Mention& hit, bool certainty) {
  const std::string sign = hit.sure || !certainty ? "" : "?";
  return (hit.alerts ? "+" : "-") + sign + hit.whom + " " + hit.rule + " " + hit.text;
}

void check_place(const Case& c, const model::Mention& hit) {
  BOOST_REQUIRE_LT(hit.begin, hit.end);
  BOOST_REQUIRE_LE(hit.end, c.text.size());
  if (c.form != "html") BOOST_TEST(c.text.substr(hit.begin, hit.end - hit.begin) == hit.text);
}

// One sentence without a full stop, as the person alerted reads it in brackets.
void check_why(const model::Mention& hit) {
  BOOST_TEST(hit.why.size() > 8U, hit.why);
  BOOST_TEST(hit.why.find('\n') == std::string::npos, hit.why);
  BOOST_TEST(!hit.why.ends_with('.'), hit.why);
}

Score judge(const names::Matcher& matcher, const std::vector<Case>& all, bool certainty) {
  const Time today = *parse_iso8601("2026-11-22");
  Score score;
  const auto alerting = [](const std::string& hit) { return hit.front() == '+'; };
  for (const Case& c : all) {
    const auto hits = c.form == "html" ? matcher.scan_html(c.text, today)
                                       : matcher.scan_plain(c.text, today, present_in(c.form));
    std::vector<std::string> got;
    for (const auto& hit : hits) {
      got.push_back(line_of(hit, certainty));
      check_place(c, hit);
      check_why(hit);
    }
    BOOST_TEST(std::ranges::is_sorted(hits, {}, &model::Mention::begin), c.name);
    std::ranges::sort(got);
    BOOST_TEST(joined(got) == joined(c.expected),
               c.name << "\n  got  " << joined(got) << "\n  want " << joined(c.expected));
    score.found += static_cast<int>(std::ranges::count_if(got, alerting));
    score.wanted += static_cast<int>(std::ranges::count_if(c.expected, alerting));
    std::vector<std::string> both;
    std::ranges::set_intersection(got, c.expected, std::back_inserter(both));
    score.right += static_cast<int>(std::ranges::count_if(both, alerting));
  }
  std::printf("%zu sentences; alerts: precision %d/%d, recall %d/%d\n", all.size(), score.right, score.found,
              score.right, score.wanted);
  return score;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_sentence_is_understood_as_a_careful_reader_would) {
  const auto all = cases("cases.tsv");
  BOOST_REQUIRE_GE(all.size(), 140U);
  BOOST_TEST(judge(names::Matcher(roster()), all, false).right > 100);
}

BOOST_AUTO_TEST_CASE(hard_sentences_with_namesakes_and_names_that_are_words) {
  const auto all = cases("hard.tsv");
  BOOST_REQUIRE_GE(all.size(), 200U);
  BOOST_TEST(judge(names::Matcher(hard_roster()), all, true).right > 150);
}

BOOST_AUTO_TEST_CASE(prose_of_weblogs_and_names_in_other_cases_and_orders) {
  const auto all = cases("blogs.tsv");
  BOOST_REQUIRE_GE(all.size(), 80U);
  BOOST_TEST(judge(names::Matcher(blog_roster()), all, false).right > 70);
}

BOOST_AUTO_TEST_SUITE_END()
