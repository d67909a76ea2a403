// Words of names that a line's end or an editor's brackets cut are found, at the bytes where they stand.
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "doubles/archived_mail.h"
#include "names/matcher.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(names_broken_words)

namespace {

model::Person person(std::string id, std::string name) {
  model::Person p;
  p.id = std::move(id);
  p.name = std::move(name);
  return p;
}

const names::Matcher& matcher() {
  static const names::Matcher made = [] {
    model::Roster roster;
    roster.people = {person("ana", "Ana Ruiz"), person("kowalski", "Marek Kowalski"),
                     person("sarah", "Sarah Smith-Jones"), person("john", "John Smith"),
                     person("vogt", "Jürgen Vogt")};
    return names::Matcher(roster);
  }();
  return made;
}

// "ana A[na] Ruiz": whom, and the bytes of the text as it was given.
std::vector<std::string> found_in(const std::string& text, bool html = false) {
  std::vector<std::string> out;
  for (const auto& hit : html ? matcher().scan_html(text, Time{}) : matcher().scan_plain(text, Time{}))
    out.push_back(hit.whom + " " + text.substr(hit.begin, hit.end - hit.begin));
  return out;
}

using Hits = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(brackets_within_a_word_belong_to_the_name) {
  const std::pair<std::string, std::string> names[] = {
      {"A[na] Ruiz", "ana"},           {"J[ohn] Smith", "john"}, {"[J]ohn Smith", "john"},
      {"Joh[n] Smith", "john"},        {"Ana Ru[iz]", "ana"},    {"A[na] R[uiz]", "ana"},
      {"J[ü]rgen Vogt", "vogt"},       {"[Ana] Ruiz", "ana"},    {"[Ana R]uiz", "ana"},
      {"Marek Kow[alski]", "kowalski"}};
  for (const auto& [name, whom] : names) {
    BOOST_TEST(found_in("Then " + name + " came.") == Hits{whom + " " + name},
               boost::test_tools::per_element());
    BOOST_TEST(found_in("<p>Then <b>" + name + "</b>&nbsp;came.", true) == Hits{whom + " " + name},
               boost::test_tools::per_element());
  }
  BOOST_TEST(found_in("A[na] Ruiz's post; J[ohn] Smith.").size() == 2U);
  BOOST_TEST(found_in("A[na]log clocks, J[ohn]ny and joh[n]s[on].").empty());
}

BOOST_AUTO_TEST_CASE(a_hit_says_what_stands_there) {
  const auto hits = matcher().scan_plain("Ask A[na] Ruiz.", Time{});
  BOOST_REQUIRE_EQUAL(hits.size(), 1U);
  BOOST_TEST(hits[0].text == "A[na] Ruiz");
  BOOST_TEST(hits[0].rule == "full_name");
  BOOST_TEST(hits[0].alerts);
}

BOOST_AUTO_TEST_CASE(a_word_goes_on_behind_the_end_of_its_line) {
  const std::pair<std::string, std::string> names[] = {
      {"Marek Ko-\nwalski", "kowalski"},      {"Ana Ru-\niz", "ana"},
      {"Marek Ko-\r\nwalski", "kowalski"},    {"Ma-\nrek Kowalski", "kowalski"},
      {"Marek Kowal\u00AD\nski", "kowalski"}, {"Marek Kowal\u00ADski", "kowalski"},
      {"Marek Ko-  \n  walski", "kowalski"},  {"Jür-\ngen Vogt", "vogt"},
      {"MAREK KO-\nWALSKI", "kowalski"},      {"Marek Ko\u2010\nwalski", "kowalski"},
      {"Sarah Smith-\nJones", "sarah"},       {"Sarah Smith-\r\nJones", "sarah"},
      {"Sarah Smith-Jo-\nnes", "sarah"},      {"Sarah\nSmith-Jones", "sarah"}};
  for (const auto& [name, whom] : names)
    BOOST_TEST(found_in("Then " + name + " came.") == Hits{whom + " " + name},
               boost::test_tools::per_element());
  BOOST_TEST(found_in("Then Marek Ko- walski came.").empty());
  BOOST_TEST(found_in("Then Ana Ru-\n\niz came.").empty());
  BOOST_TEST(found_in("John Smith-\nWesson and John Smith-\nJones").empty());
}

BOOST_AUTO_TEST_CASE(quote_marks_between_the_lines_of_a_mail_are_no_part_of_a_name) {
  for (const std::string name : {"Marek Ko-\n> walski", "Marek Ko-\r\n>> walski", "Marek\n> Kowalski"})
    BOOST_TEST(found_in("> Then " + name + " came.") == Hits{"kowalski " + name},
               boost::test_tools::per_element());
  BOOST_TEST(found_in("> Sarah Smith-\n> Jones came.") == Hits{"sarah Sarah Smith-\n> Jones"},
             boost::test_tools::per_element());
  // Who says something and who is quoted are two.
  for (const auto& hit : matcher().scan_plain("Yours, Marek\n> Kowalski is away", Time{}))
    BOOST_TEST(!hit.alerts, hit.text);
  const auto hits = matcher().scan_plain("> Then Marek Ko-\n> walski came", Time{});
  BOOST_REQUIRE_EQUAL(hits.size(), 1U);
  BOOST_TEST(!hits[0].alerts);  // a quotation
}

BOOST_AUTO_TEST_CASE(what_stands_behind_a_mend_keeps_its_place) {
  const std::string text =
      "> A[na] Ruiz saw Ma-\n> rek Kowalski.\n\nJohn Smith and J[ohn] Smith, Ana Ru-\niz.";
  BOOST_TEST(found_in(text) == (Hits{"ana A[na] Ruiz", "kowalski Ma-\n> rek Kowalski", "john John Smith",
                                     "john J[ohn] Smith", "ana Ana Ru-\niz"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(names_in_an_archived_mail_are_found_and_its_quotations_alert_nobody) {
  model::Roster roster;
  roster.people = {person("ana", "Ana Ruiz"), person("kowalski", "Marek Kowalski"),
                   person("tom", "Tom Becker")};
  const names::Matcher readers(roster);
  const std::string page(doubles::archived_mail);
  std::vector<std::string> found;
  for (const auto& hit : readers.scan_html(page, Time{}))
    found.push_back(page.substr(hit.begin, hit.end - hit.begin) + (hit.alerts ? "" : ", quoted"));
  BOOST_TEST(found == (Hits{"Marek Ko-\nwalski", "Ana\nRuiz", "Tom Becker, quoted"}),
             boost::test_tools::per_element());
  BOOST_TEST(readers.scan_html("<pre>Ana Ruiz</pre>", Time{}).empty());
  BOOST_TEST(readers.scan_html("<p>Try this:<pre>author = \"Ana Ruiz\";\n</pre>", Time{}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
