#include "work/jobs.h"

#include "answers/answer_match.h"
#include "answers/match_again.h"
#include "base/log.h"
#include "exchange/hook.h"
#include "identity/rel_me.h"
#include "linkback/tend.h"
#include "linkback/verify.h"
#include "outreach/scan.h"
#include "sending/deliver.h"
#include "sending/forward.h"
#include "sending/outbox.h"
#include "store/case_store.h"
#include "store/job_store.h"
#include "telling/alert_mail.h"
#include "watch/poll.h"

namespace earshot::work {
namespace {

using model::Again;
using model::Done;
using model::ItemKind;
using model::JobKind;
using model::JobOutcome;

// Alerts that cannot leave because no mail is configured look for a change this often.
constexpr auto no_mail_pause = std::chrono::minutes(10);

net::Mail mail_from(const telling::AlertMail& alert, const net::Mailbox& from, Time now) {
  net::Mail mail;
  mail.from = from;
  mail.to = {alert.to_name, alert.to_address};
  mail.subject = alert.subject;
  mail.message_id = alert.message_id;
  mail.thread_root = alert.thread_root;
  mail.list_id = alert.list_id;
  mail.date = now;
  mail.text = alert.text;
  mail.html = alert.html;
  return mail;
}

void note(const store::Books& books, model::RowId alert, model::DeliveryState state, const std::string& why) {
  books.database.write([&](db::Tx& tx) { store::note_delivery(tx, books, alert, "mail", state, why); });
  log::info("work", "delivery", {{"alert", alert}, {"state", model::word(state)}, {"why", why}});
}

// A crash between the server's 250 and our note sends the mail twice, with the same Message-ID; nothing else
// does.
JobOutcome deliver(const Tools& tools, const store::Books& books, const model::Job& job) {
  const auto alert = telling::compose_alert(books, tools.templates, job.subject);
  if (!alert) return Done{};
  if (alert->to_address.empty()) {
    note(books, job.subject, model::DeliveryState::failed,
         "the roster names no mail address for this person");
    return Done{};
  }
  if (!tools.mailer) return Again{books.now() + no_mail_pause, "the configuration has no [mail] url"};
  const auto outcome = tools.mailer->send(mail_from(*alert, tools.from, books.now()));
  if (const auto* deferred = std::get_if<net::MailDeferred>(&outcome)) {
    note(books, job.subject, model::DeliveryState::pending, deferred->why);
    return Again{books.now() + back_off(job.tries), deferred->why};
  }
  if (const auto* refused = std::get_if<net::MailRefused>(&outcome)) {
    log::error("work", "a mail server refuses an alert for good",
               {{"alert", job.subject}, {"why", refused->why}});
    note(books, job.subject, model::DeliveryState::failed, refused->why);
    return Done{};
  }
  note(books, job.subject, model::DeliveryState::sent, {});
  return Done{};
}

// A hint (subject not 0) is one look; the periodic poll comes again by itself.
JobOutcome poll(const Tools& tools, const store::Books& books, const model::Job& job) {
  auto outcome = watch::poll(books, tools.web, job);
  if (job.subject != 0) return Done{};
  return outcome;
}

JobFunction with_site(
    const Tools& tools,
    std::function<JobOutcome(const store::Books&, const SiteDesk&, const model::Job&)> run) {
  return [&tools, run = std::move(run)](const model::Job& job) -> JobOutcome {
    const auto* desk = tools.desk_of(job.site);
    if (!desk)
      return Again{tools.clock.now() + std::chrono::hours(1), "the site is not in the configuration"};
    return run({tools.database, desk->site, tools.mint, tools.clock}, *desk, job);
  };
}

}  // namespace

JobTable make_job_table(const Tools& tools) {
  using Books = store::Books;
  const auto scan = [](ItemKind kind) {
    return [kind](const Books& books, const SiteDesk& desk, const model::Job& job) {
      return outreach::scan_item(books, desk.matcher, kind, job.subject);
    };
  };
  JobTable table;
  table[JobKind::verify] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return linkback::verify(books, tools.web, job, tools.source_turns);
      });
  table[JobKind::scan_post] = with_site(tools, scan(ItemKind::post));
  table[JobKind::scan_comment] = with_site(tools, scan(ItemKind::comment));
  table[JobKind::scan_linkback] = with_site(tools, scan(ItemKind::linkback));
  table[JobKind::scan_outside] = with_site(tools, scan(ItemKind::outside));
  table[JobKind::match_answer] =
      with_site(tools, [](const Books& books, const SiteDesk&, const model::Job& job) {
        return answers::match_answer(books, job);
      });
  table[JobKind::follow_case] =
      with_site(tools, [](const Books& books, const SiteDesk&, const model::Job& job) {
        return outreach::follow_case(books, job.subject);
      });
  table[JobKind::deliver] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return deliver(tools, books, job);
      });
  table[JobKind::poll] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return poll(tools, books, job);
      });
  table[JobKind::sweep] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return watch::sweep(books, tools.web, job);
      });
  table[JobKind::tend] = with_site(
      tools, [](const Books& books, const SiteDesk&, const model::Job&) { return linkback::tend(books); });
  table[JobKind::call_hook] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return exchange::call_hook(books, tools.web, job);
      });
  table[JobKind::send_post] =
      with_site(tools, [](const Books& books, const SiteDesk&, const model::Job& job) {
        return sending::send_post(books, job);
      });
  table[JobKind::send_ping] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return sending::send_ping(books, tools.web, job);
      });
  table[JobKind::forward] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return sending::forward(books, tools.web, job);
      });
  table[JobKind::check_profiles] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job&) {
        return identity::check_profiles(books, tools.web);
      });
  table[JobKind::match_again] = with_site(tools, [](const Books& books, const SiteDesk&, const model::Job&) {
    return answers::match_again(books);
  });
  return table;
}

void begin_watching(const store::Books& books) {
  books.database.write([&](db::Tx& tx) {
    store::add_job(tx, books, JobKind::poll, 0, books.now());
    store::add_job(tx, books, JobKind::sweep, 0, books.now());
    store::add_job(tx, books, JobKind::tend, 0, books.now());
    store::add_job(tx, books, JobKind::check_profiles, 0, books.now());
    store::add_job(tx, books, JobKind::match_again, 0, books.now());
  });
}

}  // namespace earshot::work
