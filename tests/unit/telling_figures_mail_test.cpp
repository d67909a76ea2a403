// Who gets the figures of the week, when, and when nobody does.
#include "telling/figures_mail.h"

#include <boost/test/unit_test.hpp>

#include "doubles/memory_books.h"
#include "markup/template.h"
#include "store/comment_store.h"
#include "store/figure_store.h"
#include "store/job_store.h"
#include "store/post_store.h"

using namespace earshot;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(telling_figures_mail)

namespace {

struct Blog : doubles::MemoryBooks {
  Blog() {
    site.hours.zone = *model::Zone::find("Europe/Berlin");
    site.since = *parse_iso8601("2026-01-01");
    model::Person ana, tom, zoe;
    ana.id = "ana";
    ana.name = "Ana Ruiz";
    ana.email = "ana@acme.example";
    ana.role = "Team lead";
    tom = ana;
    tom.id = "tom";
    tom.role = "support";
    zoe = ana;
    zoe.id = "zoe";
    zoe.role = "Manager";
    zoe.to = parse_iso8601("2026-02-01");  // left
    site.roster.people = {ana, tom, zoe};
    // Monday, 30 March, is eight o'clock in Berlin at six UTC: the clocks were put on the day before.
    clock.set(*parse_iso8601("2026-03-30T06:00:00Z"));
  }
  void ask(const std::string& at) {
    model::Post p;
    p.engine_id = "5";
    p.url = "https://blog.example/sled/";
    model::Comment c;
    c.engine_id = "1";
    c.author_name = "Rosa";
    c.url = "https://blog.example/sled/#comment-1";
    c.published = parse_iso8601(at);
    database->write([&](db::Tx& tx) {
      c.post_id = store::put_post(tx, books(), p).id;
      c.id = store::put_comment(tx, books(), c).id;
      c.needs_answer = true;
      c.wait.run_first = c.id;
      store::set_matched(tx, site.id, c);
    });
  }
  std::vector<model::RowId> mails() {
    std::vector<model::RowId> out;
    for (const auto& line :
         database->read([](db::Reader& reader) { return store::list_jobs(reader, 100); })) {
      if (line.job.kind == model::JobKind::mail_figures) out.push_back(line.job.subject);
    }
    return out;
  }
  const markup::Templates templates;
};

}  // namespace

BOOST_AUTO_TEST_CASE(those_who_lead_get_the_week_once_on_monday_at_eight) {
  Blog blog;
  blog.ask("2026-03-25T10:00:00Z");
  blog.clock.wind(-1s);
  auto next = telling::tell_week(blog.books());
  BOOST_TEST(blog.mails().empty());
  BOOST_TEST(iso8601(std::get<model::Again>(next).due) == "2026-03-30T06:00:00Z");
  blog.clock.wind(1s);
  next = telling::tell_week(blog.books());
  BOOST_TEST(blog.mails().size() == 1U);
  BOOST_TEST(iso8601(std::get<model::Again>(next).due) == "2026-04-06T06:00:00Z");
  telling::tell_week(blog.books());
  BOOST_TEST(blog.mails().size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_mail_tells_the_figures_and_is_not_composed_again_once_sent) {
  Blog blog;
  blog.ask("2026-03-25T10:00:00Z");
  telling::tell_week(blog.books());
  const auto id = blog.mails().at(0);
  const auto mail = telling::compose_figures(blog.books(), blog.templates, id);
  BOOST_REQUIRE(mail);
  BOOST_TEST(mail->to_address == "ana@acme.example");
  BOOST_TEST(mail->subject == "[blog] Answers from 2026-03-23: 0 % so far answered, 1 waiting");
  for (const auto* text :
       {"2026-03-23 to 2026-03-29", "Waiting now: 1", "https://blog.example/sled/#comment-1"})
    BOOST_TEST(mail->text.find(text) != std::string::npos, mail->text);
  BOOST_TEST(mail->html.find("Waiting now: 1") != std::string::npos, mail->html);
  blog.database->write(
      [&](db::Tx& tx) { store::note_figures_mail(tx, blog.site.id, id, model::DeliveryState::sent, ""); });
  BOOST_TEST(!telling::compose_figures(blog.books(), blog.templates, id));
}

BOOST_AUTO_TEST_CASE(nobody_is_written_to_when_nothing_happened) {
  Blog blog;
  blog.ask("2026-03-20T10:00:00Z");  // waits, but is no news
  telling::tell_week(blog.books());
  BOOST_TEST(blog.mails().empty());
}

BOOST_AUTO_TEST_CASE(the_configuration_may_name_others_or_nobody) {
  Blog blog;
  blog.ask("2026-03-25T10:00:00Z");
  blog.site.weekly_figures_to = std::vector<std::string>{};
  telling::tell_week(blog.books());
  BOOST_TEST(blog.mails().empty());
  blog.site.weekly_figures_to = std::vector<std::string>{"tom", "zoe"};
  telling::tell_week(blog.books());
  BOOST_TEST(blog.mails().size() == 1U);  // who left gets none
}

BOOST_AUTO_TEST_CASE(who_slept_on_monday_tells_on_tuesday_and_not_on_thursday) {
  Blog blog;
  blog.ask("2026-03-25T10:00:00Z");
  blog.clock.set(*parse_iso8601("2026-04-02T10:00:00Z"));
  telling::tell_week(blog.books());
  BOOST_TEST(blog.mails().empty());
  blog.clock.set(*parse_iso8601("2026-03-31T10:00:00Z"));
  telling::tell_week(blog.books());
  BOOST_TEST(blog.mails().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
