#include "work/jobs.h"

#include "answers/answer_match.h"
#include "exchange/hook.h"
#include "linkback/tend.h"
#include "linkback/verify.h"
#include "outreach/scan.h"
#include "sending/deliver.h"
#include "sending/forward.h"
#include "sending/outbox.h"
#include "store/job_store.h"
#include "telling/deliver.h"
#include "watch/poll.h"

namespace earshot::work {
namespace {

using model::Again;
using model::Done;
using model::ItemKind;
using model::JobKind;
using model::JobOutcome;

telling::Post post_of(const Tools& tools) {
  return {tools.mailer, tools.from, tools.web, tools.templates};
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
  table[JobKind::deliver] = with_site(tools, [](const Books& books, const SiteDesk&, const model::Job& job) {
    return telling::tell_alert(books, job.subject);
  });
  table[JobKind::send_letter] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return telling::send_letter(books, post_of(tools), job.subject);
      });
  table[JobKind::remind] = with_site(tools, [](const Books& books, const SiteDesk&, const model::Job& job) {
    return telling::remind(books, job.subject);
  });
  table[JobKind::try_mail] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job&) {
        return telling::try_mail(books, post_of(tools));
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
  return table;
}

void begin_watching(const store::Books& books) {
  books.database.write([&](db::Tx& tx) {
    store::add_job(tx, books, JobKind::poll, 0, books.now());
    store::add_job(tx, books, JobKind::sweep, 0, books.now());
    store::add_job(tx, books, JobKind::tend, 0, books.now());
  });
}

}  // namespace earshot::work
