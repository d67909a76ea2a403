#include <boost/test/unit_test.hpp>

#include "answers/figures.h"
#include "answers/response_times.h"
#include "answers/schedule.h"
#include "answers/wording.h"
#include "doubles/memory_books.h"
#include "store/comment_store.h"
#include "store/post_store.h"

namespace earshot::answers {

BOOST_AUTO_TEST_SUITE(answers_figures)

namespace {

using namespace std::chrono_literals;

std::vector<Duration> hours_of(std::initializer_list<int> values) {
  std::vector<Duration> out;
  for (const int value : values) out.push_back(std::chrono::hours(value));
  return out;
}

std::string told(const std::optional<Quantile>& q) {
  return words(q);
}

// Questions and when they were answered, written as matching would leave them.
struct Asked {
  doubles::MemoryBooks store;
  model::RowId post = 0;
  int said = 0;

  Asked() {
    store.clock.set(*parse_iso8601("2026-04-10T12:00:00Z"));
    store.site.hours.zone = *model::Zone::find("Europe/Berlin");
    model::Post p;
    p.engine_id = "5";
    p.url = "https://blog.example/sled/";
    post = store.database->write([&](db::Tx& tx) { return store::put_post(tx, store.books(), p).id; });
  }
  model::RowId put(const std::string& at) {
    model::Comment c;
    c.post_id = post;
    c.engine_id = std::to_string(++said);
    c.author_name = "Reader " + c.engine_id;
    c.published = parse_iso8601(at);
    return store.database->write([&](db::Tx& tx) { return store::put_comment(tx, store.books(), c).id; });
  }
  void question(const std::string& at, const std::string& answered_at = "") {
    const auto id = put(at);
    const auto answer = answered_at.empty() ? 0 : put(answered_at);
    store.database->write([&](db::Tx& tx) {
      auto c = *store::find_comment(tx, store.site.id, id);
      c.needs_answer = true;
      c.wait.run_first = id;
      if (answer != 0) {
        c.wait.first_answer = answer;
        c.wait.answered = parse_iso8601(answered_at);
        c.wait.answered_by = "ana";
      }
      store::set_matched(tx, store.site.id, c);
    });
  }
  Figures figures_from(const std::string& from, const std::string& to, bool present_hours = false) {
    FigureQuestion question;
    question.from = parse_iso8601(from);
    question.to = parse_iso8601(to);
    question.now = store.clock.now();
    question.present_hours = present_hours;
    return store.database->read([&](db::Reader& reader) { return figures(reader, store.site, question); });
  }
  void open_at(const std::string& line) {
    store.site.hours.week = model::week_of(*model::parse_weekly(line));
    store.database->write(
        [&](db::Tx& tx) { store::put_schedule(tx, store.site.id, store.site.hours, store.clock.now()); });
  }
};

Figures figures_of(Asked& blog, const std::string& day) {
  return blog.figures_from(day + "T00:00:00Z", day + "T23:59:59Z");
}

}  // namespace

BOOST_AUTO_TEST_CASE(where_nobody_waits_the_censored_quantile_is_the_nearest_rank) {
  const auto answered = hours_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  for (const double q : {0.1, 0.5, 0.51, 0.9, 1.0})
    BOOST_TEST((with_waiting(answered, {}, q)->value == nearest_rank(answered, q)), q);
  BOOST_TEST(!with_waiting({}, {}, 0.5).has_value());
}

BOOST_AUTO_TEST_CASE(those_who_wait_move_the_quantile_and_may_hide_it) {
  // Of four one is answered after 1 h, one waits since 2 h, one is answered after 3 h, one after 4 h.
  BOOST_TEST(told(with_waiting(hours_of({1, 3, 4}), hours_of({2}), 0.5)) == "3 h");
  BOOST_TEST(told(with_waiting(hours_of({1, 3}), hours_of({2, 5}), 0.9)) == "> 5 h");
  BOOST_TEST(told(with_waiting({}, hours_of({2, 5}), 0.5)) == "> 5 h");
  // Equal times: the answer came first.
  BOOST_TEST(told(with_waiting(hours_of({2}), hours_of({2}), 0.5)) == "2 h");
}

BOOST_AUTO_TEST_CASE(durations_are_told_in_two_units) {
  BOOST_TEST(words(std::optional<Duration>(5min + 10s)) == "5 min 10 s");
  BOOST_TEST(words(std::optional<Duration>(47h + 59min)) == "47 h 59 min");
  BOOST_TEST(words(std::optional<Duration>(50h)) == "2 d 2 h");
  BOOST_TEST(words(std::optional<Duration>(2h)) == "2 h");
  BOOST_TEST(words(std::optional<Duration>(0s)) == "moments");
  BOOST_TEST(percent(0.834, true) == "83 % so far");
  BOOST_TEST(percent(std::nullopt) == "none");
}

BOOST_AUTO_TEST_CASE(the_time_before_had_as_long_to_be_answered) {
  Asked blog;
  // From the 3rd to the 10th noon; before: from the 27th of March noon, as things stood on the 3rd, noon.
  blog.question("2026-03-30T12:00:00Z", "2026-04-01T12:00:00Z");
  blog.question("2026-04-01T12:00:00Z", "2026-04-04T12:00:00Z");  // answered only after the 3rd
  blog.question("2026-04-05T12:00:00Z", "2026-04-05T13:00:00Z");
  const auto f = blog.figures_from("2026-04-03T12:00:00Z", "2026-04-10T12:00:00Z");
  BOOST_TEST(f.needing == 1);
  BOOST_TEST(f.answered == 1);
  BOOST_REQUIRE(f.before.has_value());
  BOOST_TEST(f.before->needing == 2);
  BOOST_TEST(f.before->answered == 1);
  BOOST_TEST(f.before->open == 1);
  BOOST_TEST(f.answered_in_window == 2);
}

BOOST_AUTO_TEST_CASE(where_the_host_wants_it_times_count_from_when_a_comment_was_let_through) {
  Asked blog;
  blog.store.site.since = *parse_iso8601("2026-04-01T00:00:00Z");
  const auto median = [&](const std::string& day) {
    return figures_of(blog, day).first_response.median.value();
  };
  blog.store.clock.set(*parse_iso8601("2026-04-08T15:00:00Z"));
  blog.question("2026-04-08T12:00:00Z", "2026-04-08T17:00:00Z");
  blog.store.clock.set(*parse_iso8601("2026-04-09T15:00:00Z"));
  blog.question("2026-04-09T12:00:00Z", "2026-04-09T13:00:00Z");  // before we saw it
  blog.store.clock.set(*parse_iso8601("2026-04-07T12:00:05Z"));
  blog.question("2026-04-07T12:00:00Z", "2026-04-07T13:00:00Z");  // as it came
  blog.store.clock.set(*parse_iso8601("2026-04-10T12:00:00Z"));
  BOOST_TEST((median("2026-04-08") == Duration(5h)));
  blog.store.site.answering.from_visible = true;
  BOOST_TEST((median("2026-04-08") == Duration(2h)));
  BOOST_TEST((median("2026-04-09") == Duration(1h)));
  BOOST_TEST((median("2026-04-07") == Duration(1h)));
  blog.store.site.since = *parse_iso8601("2026-04-09T00:00:00Z");
  BOOST_TEST((median("2026-04-08") == Duration(5h)));  // nobody saw when it was let through
}

BOOST_AUTO_TEST_CASE(what_waits_and_may_yet_meet_the_target_is_not_counted_for_it) {
  Asked blog;
  blog.store.site.answer_target = 24h;
  blog.question("2026-04-08T12:00:00Z", "2026-04-08T13:00:00Z");
  blog.question("2026-04-08T12:00:00Z", "2026-04-09T12:00:01Z");
  blog.question("2026-04-09T11:00:00Z");
  blog.question("2026-04-10T11:00:00Z");
  const auto target = blog.figures_from("2026-04-08", "2026-04-11").target.value();
  BOOST_TEST(!target.business);
  BOOST_TEST(target.met == 1);
  BOOST_TEST(target.missed == 2);
  BOOST_TEST(target.undecided == 1);
  BOOST_TEST(target.share.value() == 1.0 / 3, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(a_wait_counts_in_the_hours_that_were_valid_when_it_began) {
  Asked blog;
  BOOST_TEST(!blog.figures_from("2026-04-01", "2026-04-20").business.has_value());
  blog.store.clock.set(*parse_iso8601("2026-04-01T00:00:00Z"));
  blog.open_at("mon-fri 09:00-17:00");
  blog.store.clock.set(*parse_iso8601("2026-04-08T00:00:00Z"));
  blog.open_at("mon-sun 00:00-24:00");
  blog.store.clock.set(*parse_iso8601("2026-04-12T00:00:00Z"));
  blog.question("2026-04-07T14:00:00Z", "2026-04-08T09:00:00Z");  // 16:00 to 11:00 local: 1 h and 2 h
  const auto then = blog.figures_from("2026-04-07", "2026-04-08").business.value();
  BOOST_TEST((then.median == Duration(3h)));
  const auto now = blog.figures_from("2026-04-07", "2026-04-08", true).business.value();
  BOOST_TEST((now.median == Duration(19h)));
}

BOOST_AUTO_TEST_CASE(the_same_hours_again_are_no_new_version) {
  Asked blog;
  const auto known = [&] {
    return blog.store.database->read([&](db::Reader& reader) {
      return store::schedule_is_known(reader, blog.store.site.id, blog.store.site.hours);
    });
  };
  BOOST_TEST(known());  // none before, none now
  blog.store.site.hours.holidays.push_back(*model::parse_day("2026-12-25"));
  blog.open_at("mon-fri 09:00-12:00 13:00-17:00");
  BOOST_TEST(known());
  const auto kept = blog.store.database->read(
      [&](db::Reader& reader) { return store::schedules(reader, blog.store.site.id); });
  BOOST_REQUIRE(kept.size() == 1U);
  BOOST_TEST((kept[0].hours == blog.store.site.hours));
  blog.store.site.hours.week.pop_back();
  BOOST_TEST(!known());
}

BOOST_AUTO_TEST_CASE(days_are_those_of_the_sites_clock) {
  Asked blog;
  blog.question("2026-03-28T22:59:00Z");
  blog.question("2026-03-28T23:00:00Z");
  blog.question("2026-03-30T22:00:00Z");
  const auto f = blog.figures_from("2026-03-20", "2026-04-10");
  BOOST_TEST(f.span == "day");
  BOOST_REQUIRE(f.spans.size() == 4U);
  BOOST_TEST(f.spans[0].begins == "2026-03-28");
  BOOST_TEST(f.spans[0].needing == 1);
  BOOST_TEST(f.spans[1].needing == 1);
  BOOST_TEST(f.spans[2].needing == 0);
  BOOST_TEST(f.spans[3].begins == "2026-03-31");
  BOOST_TEST(blog.figures_from("2026-01-01", "2026-05-01").span == "week");
  // A wrong date, as an engine may have it, pushes no real ones out.
  blog.question("2099-11-21T10:00:00Z");
  const auto all = blog.figures_from("2025-01-01", "2100-01-01");
  BOOST_REQUIRE(!all.spans.empty());
  BOOST_TEST(all.spans[0].begins == "2026-03-01");
  BOOST_TEST(all.spans[0].needing == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot::answers
