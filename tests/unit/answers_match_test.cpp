#include <boost/test/unit_test.hpp>
#include <functional>
#include <tuple>
#include <utility>

#include "answers/by_hand.h"
#include "answers/replies.h"
#include "answers/staff_match.h"
#include "doubles/answers_scene.h"
#include "store/answer_store.h"

namespace earshot::answers {

BOOST_AUTO_TEST_SUITE(answers_match)

namespace {

struct Talk : doubles::AnswersScene {
  Talk() { store.site.roster.people.front().to = parse_iso8601("2027-01-01"); }
  model::Comment made(const std::string& id, const std::string& who, const std::string& account,
                      const std::string& parent, std::chrono::minutes after) {
    auto c = made_comment(id, who, account, parent, "<p>How does " + id + " work?</p>");
    *c.published += after;
    return c;
  }
  void match_by_job(model::RowId row, int tries) {
    match_answer(store.books(), {store.site.id, 1, model::JobKind::match_answer, row, tries});
  }
  model::RowId say(const std::string& id, const std::string& who, const std::string& account,
                   const std::string& parent, int minutes) {
    const auto row = put(made(id, who, account, parent, std::chrono::minutes(minutes)));
    match_by_job(row, 1);
    return row;
  }
  void take_back(model::RowId row) {
    store.database->write([&](db::Tx& tx) { store::set_comment_gone(tx, store.books(), row); });
    match_by_job(row, 2);
  }
  Figures now_figures() { return figures_at(store.clock.now() + std::chrono::hours(10)); }
  Author who(const std::string& name, const std::string& account) {
    return classify(store.site, made("9", name, account, "", std::chrono::minutes(0)));
  }
};

using Facts = std::vector<std::string>;

// Does something once between what somebody read and what he writes.
class Interrupted final : public db::Database {
 public:
  Interrupted(std::unique_ptr<db::Database> store, std::function<void()> before_write)
      : store_(std::move(store)), before_write_(std::move(before_write)) {}

  void run_write(const std::function<void(db::Tx&)>& work) override {
    if (const auto first = std::exchange(before_write_, {})) first();
    store_->run_write(work);
  }
  void run_read(const std::function<void(db::Reader&)>& work) override { store_->run_read(work); }
  bool in_transaction() const override { return store_->in_transaction(); }
  bool has_table(std::string_view name) override { return store_->has_table(name); }
  void backup(const std::string& path) override { store_->backup(path); }
  std::unique_ptr<db::WorkerMark> mark_worker(const std::function<void()>& if_alone) override {
    return store_->mark_worker(if_alone);
  }

