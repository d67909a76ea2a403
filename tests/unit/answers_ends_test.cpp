// How waits end that no comment answers: closed posts, later posts and pages elsewhere; and what edits do to
// them.
#include <boost/test/unit_test.hpp>

#include "answers/by_hand.h"
#include "answers/edits.h"
#include "answers/later.h"
#include "answers/replies.h"
#include "doubles/answers_scene.h"
#include "store/identity_store.h"
#include "store/job_store.h"
#include "store/kind_store.h"
#include "store/later_store.h"
#include "store/linkback_store.h"
#include "store/mention_store.h"

namespace earshot::answers {

BOOST_AUTO_TEST_SUITE(answers_ends)
namespace {

using namespace std::chrono_literals;

struct Blog : doubles::AnswersScene {
  model::RowId put_and_match(const model::Post& p) {
    const auto id = put(p);
    note_links(store.books(), id);
    match();
    return id;
  }
  model::RowId put_post(const std::string& id, const std::string& name, const std::string& html) {
    return put_and_match(made_post(id, name, html));
  }
  void close(std::optional<bool> open) {
    auto p = made_post("5", "sled", "<p>About sleds.</p>");
    p.comments_open = open;
    put_and_match(p);
  }
  model::RowId say(const std::string& id, const std::string& account, const std::string& parent,
                   const std::string& html) {
    auto c = made_comment(id, account.empty() ? "Reader " + id : "Ana Ruiz", account, parent, html);
    c.published = first_said.emplace(id, store.clock.now()).first->second;
    const auto row = put(c);
    match();
    return row;
  }
  model::RowId ask(const std::string& id) {
    return say(id, "", "", "<p>How does number " + id + " work?</p>");
  }
  Figures now_figures() { return figures_at(store.clock.now()); }
  std::vector<store::LaterAnswer> later() {
    return store.database->read(
        [&](db::Reader& reader) { return store::later_answers(reader, store.site.id, post); });
  }
  std::vector<Reply> replies() {
    std::vector<Reply> out;
    store.database->read([&](db::Reader& reader) {
      stream_replies(reader, store.site, [&](const Reply& reply) { out.push_back(reply); });
    });
    return out;
  }
  std::map<std::string, Time> first_said;
};

using Facts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(who_waits_under_a_closed_post_waits_no_more_and_counts_as_unanswered, Blog) {
  store.site.answer_target = 24h;
  const auto question = ask("1");
  store.clock.wind(2h);
  close(false);
  BOOST_TEST(waiting() == 0);
  BOOST_TEST((row(question).wait.closed == store.clock.now()));
  BOOST_TEST((facts(question) == Facts{"wait closed"}));
  store.clock.wind(1h);
  const auto told = now_figures();
  BOOST_TEST(told.needing == 1);
  BOOST_TEST(told.closed == 1);
  BOOST_TEST(told.open == 0);
  BOOST_TEST(*told.share_answered == 0);
  BOOST_TEST(told.target->missed == 1);
  BOOST_TEST(told.backlog.waiting == 0);
  BOOST_TEST((told.first_response.median_so_far->value == Duration(2h)));
  BOOST_TEST(told.first_response.median_so_far->at_least);
}

BOOST_FIXTURE_TEST_CASE(opened_again_it_waits_again, Blog) {
  const auto question = ask("1");
  store.clock.wind(1h);
  close(false);
  store.clock.wind(1h);
  close(std::nullopt);  // a source that does not say changes nothing
  BOOST_TEST(waiting() == 0);
  close(true);
  BOOST_TEST(waiting() == 1);
  BOOST_TEST((facts(question) == Facts{"wait closed", "waits again"}));
}

BOOST_FIXTURE_TEST_CASE(a_post_that_went_closes_its_waits_too, Blog) {
  ask("1");
  store.clock.wind(1h);
  store.database->write([&](db::Tx& tx) { store::set_post_gone(tx, store.books(), post); });
  match();
  BOOST_TEST(waiting() == 0);
  close(std::nullopt);  // it is public again
  BOOST_TEST(waiting() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_was_answered_is_not_touched_by_closing_and_a_late_answer_still_counts, Blog) {
  const auto one = ask("1");
  const auto two = say("2", "", "", "<p>And what does it cost?</p>");
  say("3", "wordpress:7", "1", "<p>It turns.</p>");
  close(false);
  BOOST_TEST(row(one).wait.first_answer.has_value());
  BOOST_TEST(!row(one).wait.closed);
  say("4", "wordpress:7", "2", "<p>Nothing.</p>");  // by whoever may write there all the same
  BOOST_TEST(row(two).wait.first_answer.has_value());
  BOOST_TEST(!row(two).wait.closed);
}

BOOST_FIXTURE_TEST_CASE(a_post_first_seen_closed_was_so_since_it_was_last_modified, Blog) {
  auto old = made_post("6", "old", "");
  old.modified = *old.published - 24h;
  old.comments_open = false;
  const auto id = put_and_match(old);
  const auto place = store.database->read(
      [&](db::Reader& reader) { return store::place_of_post(reader, store.site.id, id); });
  BOOST_TEST((place->closed == old.modified));
}

BOOST_FIXTURE_TEST_CASE(an_edit_behind_the_answer_is_told_until_it_is_answered_too, Blog) {
  const auto question = say("1", "", "", "<p>Is the sled red?</p>");
  store.clock.wind(1h);
  say("2", "wordpress:7", "1", "<p>It is.</p>");
  store.clock.wind(1h);
  say("1", "", "", "<p>Does the sled come in green, and what does it cost in Norway?</p>");
  const auto edited = store.clock.now();
  BOOST_TEST((row(question).wait.edited == edited));
  BOOST_TEST(!model::waits(row(question)));
  BOOST_TEST(facts(question).back() == "edited after answer");
  BOOST_TEST(now_figures().edited == 1);
  BOOST_TEST((replies().front().answers.front().edited == edited));
  store.clock.wind(1h);
  say("3", "wordpress:7", "1", "<p>Also in green.</p>");
  BOOST_TEST(!row(question).wait.edited);
  const auto all = replies();
  BOOST_TEST(!all.back().answers.front().edited);
  store.clock.wind(1h);
  say("1", "", "", "<p>Does the sled come in green, and what does it cost in Norway now?</p>");
  BOOST_TEST(!row(question).wait.edited);  // compared with what was answered last
}

// Both came between two looks: the edit was seen last, and nothing says that the answer had been to the new
// text.
BOOST_FIXTURE_TEST_CASE(an_edit_that_one_look_brings_with_the_answer_is_told_too, Blog) {
  const auto question = say("1", "", "", "<p>Is the sled red?</p>");
  const auto answer = [&](const std::string& parent) {
    auto c = made_comment(parent + "0", "Ana Ruiz", "wordpress:7", parent, "<p>It is.</p>");
    c.published = store.clock.now() - 10s;
    put(c);
  };
  const auto edit = [&](const std::string& id, const std::string& html) {
    auto c = made_comment(id, "Reader " + id, "", "", html);
    c.published = first_said.at(id);
    put(c);
  };
  store.clock.wind(1h);
  edit("1", "<p>Does the sled come in green, and what does it cost in Norway?</p>");
  answer("1");
  match();
  BOOST_TEST(row(question).wait.first_answer.has_value());
  BOOST_TEST((row(question).wait.edited == store.clock.now()));
  const auto other = say("2", "", "", "<p>And is the kite red?</p>");
  store.clock.wind(1h);
  answer("2");
  edit("2", "<p>Does the kite come in green, and what does it cost in Norway?</p>");
  match();
  BOOST_TEST((row(other).wait.edited == store.clock.now()));
  store.clock.wind(1h);
  edit("2", "<p>Does the kite come in green, and what does it cost in Norway?!</p>");
  match();
  BOOST_TEST((row(other).wait.edited == store.clock.now()));  // it was not this that was answered
}

BOOST_FIXTURE_TEST_CASE(what_was_edited_before_it_was_answered_is_not_marked, Blog) {
  const auto question = say("1", "", "", "<p>Is the sled red?</p>");
  store.clock.wind(1h);
  say("1", "", "", "<p>Does the sled come in green, and what does it cost in Norway?</p>");
  store.clock.wind(1h);
  say("2", "wordpress:7", "1", "<p>It does.</p>");
  BOOST_TEST(!row(question).wait.edited);
  store.clock.wind(1h);
  say("1", "", "", "<p>Does the sled come in green, and what does it cost in Norway, please?</p>");
  BOOST_TEST(!row(question).wait.edited);
}

BOOST_FIXTURE_TEST_CASE(where_the_host_wants_it_an_edited_comment_waits_again, Blog) {
  store.site.answering.edited_waits = true;
  const auto question = say("1", "", "", "<p>Is the sled red?</p>");
  say("2", "wordpress:7", "1", "<p>It is.</p>");
  BOOST_TEST(waiting() == 0);
  store.clock.wind(5h);
  say("1", "", "", "<p>Does it come in green?</p>");
  BOOST_TEST(waiting() == 1);
  BOOST_TEST(model::waits(row(question)));
  store.clock.wind(1h);
  const auto told = now_figures();
  BOOST_TEST(told.answered == 1);  // its first response stands
  BOOST_TEST((told.backlog.max_age == Duration(1h)));
  say("1", "", "", "<p>Is the sled red?</p>");  // as it was answered
  BOOST_TEST(waiting() == 0);
}

BOOST_AUTO_TEST_CASE(new_words_are_counted_among_those_that_stand_there_now) {
  BOOST_TEST(share_of_new_words("<p>a b c d</p>", "<p>a b c d</p>") == 0);
  BOOST_TEST(share_of_new_words("<p>a b c d</p>", "<p>d c b a</p>") == 0);
  BOOST_TEST(share_of_new_words("<p>a b</p>", "<p>a b c d</p>") == 0.5);
  BOOST_TEST(share_of_new_words("<p>a</p>", "<p>a a</p>") == 0.5);
  BOOST_TEST(share_of_new_words("<p>a b</p>", "") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_later_post_that_links_to_a_comment_answers_it_until_it_does_not, Blog) {
  const auto one = ask("1");
  const auto two = ask("2");
  store.clock.wind(3h);
  const auto written = store.clock.now();
  const auto later_post = put_post("9", "knob", "<p><a href='/sled/#comment-1'>Ann</a> asked.</p>");
  BOOST_TEST(waiting() == 1);
  BOOST_TEST(*row(one).wait.first_answer == later_post);
  BOOST_TEST((row(one).wait.answered == written));
  BOOST_TEST(row(one).wait.answered_by == "ana-ruiz");
  BOOST_TEST(!row(two).wait.first_answer);
  BOOST_REQUIRE_EQUAL(later().size(), 1u);
  BOOST_TEST(later().front().evidence == "links to it");
  const auto told = replies();
  BOOST_REQUIRE_EQUAL(told.size(), 1u);
  BOOST_TEST(told.front().id == "https://blog.example/knob/");
  BOOST_TEST((told.front().answers.front().rule == model::AnswerRule::later_post));
  put_post("9", "knob", "<p>Nobody asked.</p>");
  BOOST_TEST(waiting() == 2);
  BOOST_TEST(later().empty());
}

BOOST_FIXTURE_TEST_CASE(only_staff_of_that_time_answer_by_a_post, Blog) {
  ask("1");
  store.clock.wind(1h);
  auto by_guest = made_post("8", "guest", "<p><a href='/sled/#comment-1'>There</a></p>");
  by_guest.author_account = "wordpress:12";
  put_and_match(by_guest);
  store.site.roster.people.front().to = store.clock.now();
  put_post("9", "knob", "<p><a href='/sled/#comment-1'>There</a></p>");
  BOOST_TEST(waiting() == 1);
  store.site.roster.people.front().to.reset();  // the links are facts: the roster decides anew
  match();
  BOOST_TEST(waiting() == 0);
}

BOOST_FIXTURE_TEST_CASE(the_post_may_be_known_before_the_comments_are, Blog) {
  const Time asked = store.clock.now();
  store.clock.wind(1h);
  put_post("9", "knob", "<p><a href='https://blog.example/?p=5#comment-1'>There</a></p>");
  first_said["1"] = asked;
  ask("1");
  BOOST_TEST(waiting() == 0);
}

BOOST_FIXTURE_TEST_CASE(whoever_says_that_it_needs_an_answer_undoes_what_a_post_was_read_to_say, Blog) {
  const auto question = ask("1");
  store.clock.wind(1h);
  put_post("9", "knob", "<p><a href='/sled/#comment-1'>There</a></p>");
  BOOST_TEST(waiting() == 0);
  BOOST_TEST(say_need(store.books(), row(question), true).ok());
  BOOST_TEST(waiting() == 1);
  BOOST_TEST(take_back(store.books(), row(question)).ok());
  BOOST_TEST(waiting() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_page_of_staff_that_links_here_answers_and_a_strangers_does_not, Blog) {
  const auto question = ask("1");
  store.clock.wind(1h);
  const auto page_from = [&](const std::string& source) {
    model::Linkback l;
    l.id = store.books().next_id();
    l.token = model::new_receipt(l.id);
    l.source = source;
    l.target = "https://blog.example/sled/#comment-1";
    l.source_key = store::source_key(*Url::parse(l.source));
    l.target_key = store::target_key(*Url::parse(l.target));
    l.source_host = "ana.example";
    l.post_id = post;
    l.published = store.clock.now();
    l.received = store.clock.now();
    store.database->write([&](db::Tx& tx) {
      store::insert_linkback(tx, store.books(), l);
      model::SourcePage page;
      page.final_url = l.source;
      page.content_html = "<p>An answer.</p>";
      store::put_source_page(tx, store.books(), l.id, page);
      auto shown = l;
      shown.state = model::LinkbackState::shown;
      store::save_linkback(tx, store.books(), l, shown);
    });
    match();
    return l.id;
  };
  page_from("https://ana.example/first/");
  BOOST_TEST(waiting() == 1);  // nothing proves whose page that is
  store.database->write([&](db::Tx& tx) {
    store::set_profile_proofs(tx, store.books(), "ana-ruiz",
                              {{"ana-ruiz", "https://ana.example/notes/", "https://ana.example/me"}});
  });
  page_from("https://ana.example/other/");
  BOOST_TEST(waiting() == 1);
  const auto id = page_from("https://ana.example/notes/1");
  BOOST_TEST(waiting() == 0);
  BOOST_TEST(*row(question).wait.first_answer == id);
  const auto queued = store.database->read([&](db::Reader& reader) { return store::list_jobs(reader, 100); });
  BOOST_TEST(std::ranges::count_if(queued, [](const store::QueueLine& line) {
               return line.job.kind == model::JobKind::match_post;
             }) == 1);
}

BOOST_FIXTURE_TEST_CASE(figures_by_kind_and_topic_count_each_comment_once_in_each, Blog) {
  const auto one = ask("1");
  ask("2");
  store.clock.wind(2h);
  say("3", "wordpress:7", "1", "<p>It turns.</p>");
  store.database->write([&](db::Tx& tx) {
    store::put_item_kind(tx, store.site.id, model::ItemKind::comment, one,
                         {model::CaseKind::question, "how"});
    const auto hit = [](const char* whom, std::size_t begin, bool sure) {
      model::Mention m;
      m.kind = model::WhomKind::product;
      m.whom = whom;
      m.begin = begin;
      m.end = begin + 4;
      m.sure = sure;
      return store::Hit{m, ""};
    };
    store::put_mentions(tx, store.books(), model::ItemKind::comment, one,
                        {hit("Rocket Sled", 3, true), hit("Rocket Sled", 30, true), hit("Kite", 50, false)});
  });
  const auto told = now_figures();
  BOOST_REQUIRE_EQUAL(told.kinds.size(), 2u);
  BOOST_TEST(told.kinds[0].name == "question");
  BOOST_TEST(told.kinds[0].answered == 1);
  BOOST_TEST((told.kinds[0].median_first_response == Duration(2h)));
  BOOST_TEST(told.kinds[1].name == "other");
  BOOST_TEST(told.kinds[1].open == 1);
  BOOST_REQUIRE_EQUAL(told.topics.size(), 1u);
  BOOST_TEST(told.topics[0].name == "Rocket Sled");
  BOOST_TEST(told.topics[0].needing == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot::answers
