// The language of a text.
#include "phrases/language.h"

#include <boost/test/unit_test.hpp>

using namespace earshot;

BOOST_AUTO_TEST_SUITE(phrases_language)

BOOST_AUTO_TEST_CASE(sentences_are_told_and_scraps_are_not) {
  const std::pair<std::string, std::string> known[] = {
      {"The sled stopped in the cold last night, and nobody at the company could tell me why.", "en"},
      {"Der Schlitten blieb gestern Nacht in der Kälte stehen, und niemand konnte mir sagen, warum.", "de"},
      {"El trineo se detuvo anoche por el frío y nadie de la empresa supo decirme por qué.", "es"},
      {"Вчера ночью санки остановились на морозе, и никто не смог мне объяснить, почему.", "ru"},
      {"昨夜、そりは寒さで止まってしまい、会社の誰もその理由を教えてくれませんでした。", "ja"},
      {"Sanki zatrzymały się wczoraj w nocy na mrozie i nikt nie umiał mi powiedzieć dlaczego.", "pl"}};
  for (const auto& [text, code] : known) BOOST_TEST(phrases::language_of(text) == code, text);
  for (const std::string text : {"", "ok", "+1", "\xff\xfe", "12345 67890"})
    BOOST_TEST(phrases::language_of(text).empty(), text);
}

BOOST_AUTO_TEST_SUITE_END()
