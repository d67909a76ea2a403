// When people are told: bursts, quiet hours, digests, nights on which clocks change.
#include "telling/pace.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "doubles/mail_reader.h"
#include "doubles/telling_scene.h"
#include "net/mime.h"

using namespace earshot;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(telling_pace)

namespace {

struct Telling : doubles::TellingScene {
  Telling() { mailer.forget(); }
  std::vector<net::Mail> mails() { return mailer.sent_to("ana@acme.example"); }
  static std::size_t times(const std::string& text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
    return count;
  }
  void another_post(int number) {
    model::Post post;
    post.engine_id = "p" + std::to_string(number);
    post.url = "https://blog.example/" + post.engine_id + "/";
    post.published = clock.now();
    post_id = database->write([&](db::Tx& tx) { return store::put_post(tx, books(), post).id; });
  }
  void berlin() { manner().zone = model::Zone::find("Europe/Berlin").value(); }
  static Time at(int year, unsigned month, unsigned day, std::chrono::minutes time) {
    return std::chrono::sys_days{std::chrono::year{year} / month / day} + time;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_storm_of_a_hundred_is_four_mails_and_one_with_the_rest, Telling) {
  for (int i = 0; i < 100; ++i) {
    names("Ana Ruiz");
    clock.wind(2s);
    work();
  }
  BOOST_TEST(mails().size() == 4u);
  BOOST_TEST(untold() == 96u);
  work_for(20min);
  BOOST_REQUIRE(mails().size() == 5u);
  BOOST_TEST(untold() == 0u);
  BOOST_TEST(waiting().empty());
  BOOST_TEST(mails().back().subject == "[blog] 96 mentions of you in 96 conversations");
  BOOST_TEST(times(mails().back().text, "#comment-") == 96u);
  std::set<std::string> ids;
  for (const auto& mail : mails()) ids.insert(mail.message_id);
  BOOST_TEST(ids.size() == 5u);
}

BOOST_FIXTURE_TEST_CASE(a_name_taken_out_and_put_back_while_the_mail_waited_is_told_once, Telling) {
  for (const auto pace : {model::Pace::each, model::Pace::daily}) {
    mailer.forget();
    manner().pace = pace;
    mailer.defers();
    const auto id = names("Ana Ruiz");
    const auto number = last_comment();
    work();
    comment(number, "<p>Never mind.</p>");
    scan(id);
    work_for(1h);  // the letter of its own ends meanwhile
    comment(number, "<p>Could Ana Ruiz help after all?</p>");
    scan(id);
    work();
    mailer.accepts();
    work_for(24h);
    BOOST_REQUIRE(mails().size() == 1u);
    BOOST_TEST(mails()[0].text.find("help after all?") != std::string::npos);
    scan(id);
    work_for(24h);
    BOOST_TEST(mails().size() == 1u);
  }
}

BOOST_FIXTURE_TEST_CASE(the_window_does_not_slide_and_the_next_burst_has_its_own, Telling) {
  for (int i = 0; i < 40; ++i) {  // one a minute, for forty minutes
    names("Ana Ruiz");
    work_for(1min);
  }
  work_for(10min);
  // Four windows: four at once in each, and one mail with the rest of it.
  BOOST_TEST(mails().size() == 20u);
  BOOST_TEST(untold() == 0u);
}

BOOST_FIXTURE_TEST_CASE(nobody_gets_more_than_thirty_mails_an_hour, Telling) {
  for (int i = 0; i < 720; ++i) {
    names("Ana Ruiz");
    clock.wind(5s);
    work();
  }
  BOOST_TEST(mails().size() <= 30u);
  work_for(20min);
  BOOST_TEST(untold() == 0u);
}

BOOST_FIXTURE_TEST_CASE(one_conversation_alerts_a_person_once_in_ten_minutes, Telling) {
  names("Ana Ruiz");
  const auto root = last_comment();
  work();
  for (int i = 0; i < 5; ++i) {
    names_in_thread("Ana Ruiz", root);
    work_for(10s);
  }
  BOOST_TEST(mails().size() == 1u);
  names("Ana Ruiz");  // another conversation does not wait for it
  work();
  BOOST_TEST(mails().size() == 2u);
  work_for(15min);
  BOOST_REQUIRE(mails().size() == 3u);
  BOOST_TEST(mails().back().subject == "[blog] 5 mentions of you in 1 conversation");
}

BOOST_FIXTURE_TEST_CASE(what_gathered_alone_leaves_as_an_ordinary_mail_of_its_thread, Telling) {
  names("Ana Ruiz");
  work();
  names_in_thread("Ana Ruiz", last_comment());
  work_for(15min);
  BOOST_REQUIRE(mails().size() == 2u);
  BOOST_TEST(mails()[1].thread_root == mails()[0].message_id);
  BOOST_TEST(mails()[1].subject == "Re: " + mails()[0].subject);
}

BOOST_FIXTURE_TEST_CASE(people_do_not_wait_for_each_other, Telling) {
  for (int i = 0; i < 10; ++i) names("Ana Ruiz");
  names("Tom Becker");
  work();
  BOOST_TEST(mailer.sent_to("tom@acme.example").size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(each_knows_no_bursts_and_none_no_mails, Telling) {
  manner().pace = model::Pace::each;
  manner(1).pace = model::Pace::none;
  for (int i = 0; i < 10; ++i) names("Ana Ruiz and Tom Becker");
  work();
  BOOST_TEST(mails().size() == 10u);
  BOOST_TEST(mailer.sent_to("tom@acme.example").empty());
  BOOST_TEST(untold() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_quiet_night_is_one_mail_in_the_morning, Telling) {
  berlin();
  manner().quiet = {model::parse_quiet("22:00-07:00").value(), model::parse_quiet("sat").value()};
  clock.set(at(2026, 1, 15, 21h));  // ten in the evening, a Thursday
  for (int i = 0; i < 12; ++i) {
    names("Ana Ruiz");
    work_for(30min);
  }
  BOOST_TEST(mails().empty());
  work_for(2h + 59min);
  BOOST_TEST(mails().empty());
  work_for(2min);
  BOOST_REQUIRE(mails().size() == 1u);
  BOOST_TEST(mails()[0].subject.find("12 mentions") != std::string::npos);
  BOOST_CHECK(mails()[0].date >= at(2026, 1, 16, 6h));  // seven in Berlin
  clock.set(at(2026, 1, 16, 22h));                      // Friday night, then a quiet Saturday
  names("Ana Ruiz");
  work_for(24h);
  BOOST_TEST(mails().size() == 1u);
  work_for(10h);  // Sunday, seven
  BOOST_TEST(mails().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(somebody_under_her_name_does_not_wait_for_the_morning, Telling) {
  manner().quiet = {model::parse_quiet("00:00-23:59").value()};
  const auto id = comment("1", "<p>Ana Ruiz here: all sleds are free.</p>");
  database->write([&](db::Tx& tx) {
    store::set_identity(tx, site.id, id, "ana", model::Identity::claimed, "the name only");
  });
  scan(id);
  work();
  BOOST_TEST(mails().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(nights_on_which_clocks_change_end_at_seven_all_the_same, Telling) {
  berlin();
  manner().quiet = {model::parse_quiet("22:00-07:00").value()};
  for (const auto& [evening, morning] :
       {std::pair(at(2026, 3, 28, 22h), at(2026, 3, 29, 5h)),       // UTC+2 by then
        std::pair(at(2026, 10, 24, 21h), at(2026, 10, 25, 6h))}) {  // UTC+1
    mailer.forget();
    clock.set(evening);
    names("Ana Ruiz");
    work_for(12h);
    BOOST_REQUIRE(mails().size() == 1u);
    BOOST_CHECK(mails()[0].date >= morning && mails()[0].date < morning + 2min);
  }
}

BOOST_FIXTURE_TEST_CASE(a_digest_holds_what_was_not_mailed_and_none_is_sent_for_nothing, Telling) {
  berlin();
  manner().pace = model::Pace::daily;
  manner().digest_at = 9h;
  clock.set(at(2026, 1, 12, 9h));
  for (int i = 0; i < 3; ++i) names("Ana Ruiz");
  work_for(22h);
  BOOST_TEST(mails().empty());
  work_for(2h);
  BOOST_REQUIRE(mails().size() == 1u);
  BOOST_CHECK(mails()[0].date >= at(2026, 1, 13, 8h) && mails()[0].date < at(2026, 1, 13, 8h + 1min));
  BOOST_TEST(mails()[0].text.find("your digest") != std::string::npos);
  work_for(72h);
  BOOST_TEST(mails().size() == 1u);
  manner().pace = model::Pace::weekly;
  clock.set(at(2026, 1, 14, 12h));  // a Wednesday
  names("Ana Ruiz");
  work_for(24h * 4);
  BOOST_TEST(mails().size() == 1u);
  work_for(24h);
  BOOST_REQUIRE(mails().size() == 2u);
  BOOST_CHECK(mails()[1].date >= at(2026, 1, 19, 8h) && mails()[1].date < at(2026, 1, 19, 9h));
  manner().pace = model::Pace::hourly;
  clock.set(at(2026, 1, 20, 8h + 20min));
  names("Ana Ruiz");
  names("Ana Ruiz");
  work_for(39min);
  BOOST_TEST(mails().size() == 2u);
  work_for(2min);
  BOOST_TEST(mails().size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(what_is_withdrawn_meanwhile_is_not_in_the_mail_and_nothing_left_is_no_mail, Telling) {
  manner().pace = model::Pace::hourly;
  const auto id = names("Ana Ruiz");
  work();
  comment(last_comment(), "<p>Could somebody help?</p>");
  scan(id);
  work_for(2h);
  BOOST_TEST(mails().empty());
  BOOST_TEST(waiting().empty());
}

BOOST_FIXTURE_TEST_CASE(a_day_without_a_mail_server_is_one_mail_more_than_the_first_four, Telling) {
  mailer.defers("Couldn't connect to server");
  for (int i = 0; i < 10'000; ++i) {
    if (i % 100 == 0) another_post(i);
    names(i % 2 == 0 ? "Ana Ruiz" : "Tom Becker");
    if (i % 50 == 0) work_for(430s);
  }
  work();
  BOOST_TEST(untold() == 10'000u);
  mailer.forget();
  mailer.accepts();
  const Time back = clock.now();
  work_for(10min);
  BOOST_TEST(untold() == 0u);
  for (const auto* who : {"ana@acme.example", "tom@acme.example"}) {
    const auto mails = mailer.sent_to(who);
    BOOST_TEST(mails.size() <= 4u + 5u);  // single ones, then a thousand alerts a mail
    for (std::size_t i = 0; i < mails.size(); ++i) {
      BOOST_TEST((i + 5 < mails.size()) == (mails[i].subject.find("mentions") == std::string::npos));
      BOOST_CHECK(mails[i].date <= back + 10min);
    }
    BOOST_TEST(net::compose(mails.back()).size() < 2'000'000u);
  }
}

BOOST_FIXTURE_TEST_CASE(each_repeat_of_a_mail_bears_the_same_name_and_holds_the_same, Telling) {
  for (int i = 0; i < 10; ++i) names("Ana Ruiz");
  work();
  mailer.forget();
  mailer.defers("451 4.7.1 greylisted", net::MailStage::content);
  work_for(11min);  // the roll-up was tried
  const auto first = mailer.tried();
  BOOST_REQUIRE(!first.empty());
  names("Ana Ruiz");  // goes with another
  work_for(2h);
  std::set<std::string> texts;
  for (const auto& mail : mailer.tried()) {
    if (mail.message_id != first[0].message_id) continue;
    texts.insert(mail.subject);
  }
  BOOST_TEST(texts.size() == 1u);
  mailer.accepts();
  work_for(24h);
  BOOST_TEST(untold() == 0u);
  std::set<std::string> ids;
  for (const auto& mail : mails()) BOOST_TEST(ids.insert(mail.message_id).second);
}

BOOST_FIXTURE_TEST_CASE(a_mail_is_tried_by_the_schedule_and_given_up_after_five_days, Telling) {
  names("Ana Ruiz");
  mailer.defers("450 4.2.0 mailbox busy", net::MailStage::recipient);
  std::vector<Time> tries;
  mailer.on_send = [&](const net::Mail&) { tries.push_back(clock.now()); };
  work_for(24h * 7);
  const std::vector<Duration> waits{1min, 5min, 15min, 1h, 4h, 12h, 24h, 24h, 24h};
  BOOST_REQUIRE(tries.size() >= waits.size());
  BOOST_TEST(tries.size() <= waits.size() + 2);
  for (std::size_t i = 0; i + 1 < tries.size() && i < waits.size(); ++i) {
    const auto waited = tries[i + 1] - tries[i];
    BOOST_CHECK(waited >= waits[i] && waited <= waits[i] * 5 / 4 + 2s);
  }
  BOOST_TEST(waiting().empty());
  const auto given_up = database->read([&](db::Reader& reader) {
    return store::letters_to_look_at(reader, site.id, clock.now() - std::chrono::days(14), 10);
  });
  BOOST_REQUIRE(given_up.size() == 1u);
  BOOST_TEST(given_up[0].last_error == "given up after five days: 450 4.2.0 mailbox busy");
}

BOOST_FIXTURE_TEST_CASE(a_refused_address_is_suspended_and_nothing_is_lost_until_it_is_forgiven, Telling) {
  mailer.refuses_for("ana@acme.example", "550 5.1.1 no such user");
  for (int i = 0; i < 3; ++i) names("Ana Ruiz");
  work();
  BOOST_TEST(mailer.tried().size() == 1u);  // the others did not ask once more
  for (int i = 0; i < 30; ++i) names("Ana Ruiz");
  work_for(48h);
  BOOST_TEST(mailer.tried().size() == 1u);
  mailer.accepts();
  BOOST_TEST(database->write([&](db::Tx& tx) { return telling::forgive(tx, books(), "ana@acme.example"); }));
  work_for(1h);
  BOOST_TEST(untold() == 0u);
  BOOST_TEST(mails().size() <= 4u + 1u);
  BOOST_TEST(!database->write([&](db::Tx& tx) { return telling::forgive(tx, books(), "ana@acme.example"); }));
}

BOOST_FIXTURE_TEST_CASE(a_refused_mail_is_given_up_alone, Telling) {
  mailer.refuses("554 5.7.1 spam");
  names("Ana Ruiz");
  work();
  mailer.accepts();
  names("Ana Ruiz");
  work();
  BOOST_TEST(mails().size() == 1u);
  BOOST_TEST(untold() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
