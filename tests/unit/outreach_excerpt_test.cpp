#include "outreach/excerpt.h"

#include <boost/test/unit_test.hpp>

#include "base/text.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(outreach_excerpt)

namespace {

std::string around(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  BOOST_REQUIRE(at != std::string_view::npos);
  return outreach::excerpt(text, at, at + name.size());
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(menus_and_headings_above_are_left_out) {
  BOOST_TEST(around("Home\nAbout me\nArchive\nMy sled broke\nI wrote to Ana Ruiz about it.\nPosted in Sleds",
                    "Ana Ruiz") == "I wrote to Ana Ruiz about it.");
}

BOOST_AUTO_TEST_CASE(sentences_in_neighbouring_blocks_are_kept_if_they_fit) {
  BOOST_TEST(around("Blog\nMy sled broke.\nI wrote to Ana Ruiz.\nShe said: “wait.”\n12 comments",
                    "Ana Ruiz") == "My sled broke. I wrote to Ana Ruiz. She said: “wait.”");
}

BOOST_AUTO_TEST_CASE(a_heading_that_holds_the_name_stands_alone) {
  BOOST_TEST(around("Home\nAna Ruiz answers\nArchive", "Ana Ruiz") == "Ana Ruiz answers");
}

BOOST_AUTO_TEST_CASE(a_long_block_is_cut_between_sentences) {
  const std::string filler = repeated("This sentence says nothing of use. ", 20);
  const std::string got = around(filler + "Then Ana Ruiz helped. " + filler, "Ana Ruiz");
  BOOST_TEST(got.starts_with("This sentence"), got);
  BOOST_TEST(got.ends_with("of use."), got);
  BOOST_TEST(got.find("Then Ana Ruiz helped.") != std::string::npos, got);
  BOOST_TEST(got.size() < 500U);
}

BOOST_AUTO_TEST_CASE(a_long_sentence_is_cut_between_words_and_says_so) {
  const std::string got =
      around(repeated("wörter ", 100) + "Ana Ruiz" + repeated(" möglich", 100), "Ana Ruiz");
  BOOST_TEST(got.starts_with("… wörter"), got);
  BOOST_TEST(got.ends_with("möglich …"), got);
  BOOST_TEST(is_utf8(got));
}

BOOST_AUTO_TEST_CASE(text_without_spaces_is_cut_at_a_character) {
  const std::string got = around(repeated("雪", 300) + "田中太郎" + repeated("橇", 300), "田中太郎");
  BOOST_TEST(is_utf8(got));
  BOOST_TEST(got.find("雪田中太郎橇") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_title_before_the_name_does_not_begin_the_excerpt) {
  const std::string got = around(repeated("A b c d e f g h. ", 30) + "I met Dr. Ana Ruiz.", "Ana Ruiz");
  BOOST_TEST(got.ends_with("I met Dr. Ana Ruiz."), got);
}

BOOST_AUTO_TEST_CASE(an_empty_text_gives_nothing) {
  BOOST_TEST(outreach::excerpt("", 0, 0).empty());
}

BOOST_AUTO_TEST_SUITE_END()
