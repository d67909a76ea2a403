// What staff promise, and the day by which a reader expects it.
#include <boost/test/unit_test.hpp>

#include "doubles/wound_clock.h"
#include "phrases/promise.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(phrases_promise)

namespace {

std::string day_of(const std::string& sentence) {
  return iso8601(phrases::promised_by(sentence, doubles::monday_morning, {})).substr(0, 10);
}

}  // namespace

BOOST_AUTO_TEST_CASE(promises_are_found_with_the_words_that_made_them_and_denials_are_none) {
  const auto count = [](const std::string& text) {
    return phrases::promises_in(text, doubles::monday_morning, {}).size();
  };
  for (const std::string text :
       {"We will fix this next week.", "I'll look into it tomorrow.", "We'll soon release version 2.0.",
        "Thanks! A fix is coming.", "It will be available in May.", "We are working on a fix.",
        "Wir werden das nächste Woche beheben.", "Ich melde mich morgen.", "Das wird in Kürze behoben.",
        "Wir kümmern uns darum.", "Das kommt demnächst."})
    BOOST_TEST(count(text) == 1u, text);
  for (const std::string text :
       {"We will not fix this.", "We won't change it.", "Will you fix this?", "We'll see.", "It will rain.",
        "If you send me the number, I will check it.", "Wir werden das nicht ändern.",
        "We fixed it last week.", "You will find it in the manual."})
    BOOST_TEST(count(text) == 0u, text);
  BOOST_TEST(count("We will fix it. I'll write again on Friday.") == 2u);
}

BOOST_AUTO_TEST_CASE(the_day_of_a_promise_is_read_from_its_words) {
  // Written on Monday, 5 January 2026; due when the day is over.
  BOOST_TEST(day_of("We will fix it.") == "2026-01-20");
  BOOST_TEST(day_of("I'll look tomorrow.") == "2026-01-07");
  BOOST_TEST(day_of("We'll fix it next week.") == "2026-01-17");
  BOOST_TEST(day_of("We will release it next month.") == "2026-03-01");
  BOOST_TEST(day_of("I'll write on Friday.") == "2026-01-10");
  BOOST_TEST(day_of("It will be out in two weeks.") == "2026-01-20");
  BOOST_TEST(day_of("It will be available in March.") == "2026-04-01");
  BOOST_TEST(day_of("Das wird am 3. März veröffentlicht.") == "2026-03-04");
  BOOST_TEST(day_of("Wir melden uns in ein paar Tagen.") == "2026-01-09");
  BOOST_TEST(day_of("Wir liefern das nächste Woche nach.") == "2026-01-17");
}

BOOST_AUTO_TEST_SUITE_END()