 private:
  std::unique_ptr<db::Database> store_;
  std::function<void()> before_write_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_wait_ends_with_the_answer_and_begins_again_when_it_is_deleted) {
  Talk talk;
  const auto question = talk.say("1", "Ann", "", "", 0);
  BOOST_TEST(talk.waiting() == 1);
  const auto answer = talk.say("2", "Ana Ruiz", "wordpress:7", "1", 30);
  BOOST_TEST(talk.waiting() == 0);
  BOOST_TEST((talk.facts(question) == Facts{"answered ana-ruiz"}));
  talk.take_back(answer);
  BOOST_TEST(talk.waiting() == 1);
  BOOST_TEST((talk.facts(question) == Facts{"answered ana-ruiz", "answer lost ana-ruiz"}));
}

BOOST_AUTO_TEST_CASE(what_two_read_side_by_side_is_told_once) {
  Talk talk;
  const auto question = talk.say("1", "Ann", "", "", 0);
  const auto answer = talk.say("2", "Ana Ruiz", "wordpress:7", "1", 30);
  talk.store.database->write([&](db::Tx& tx) { store::set_comment_gone(tx, talk.store.books(), answer); });
  const auto other = [&] { match_post(talk.store.books(), talk.post); };
  talk.store.database = std::make_unique<Interrupted>(std::move(talk.store.database), other);
  talk.match();
  BOOST_TEST((talk.facts(question) == Facts{"answered ana-ruiz", "answer lost ana-ruiz"}));
  BOOST_TEST(talk.now_figures().answers_lost == 1);
}

BOOST_AUTO_TEST_CASE(who_answered_what_was_deleted_afterwards_did_answer) {
  Talk talk;
  const auto question = talk.say("1", "Ann", "", "", 0);
  const auto answer = talk.say("2", "Ana Ruiz", "wordpress:7", "1", 30);
  talk.say("3", "Bo", "", "", 31);
  const auto credit = [&] {
    const auto figures = talk.now_figures();
    BOOST_REQUIRE(figures.staff.size() == 1u);
    const auto& ana = figures.staff.front();
    return std::tuple(ana.answers, ana.items, ana.first_answers, ana.median_first_response);
  };
  const auto before = credit();
  BOOST_TEST((before == std::tuple(1, 1, 1, std::optional<Duration>(std::chrono::minutes(30)))));
  talk.take_back(question);
  BOOST_TEST((credit() == before));
  talk.match();  // nothing changes by looking again
  BOOST_TEST((credit() == before));
  BOOST_TEST(talk.now_figures().needing == 1);
  BOOST_TEST(talk.now_figures().answered == 0);
  BOOST_TEST(talk.waiting() == 1);
  BOOST_TEST((talk.facts(question) == Facts{"answered ana-ruiz"}));
  talk.take_back(answer);
  BOOST_TEST(talk.now_figures().staff.empty());
}

BOOST_AUTO_TEST_CASE(what_else_was_asked_with_the_deleted_question_is_credited_once) {
  Talk talk;
  const auto first = talk.say("1", "Ann", "", "", 0);
  talk.say("2", "Ann", "", "", 1);
  talk.say("3", "Ana Ruiz", "wordpress:7", "1", 30);
  talk.take_back(first);
  const auto figures = talk.now_figures();
  BOOST_REQUIRE(figures.staff.size() == 1u);
  BOOST_TEST(figures.staff.front().answers == 1);
  BOOST_TEST(figures.staff.front().first_answers == 1);
}

BOOST_AUTO_TEST_CASE(what_people_say_stands_against_reading_until_it_is_taken_back) {
  Talk talk;
  const auto one = talk.say("1", "Ann", "", "", 0);
  const auto two = talk.say("2", "Bo", "", "", 1);
  const auto answer = talk.say("3", "Ana Ruiz", "wordpress:7", "1", 30);
  const auto rules = [&](model::RowId item) {
    std::string out;
    talk.store.database->read([&](db::Reader& reader) {
      for (const auto& a : store::answers_of_item(reader, talk.store.site.id, item))
        out += std::string(word(a.rule)) + " ";
    });
    return out;
  };
  BOOST_TEST(say_answers(talk.store.books(), talk.row(answer), talk.row(two)).ok());
  BOOST_TEST(rules(one) == "");
  BOOST_TEST(rules(two) == "manual ");
  talk.match();
  BOOST_TEST(rules(two) == "manual ");
  BOOST_TEST(say_answers(talk.store.books(), talk.row(answer), talk.row(one)).ok());
  BOOST_TEST(talk.waiting() == 0);
  BOOST_TEST(say_answers_post(talk.store.books(), talk.row(answer)).ok());
  BOOST_TEST(talk.waiting() == 2);
  BOOST_TEST(take_back(talk.store.books(), talk.row(answer)).ok());
  BOOST_TEST(rules(one) == "parent ");
  BOOST_TEST(rules(two) == "");
  BOOST_TEST(!take_back(talk.store.books(), talk.row(answer)).ok());
}

BOOST_AUTO_TEST_CASE(a_comment_that_needs_no_answer_by_hand_waits_no_more) {
  Talk talk;
  const auto row = talk.say("1", "Ann", "", "", 0);
  BOOST_TEST(say_need(talk.store.books(), talk.row(row), false).ok());
  BOOST_TEST(talk.waiting() == 0);
  BOOST_TEST(talk.row(row).needs_why == "somebody said that it needs none");
  BOOST_TEST(say_need(talk.store.books(), talk.row(row), true).ok());
  BOOST_TEST(talk.waiting() == 1);
  BOOST_TEST((talk.facts(row) == Facts{"said to need none", "said to need an answer"}));
}

BOOST_AUTO_TEST_CASE(only_staff_answer_by_hand_and_only_under_their_post) {
  Talk talk;
  const auto one = talk.row(talk.say("1", "Ann", "", "", 0));
  const auto two = talk.row(talk.say("2", "Bo", "", "", 1));
  BOOST_TEST(!say_answers(talk.store.books(), one, two).ok());
  BOOST_TEST(!say_answers_post(talk.store.books(), one).ok());
  const auto answer = talk.row(talk.say("3", "Ana Ruiz", "wordpress:7", "", 30));
  BOOST_TEST(!say_answers(talk.store.books(), answer, talk.row(talk.say("4", "Cy", "", "", 33))).ok());
  BOOST_TEST(say_answers(talk.store.books(), answer, talk.row(talk.say("5", "Di", "", "", 31))).ok());
}

BOOST_AUTO_TEST_CASE(matching_twice_is_matching_once) {
  Talk talk;
  const auto question = talk.say("1", "Ann", "", "", 0);
  talk.say("2", "Ana Ruiz", "wordpress:7", "1", 30);
  talk.match();
  BOOST_TEST(talk.facts(question).size() == 1u);
  int lines = 0;
  talk.store.database->read([&](db::Reader& reader) {
    stream_replies(reader, talk.store.site, [&](const Reply& reply) {
      ++lines;
      BOOST_TEST(reply.post == "5");
      BOOST_TEST(reply.id == "2");
      BOOST_REQUIRE(reply.answers.size() == 1u);
      BOOST_TEST(reply.answers[0].id == "1");
    });
  });
  BOOST_TEST(lines == 1);
}

BOOST_AUTO_TEST_CASE(figures_count_the_cohort_and_show_few_values_raw) {
  Talk talk;
  talk.say("1", "Ann", "", "", 0);
  talk.say("2", "Bo", "", "", 1);
  talk.say("3", "Cy", "", "", 2);
  talk.say("4", "Ana Ruiz", "wordpress:7", "1", 30);
  talk.say("5", "Ana Ruiz", "wordpress:7", "2", 0);  // one minute before the question: skew
  const auto f = talk.now_figures();
  BOOST_TEST(f.needing == 3);
  BOOST_TEST(f.answered == 2);
  BOOST_TEST(f.open == 1);
  const std::vector<Duration> raw{Duration::zero(), std::chrono::minutes(30)};
  BOOST_TEST((f.first_response.values == raw));
  BOOST_TEST((f.first_response.median == Duration::zero()));
  BOOST_TEST((f.first_response.p90 == Duration(std::chrono::minutes(30))));
  BOOST_TEST(f.first_response.p90_so_far->at_least);
  BOOST_TEST(f.backlog.waiting == 1);
  BOOST_TEST(f.backlog.ages[1] == 1);  // 10 h less two minutes
  BOOST_REQUIRE(f.staff.size() == 1u);
  BOOST_TEST(f.staff[0].answers == 2);
  BOOST_TEST(f.staff[0].first_answers == 2);
}

BOOST_AUTO_TEST_CASE(an_answer_dated_long_before_the_question_has_no_response_time) {
  Talk talk;
  talk.say("1", "Ann", "", "", 30);
  talk.say("2", "Ana Ruiz", "wordpress:7", "1", 0);
  const auto f = talk.now_figures();
  BOOST_TEST(f.answered == 1);
  BOOST_TEST(f.first_response.impossible == 1);
  BOOST_TEST(!f.first_response.median);
}

BOOST_AUTO_TEST_CASE(nearest_rank_takes_the_value_that_is_there) {
  std::vector<Duration> ten;
  for (int i = 1; i <= 10; ++i) ten.push_back(std::chrono::seconds(i));
  BOOST_TEST((nearest_rank(ten, 0.5) == std::chrono::seconds(5)));
  BOOST_TEST((nearest_rank(ten, 0.9) == std::chrono::seconds(9)));
  BOOST_TEST((nearest_rank({std::chrono::seconds(4)}, 0.9) == std::chrono::seconds(4)));
}

BOOST_AUTO_TEST_CASE(a_name_is_a_persons_in_whatever_order_and_with_whatever_title) {
  Talk talk;
  model::Company acme;
  acme.id = "acme";
  acme.name = "Acme";
  talk.store.site.roster.companies = {acme};
  talk.store.site.roster.people.front().company = "acme";
  for (const auto* name :
       {"Dr. Ana Ruiz", "Ms Ana Ruiz", "Ruiz, Ana", "Ruiz Ana", "Ana M. Ruiz", "Prof. Dr. Ana M. Ruiz",
        "Ruiz, Ana (Acme)", "Dr. Ana Ruiz | Acme", "Acme", "Acme Support", "The Acme Team", "ACME (official)",
        "\u202EziuR anA", "Ana\u200F Ru\u202Aiz"}) {
    const auto author = talk.who(name, "");
    BOOST_TEST((author.identity == model::Identity::claimed), name);
    BOOST_TEST(author.person == "ana-ruiz", name);
  }
  for (const auto* name : {"Ruiz", "Dr. Ruiz", "Ana Maria", "Ana B. Rulfo", "Acme Fan",
                           "Ann, Ana Ruiz' friend", "Support", "Dr. Ana", "Team"})
    BOOST_TEST((talk.who(name, "").identity == model::Identity::none), name);
  BOOST_TEST((talk.who("Acme", "wordpress:7").identity == model::Identity::proven));
}

BOOST_AUTO_TEST_CASE(only_an_account_proves) {
  Talk talk;
  using model::Identity;
  BOOST_TEST((talk.who("whoever", "wordpress:7").identity == Identity::proven));
  BOOST_TEST((talk.who("Ana Ruiz", "").identity == Identity::claimed));
  BOOST_TEST((talk.who("ana.ruiz", "").identity == Identity::claimed));
  BOOST_TEST((talk.who("\u0410na Ru1z", "").identity == Identity::claimed));
  BOOST_TEST((talk.who("Ana Ruiz", "wordpress:9").identity == Identity::contradicted));
  BOOST_TEST((talk.who("Ana", "").identity == Identity::none));
  talk.store.clock.set(*parse_iso8601("2027-02-01"));
  BOOST_TEST((talk.who("Ana Ruiz", "wordpress:7").identity == Identity::none));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot::answers
