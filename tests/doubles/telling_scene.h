// The blog of OutreachScene with a mail server, and a worker that does what concerns the telling of people as
// time goes by.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "doubles/fake_mailer.h"
#include "doubles/fake_web.h"
#include "doubles/outreach_scene.h"
#include "markup/template.h"
#include "store/job_store.h"
#include "store/letter_store.h"
#include "telling/deliver.h"

namespace earshot::doubles {

struct TellingScene : OutreachScene {
  TellingScene() {
    mailer.on_send = [this](const net::Mail&) { BOOST_REQUIRE(!database->in_transaction()); };
  }

  // A comment that begins a conversation of its own and names this person.
  model::RowId names(const std::string& who, const std::string& more = {}) {
    const auto id = comment(std::to_string(++comments_), "<p>Could " + who + " help? " + more + "</p>");
    scan_known(id);
    return id;
  }
  model::RowId names_in_thread(const std::string& who, const std::string& parent) {
    const auto id = comment(std::to_string(++comments_), "<p>" + who + " again.</p>", parent);
    scan_known(id);
    return id;
  }
  std::string last_comment() const { return std::to_string(comments_); }

  // Does all that is due, and what becomes due by that.
  void work() {
    for (bool found = true; found;) {
      const auto jobs = database->write([&](db::Tx& tx) {
        return store::claim_jobs(tx, kinds, clock.now(), std::chrono::minutes(5), 100);
      });
      found = !jobs.empty();
      for (const auto& job : jobs) finish(job, run(job));
    }
  }
  // As time goes by, from due job to due job.
  void work_for(Duration time) {
    const Time until = clock.now() + time;
    for (;;) {
      work();
      const auto next = database->read([&](db::Reader& reader) { return store::next_due(reader, kinds); });
      if (!next || *next > until) break;
      clock.set(std::max(*next, clock.now() + std::chrono::seconds(1)));
    }
    clock.set(until);
    work();
  }
  std::vector<model::Letter> waiting() {
    return database->read([&](db::Reader& reader) { return store::pending_letters(reader, site.id); });
  }
  std::size_t untold() {
    return static_cast<std::size_t>(
        database->read([&](db::Reader& reader) { return store::pending_deliveries(reader, site.id); }));
  }
  model::Manner& manner(std::size_t person = 0) { return site.roster.people.at(person).manner; }

  FakeMailer mailer;
  FakeWeb web;
  const net::Mailbox from{"Earshot", "earshot@blog.example"};
  const markup::Templates templates;

 private:
  // The names of the roster do not change: a matcher is made once.
  void scan_known(model::RowId id) {
    if (!matcher_) matcher_.emplace(site.roster);
    outreach::scan_item(books(), *matcher_, model::ItemKind::comment, id);
  }
  model::JobOutcome run(const model::Job& job) {
    const telling::Post post{&mailer, from, web, templates};
    switch (job.kind) {
      case model::JobKind::deliver:
        return telling::tell_alert(books(), job.subject);
      case model::JobKind::send_letter:
        return telling::send_letter(books(), post, job.subject);
      case model::JobKind::remind:
        return telling::remind(books(), job.subject);
      default:
        return telling::try_mail(books(), post);
    }
  }
  void finish(const model::Job& job, const model::JobOutcome& outcome) {
    database->write([&](db::Tx& tx) {
      if (const auto* again = std::get_if<model::Again>(&outcome)) {
        store::put_back_job(tx, job, std::max(again->due, clock.now() + std::chrono::seconds(1)), again->why);
      } else {
        store::finish_job(tx, mint, job, clock.now());
      }
    });
  }

  static constexpr model::JobKind kinds[] = {model::JobKind::deliver, model::JobKind::send_letter,
                                             model::JobKind::remind, model::JobKind::try_mail};
  std::optional<names::Matcher> matcher_;
  int comments_ = 100;
};

}  // namespace earshot::doubles
