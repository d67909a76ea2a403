#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "model/alert.h"
#include "model/job.h"
#include "model/linkback.h"
#include "model/post.h"
#include "model/sent.h"
#include "model/site.h"

using namespace earshot::model;

BOOST_AUTO_TEST_SUITE(model_words)

namespace {

// Every enumerator from the first to the last of its table has one word, no other has it, and it leads back.
template <class E>
void check_words() {
  std::set<std::string_view> words;
  int expected = 0;
  for (const auto& [value, text] : Words<E>::table) {
    BOOST_TEST(static_cast<int>(value) == expected++);
    BOOST_TEST(words.insert(text).second);
    BOOST_CHECK(from_word<E>(text) == value);
    BOOST_TEST(word(value) == text);
  }
  BOOST_TEST(!from_word<E>("no such word").has_value());
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_enumerator_has_its_own_word_and_comes_back_from_it) {
  check_words<Protocol>();
  check_words<LinkbackState>();
  check_words<Refusal>();
  check_words<JobKind>();
  check_words<Visibility>();
  check_words<Identity>();
  check_words<AnswerRule>();
  check_words<ItemKind>();
  check_words<WhomKind>();
  check_words<CaseState>();
  check_words<CaseKind>();
  check_words<NoticeKind>();
  check_words<PromiseState>();
  check_words<MuteKind>();
  check_words<AlertReason>();
  check_words<DeliveryState>();
  check_words<FirstName>();
  check_words<Engine>();
  check_words<Approve>();
  check_words<SentState>();
}

BOOST_AUTO_TEST_CASE(each_refusal_has_a_sentence) {
  for (const auto& [refusal, text] : Words<Refusal>::table) {
    const auto said = sentence(refusal);
    BOOST_TEST(said.size() > 10u);
    BOOST_TEST(said.ends_with("."));
  }
}

BOOST_AUTO_TEST_CASE(a_stranger_cannot_learn_from_the_sentence_whether_an_inside_address_exists) {
  BOOST_TEST(sentence(Refusal::source_unreachable) == sentence(Refusal::source_not_allowed));
}

BOOST_AUTO_TEST_CASE(a_linkback_moves_only_along_its_table) {
  using enum LinkbackState;
  BOOST_TEST(may_move(received, shown));
  BOOST_TEST(may_move(shown, shown));
  BOOST_TEST(!may_move(gone, received));
  BOOST_TEST(may_move(hidden, waiting));  // a moderator's no can be taken back
  BOOST_TEST(!may_move(refused, hidden));
}

BOOST_AUTO_TEST_CASE(a_case_moves_only_along_its_table) {
  using enum CaseState;
  BOOST_TEST(may_move(fresh, claimed));
  BOOST_TEST(may_move(closed, waiting_again));
  BOOST_TEST(!may_move(closed, fresh));
  BOOST_TEST(!may_move(answered, fresh));
}

BOOST_AUTO_TEST_SUITE_END()
