#include <boost/test/unit_test.hpp>

#include "answers/answer_match.h"
#include "answers/match_again.h"
#include "answers/staff_match.h"
#include "doubles/memory_books.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/identity_store.h"
#include "store/post_store.h"

using namespace earshot;
using model::Identity;

BOOST_AUTO_TEST_SUITE(answers_identity)

namespace {

// A blog whose engine knows no accounts of its own; a reader asks, and somebody called Ana Ruiz answers.
struct Talk : doubles::MemoryBooks {
  model::RowId post = 0, question = 0, answer = 0;

  Talk() {
    site.engine = model::Engine::feed;
    model::Company acme;
    acme.id = "acme";
    acme.name = "Acme";
    site.roster.companies = {acme};
    model::Person ana;
    ana.id = "ana";
    ana.name = "Ana Ruiz";
    ana.company = "acme";
    ana.handles = {"aruiz"};
    ana.from = monday() - std::chrono::days(10);
    ana.to = monday() + std::chrono::days(10);
    site.roster.people = {ana};
    model::Post p;
    p.engine_id = p.url = "https://blog.example/sled/";
    post = database->write([&](db::Tx& tx) { return store::put_post(tx, books(), p).id; });
    question = say("1", "Rosa", "", "", "Does it fit?");
    answer = say("2", "Ana Ruiz", "", "1", "It fits.");
    match();
  }
  static Time monday() { return doubles::monday_morning; }
  model::Comment made(const std::string& name, const std::string& account = "") {
    model::Comment c;
    c.author_name = name;
    c.account = account;
    c.published = clock.now();
    return c;
  }
  model::RowId say(const std::string& id, const std::string& name, const std::string& account,
                   const std::string& parent, const std::string& text) {
    auto c = made(name, account);
    c.post_id = post;
    c.engine_id = id;
    c.parent_engine_id = parent;
    c.html = text;
    clock.wind(std::chrono::minutes(5));
    return database->write([&](db::Tx& tx) { return store::put_comment(tx, books(), c).id; });
  }
  void match() { answers::match_post(books(), post); }
  model::Comment known(model::RowId id) {
    return database->read(
        [&](db::Reader& reader) { return store::find_comment(reader, site.id, id).value(); });
  }
  void word(Identity identity, const std::string& who = "ana") {
    database->write([&](db::Tx& tx) {
      store::put_identity_word(tx, books(), answer, {"ana", identity, who, "said so"});
    });
    match();
  }
  std::vector<std::string> facts(model::RowId id) {
    std::vector<std::string> out;
    for (const auto& event :
         database->read([&](db::Reader& reader) { return store::events_of(reader, site.id, "comment", id); }))
      out.push_back(event.fact + " " + event.detail);
    return out;
  }
  Identity name(const std::string& name, const std::string& account = "") {
    return answers::classify(site, made(name, account)).identity;
  }
  Identity account(const std::string& account, const std::vector<store::ProfileProof>& proofs) {
    return answers::StaffRoll(site, proofs).classify(made("anybody", account)).identity;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_word_makes_the_comment_an_answer_also_backwards_and_leaves_its_trace, Talk) {
  BOOST_TEST((known(answer).identity == Identity::claimed));
  BOOST_TEST(!known(question).wait.first_answer.has_value());
  word(Identity::confirmed);
  BOOST_TEST((known(answer).identity == Identity::confirmed));
  BOOST_TEST((known(question).wait.first_answer == answer));
  BOOST_TEST((*known(question).wait.answered == *known(answer).published));
  BOOST_TEST(facts(answer) == (std::vector<std::string>{"confirmed ana: said so",
                                                        "identity ana (claimed) → ana (confirmed)"}),
             boost::test_tools::per_element());
  BOOST_TEST(facts(question).back() == "answered ana");
  word(Identity::contradicted, "operator");
  BOOST_TEST((known(answer).identity == Identity::contradicted));
  BOOST_TEST(facts(question).back() == "answer lost ana");
}

BOOST_FIXTURE_TEST_CASE(a_word_goes_before_an_account_and_ends_with_the_roster, Talk) {
  site.roster.people[0].accounts = {"blogger:0577"};
  const auto proven = say("3", "Ana Ruiz", "blogger:0577", "1", "It does.");
  match();
  BOOST_TEST((known(proven).identity == Identity::proven));
  database->write([&](db::Tx& tx) {
    store::put_identity_word(tx, books(), proven,
                             {"ana", Identity::contradicted, "ana", "the account was stolen"});
  });
  match();
  BOOST_TEST((known(proven).identity == Identity::contradicted));
  word(Identity::confirmed);
  site.roster.people[0].to = monday() - std::chrono::days(1);
  match();
  BOOST_TEST((known(answer).identity == Identity::none));
}

BOOST_FIXTURE_TEST_CASE(the_roster_of_then_decides_who_was_staff_then, Talk) {
  site.roster.people[0].accounts = {"disqus:ana"};
  BOOST_TEST((name("Ana Ruiz", "disqus:ana") == Identity::proven));
  clock.set(monday() - std::chrono::days(11));
  BOOST_TEST((name("Ana Ruiz", "disqus:ana") == Identity::none));
  clock.set(monday() + std::chrono::days(11));
  BOOST_TEST((name("Ana Ruiz", "disqus:ana") == Identity::none));
  BOOST_TEST((name("Ana Ruiz") == Identity::none));
}

BOOST_FIXTURE_TEST_CASE(names_near_a_staff_members_are_claims_and_other_names_are_not, Talk) {
  for (const char* near :
       {"Ana Ruiz", "ana ruiz", "A n a  R u i z", "Ana.Ruiz", "Aná Ruíz", "\u0410na Ruiz", "Ana Ru1z",
        "Ana Ruiz (Acme)", "Ana Ruiz | support", "Ana Ruiz, Acme", "Ana Ruiz from Acme", "Ana Ruiz @ Acme",
        "Ana Ruiz - Acme", "Ana Ruiz Acme", "Acme Ana Ruiz", "Ana\u200b Ruiz", "aruiz", "Acme"})
    BOOST_TEST((name(near) == Identity::claimed), near);
  for (const char* other :
       {"Ana", "Ruiz", "Ana Ruizova", "Ana Ruiz-Garcia", "Mariana Ruiz", "Ana R.", "", "aruiz (fan)"})
    BOOST_TEST((name(other) == Identity::none), other);
}

BOOST_FIXTURE_TEST_CASE(a_page_is_proof_only_when_another_of_the_persons_agrees, Talk) {
  const std::vector<store::ProfileProof> proofs{
      {"ana", "https://ana.example/", "https://social.example/@ana"},
      {"ana", "https://www.blogger.com/profile/0577", "https://ana.example/"}};
  BOOST_TEST((account("url:https://ana.example", proofs) == Identity::proven));
  BOOST_TEST((account("blogger:0577", proofs) == Identity::proven));
  BOOST_TEST((account("blogger:0578", proofs) == Identity::none));
  BOOST_TEST((account("url:https://ana.example/", {}) == Identity::none));
  site.roster.people[0].accounts = {"url:https://ana.example/"};
  BOOST_TEST((account("url:https://ana.example/", {}) == Identity::claimed));  // the roster alone does not do
  BOOST_TEST((account("url:https://ana.example/", proofs) == Identity::proven));
  // An address that a guest typed in is no account.
  auto guest = made("Ana Ruiz");
  guest.author_url = "https://ana.example/";
  BOOST_TEST((answers::StaffRoll(site, proofs).classify(guest).identity == Identity::claimed));
}

BOOST_FIXTURE_TEST_CASE(a_changed_roster_is_applied_to_all_that_was_said, Talk) {
  while (std::holds_alternative<model::Again>(answers::match_again(books()))) {
  }
  site.roster.people[0].accounts = {"disqus:ana"};
  const auto later = say("3", "Ana Ruiz", "disqus:ana", "1", "It fits well.");
  BOOST_TEST((known(later).identity == Identity::none));
  while (std::holds_alternative<model::Again>(answers::match_again(books()))) {
  }
  BOOST_TEST((known(later).identity == Identity::proven));
  BOOST_TEST((known(question).wait.first_answer == later));
  // The same roster once more: nothing is done.
  database->write([&](db::Tx& tx) { store::set_identity(tx, site.id, later, "", Identity::none, ""); });
  BOOST_TEST(std::holds_alternative<model::Done>(answers::match_again(books())));
  BOOST_TEST((known(later).identity == Identity::none));
}

BOOST_AUTO_TEST_SUITE_END()
