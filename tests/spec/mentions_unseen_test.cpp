// Who is spoken of in sentences and pages that were written before the rules were looked at: all that shall
// alert is marked in the text (tests/spec/mentions/unseen.tsv, pages/), and nothing else may.
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <iterator>

#include "doubles/marked_text.h"
#include "names/matcher.h"
#include "setup/config.h"

using namespace earshot;
using doubles::MarkedText, doubles::Wanted;

BOOST_AUTO_TEST_SUITE(mentions_unseen)

namespace {

const std::string folder = EARSHOT_TESTS "/spec/mentions/";

struct Score {
  std::size_t right = 0, found = 0, wanted = 0;
};

std::string shown(const MarkedText& text, const std::vector<Wanted>& hits) {
  std::string out;
  for (const Wanted& hit : hits)
    out += "[" + hit.whom + " " + text.text.substr(hit.begin, hit.end - hit.begin) + "] ";
  return out;
}

std::vector<Wanted> alerting(const names::Matcher& matcher, const MarkedText& text) {
  const Time today = *parse_iso8601("2026-11-22");
  std::vector<Wanted> out;
  for (const auto& hit :
       text.form == "html" ? matcher.scan_html(text.text, today) : matcher.scan_plain(text.text, today)) {
    if (hit.alerts) out.push_back({hit.whom, hit.begin, hit.end});
  }
  std::ranges::sort(out);
  return out;
}

void judge(const names::Matcher& matcher, MarkedText text, Score& score) {
  std::ranges::sort(text.wanted);
  const auto got = alerting(matcher, text);
  std::vector<Wanted> both;
  std::ranges::set_intersection(got, text.wanted, std::back_inserter(both));
  score.right += both.size();
  score.found += got.size();
  score.wanted += text.wanted.size();
  BOOST_TEST((got == text.wanted),
             text.name << "\n  got  " << shown(text, got) << "\n  want " << shown(text, text.wanted));
}

void print(const char* what, std::size_t texts, const Score& score) {
  std::printf("%zu %s; alerts: precision %zu/%zu, recall %zu/%zu\n", texts, what, score.right, score.found,
              score.right, score.wanted);
}

// The alerts of a file of marked sentences and of nothing else, with the roster of the same name.
void judge_file(const std::string& name, std::size_t least) {
  const names::Matcher matcher(setup::read_roster(folder + name + ".toml"));
  Score score;
  const auto lines = doubles::fields_of(folder + name + ".tsv");
  for (const auto& fields : lines) {
    BOOST_REQUIRE_EQUAL(fields.size(), 3U);
    judge(matcher, doubles::without_marks(fields[0], fields[1], doubles::unescaped(fields[2])), score);
  }
  print(("sentences of " + name).c_str(), lines.size(), score);
  BOOST_TEST(lines.size() >= least);
}

}  // namespace

BOOST_AUTO_TEST_CASE(sentences_of_strangers) {
  judge_file("unseen", 400);
}

BOOST_AUTO_TEST_CASE(sentences_of_an_adversary) {
  judge_file("adversary", 140);
}

BOOST_AUTO_TEST_CASE(names_spelt_in_other_ways) {
  judge_file("spellings", 90);
}

BOOST_AUTO_TEST_CASE(passages_and_sentences_about_people_whose_names_are_words) {
  judge_file("halden", 150);
}

// Each of them is read wrongly; one that is not any more belongs to halden.tsv.
BOOST_AUTO_TEST_CASE(what_is_still_read_wrongly) {
  const names::Matcher matcher(setup::read_roster(folder + "halden.toml"));
  for (const auto& fields : doubles::fields_of(folder + "halden_missed.tsv")) {
    auto text = doubles::without_marks(fields.at(0), fields.at(1), doubles::unescaped(fields.at(2)));
    std::ranges::sort(text.wanted);
    BOOST_TEST((alerting(matcher, text) != text.wanted), text.name);
  }
}

BOOST_AUTO_TEST_CASE(pages_with_sidebars_and_comments) {
  const names::Matcher matcher(setup::read_roster(folder + "unseen.toml"));
  Score score;
  std::size_t pages = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "pages")) {
    std::ifstream file(entry.path());
    const std::string marked{std::istreambuf_iterator<char>(file), {}};
    judge(matcher, doubles::without_marks(entry.path().filename(), "html", marked), score);
    ++pages;
  }
  print("pages", pages, score);
  BOOST_TEST(pages >= 3U);
}

BOOST_AUTO_TEST_SUITE_END()
