#include "base/text.h"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace earshot;

BOOST_AUTO_TEST_SUITE(base_text)

BOOST_AUTO_TEST_CASE(utf8_is_told_from_what_is_not) {
  BOOST_TEST(is_utf8(""));
  BOOST_TEST(is_utf8("Zoë \xF0\x9F\x98\x80"));
  BOOST_TEST(!is_utf8("Zo\xEB"));
  BOOST_TEST(!is_utf8("\xC0\xAF"));          // overlong
  BOOST_TEST(!is_utf8("\xED\xA0\x80"));      // surrogate
  BOOST_TEST(!is_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
  BOOST_TEST(!is_utf8("\xE2\x82"));          // broken off
}

BOOST_AUTO_TEST_CASE(bad_bytes_and_control_characters_are_repaired) {
  BOOST_TEST(clean_utf8("a\xFFz") == "a\xEF\xBF\xBDz");
  BOOST_TEST(clean_utf8(std::string_view("a\0b\x01\tc\r\n\xC2\x85", 10)) == "ab\tc\r\n");
  BOOST_TEST(is_utf8(clean_utf8("\xE2\x82\xE2\x82\xAC\xF0\x9F")));
}

BOOST_AUTO_TEST_CASE(a_cut_never_splits_a_character) {
  BOOST_TEST(cut("Zoë", 3) == "Zo");
  BOOST_TEST(cut("Zoë", 4) == "Zoë");
  BOOST_TEST(cut("Zoë", 0) == "");
  BOOST_TEST(cut("€", 2) == "");
}

BOOST_AUTO_TEST_CASE(shortened_text_says_that_something_is_missing) {
  BOOST_TEST(shorten("Zoë Strauß", 10) == "Zoë Strauß");
  BOOST_TEST(shorten("Zoë Strauß", 4) == "Zoë…");
  BOOST_TEST(shorten("Zoë", 1) == "…");
  BOOST_TEST(shorten("Zoë", 0) == "");
}

BOOST_AUTO_TEST_CASE(white_space_is_squeezed_and_trimmed) {
  BOOST_TEST(squeeze(" \n Ana\u00A0\u2003 Ruiz\t\r\n") == "Ana Ruiz");
  BOOST_TEST(squeeze(" ") == "");
  BOOST_TEST(squeeze("Ana\u202E ziuR\u202C \u2066x\u2069") == "Ana ziuR x");
  BOOST_TEST(squeeze("\u05D0\u200F\u05D1") == "\u05D0\u200F\u05D1");  // a mark of one place stays
  BOOST_TEST(trim("\t a b \r\n") == "a b");
  BOOST_TEST(trim(" \t") == "");
}

BOOST_AUTO_TEST_CASE(ascii_case_is_ignored_without_touching_other_letters) {
  BOOST_TEST(lower_ascii("Content-TYPE É") == "content-type É");
  BOOST_TEST(equal_ignoring_case("HTTPS", "https"));
  BOOST_TEST(!equal_ignoring_case("HTTP", "https"));
  BOOST_TEST(!equal_ignoring_case("É", "é"));
}

BOOST_AUTO_TEST_CASE(characters_are_counted_written_and_read_back) {
  BOOST_TEST(count_characters("Zoë €\xF0\x9F\x98\x80") == 6U);
  for (const char32_t c : {U'a', U'ë', U'€', U'\U0001F600', U'\U0010FFFF'}) {
    std::string text;
    append_utf8(text, c);
    std::size_t at = 0;
    BOOST_TEST((next_character(text, at) == c));
    BOOST_TEST(at == text.size());
  }
  std::string surrogate;
  append_utf8(surrogate, 0xD800);
  BOOST_TEST(surrogate == "\xEF\xBF\xBD");
}

BOOST_AUTO_TEST_CASE(kinds_of_characters_are_known_in_all_scripts) {
  for (const char32_t c : {U'a', U'É', U'я', U'名', U'7', U'٣', U'_', U'\u0301', U'ا'})
    BOOST_TEST(is_word_character(c));
  for (const char32_t c : {U'-', U'\'', U' ', U'。', U'«', U'\u2019', U'\U0001F600', U'²', U'\uFFFD'}) {
    BOOST_TEST(!is_word_character(c));
  }
  BOOST_TEST(is_upper(U'Ж'));
  BOOST_TEST(!is_upper(U'ж'));
  BOOST_TEST(is_lower(U'ß'));
  BOOST_TEST(is_spaceless_script(U'田'));
  BOOST_TEST(is_spaceless_script(U'ー'));
  BOOST_TEST(!is_spaceless_script(U'я'));
  BOOST_TEST(is_space(U'\u202F'));
}

BOOST_AUTO_TEST_CASE(what_people_write_differently_folds_to_one_text) {
  const std::pair<std::string_view, std::string_view> same[] = {
      {"ZOË STRAUSS", "Zoë Strauß"},
      {"JOSE\u0301", "José"},
      {"İSTANBUL", "istanbul"},
      {"ISPARTA", "ısparta"},
      {"ﬁx", "FIX"},
      {"Ａｎａ", "ana"},
      {"O’Brien", "O'Brien"},
      {"OʼBrien", "o‘brien"},
      {"Ana\u00A0Ruiz", "Ana Ruiz"},
      {"Ana\nRuiz", "Ana\u202FRuiz"},
      {"Ru\u00ADiz", "Ruiz"},
      {"Ana\u200B", "ana"},
      {"ŁÓDŹ", "lodz"},
      {"Ærø", "aero"},
      {"Þór Guðjón", "thor gudjon"},
      {"Đorđe", "Dorde"},
      {"Ħal", "hal"},
      {"Œuvre", "oeuvre"},
      {"ΜΑΡΊΑ", "Μαρια"},
      {"Νίκος", "ΝΙΚΟΣ"},
      {"СЕМЁН", "семен"},
      {"ｶﾞｸﾄ", "ガクト"},
      {"Jean\u2011Luc", "jean-luc"},
      {"ẞ", "ss"},
  };
  for (const auto& [a, b] : same) BOOST_TEST(folded(a) == folded(b), a << " and " << b);
}

BOOST_AUTO_TEST_CASE(what_makes_another_word_stays_different) {
  BOOST_TEST(folded("カクト") != folded("ガクト"));
  BOOST_TEST(folded("김미") != folded("김민").substr(0, folded("김미").size()));
  BOOST_TEST(folded("Sled™") == "sled™");
  BOOST_TEST(folded("Ruiz²") == "ruiz²");
  BOOST_TEST(folded("Ana\xFFRuiz") == "ana\x1Fruiz");
}

BOOST_AUTO_TEST_CASE(folded_bytes_lead_back_to_the_original) {
  const std::string text = "Straße für JOSE\u0301 und \u00ADÆgir, ok?";
  const Folded got = fold(text);
  BOOST_TEST(got.text() == "strasse fur jose und aegir, ok?");
  const auto leads = [&](std::string_view word, std::string_view original) {
    const std::size_t at = got.text().find(word);
    BOOST_TEST(got.origin(at) == text.find(original), word);
  };
  leads("fur", "für");
  leads("jose", "JOSE");
  leads("und", "und");
  leads("aegir", "Æ");
  leads("egir", "Æ");  // the second half of a letter began where the letter did
  leads("ok", "ok");
  BOOST_TEST(got.origin(got.text().size()) == text.size());
}

BOOST_AUTO_TEST_CASE(the_fast_path_agrees_with_the_slow_one) {
  std::mt19937 random(7);
  const std::string_view pieces[] = {"A",      "z",  "\n", " ", "\t", "ß",    "é",   "ﬁ",
                                     "\u00AD", "名", "[",  "@", "Z",  "\x7F", "\xFE"};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n) text += pieces[random() % std::size(pieces)];
    const Folded whole = fold(text);
    std::string one_by_one;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = at;
      next_character(text, at);
      const std::string character = folded(std::string_view(text).substr(begin, at - begin));
      if (!character.empty()) BOOST_REQUIRE_EQUAL(whole.origin(one_by_one.size()), begin);
      one_by_one += character;
    }
    BOOST_REQUIRE_EQUAL(whole.text(), one_by_one);
  }
}

BOOST_AUTO_TEST_SUITE_END()
