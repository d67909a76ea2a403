// Which sentences say that their writer has the same, or thinks the same
// (tests/spec/agreement/sentences.tsv).
#include "phrases/agreement.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>

#include "base/text.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(phrases_agreement)

namespace {

std::string agreed_words(const std::string& text) {
  const auto found = phrases::find_agreement(text);
  return found ? squeeze(text.substr(found->first, found->second - found->first)) : "";
}

std::string with_lines(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at))
    text.replace(at, 2, "\n");
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_sentence_agrees_or_does_not) {
  std::ifstream file(EARSHOT_TESTS "/spec/agreement/sentences.tsv");
  int sentences = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const auto tab = line.find('\t');
    BOOST_REQUIRE_NE(tab, std::string::npos);
    const std::string text = with_lines(line.substr(tab + 1)), words = agreed_words(text);
    BOOST_TEST((line.substr(0, tab) == "yes") == !words.empty(), text << " → “" << words << "”");
    ++sentences;
  }
  BOOST_TEST(sentences >= 160);
}

BOOST_AUTO_TEST_CASE(the_words_are_found_where_they_stand) {
  BOOST_TEST(agreed_words("Well.\nYeah, ME TOO! Since Monday.") == "ME TOO");
  BOOST_TEST(agreed_words("Das Problem habe ich auch, seit gestern.") == "Problem habe ich auch");
  BOOST_TEST(agreed_words("Great. +1") == "+1");
  BOOST_TEST(agreed_words("") == "");
}

BOOST_AUTO_TEST_CASE(what_repeats_somebody_else_is_not_the_writers_word) {
  const std::string text = "me too\nI do not believe that.";
  BOOST_TEST(!phrases::find_agreement(text, {{0, 6}}));
  BOOST_TEST(phrases::find_agreement(text, {}).has_value());
}

BOOST_AUTO_TEST_CASE(a_long_text_is_read_to_its_limit_and_no_further) {
  const std::string filler(64 * 1024, 'x');
  BOOST_TEST(!phrases::find_agreement(filler + "\nMe too."));
  std::string heavy;
  for (int i = 0; i < 20000; ++i) heavy += "i have the same ";
  BOOST_TEST(phrases::find_agreement(heavy).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
