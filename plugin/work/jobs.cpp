#include "work/jobs.h"

#include "answers/answer_match.h"
#include "answers/later.h"
#include "answers/match_again.h"
#include "exchange/hook.h"
#include "identity/rel_me.h"
#include "linkback/receive.h"
#include "linkback/tend.h"
#include "linkback/verify.h"
#include "outreach/gathering.h"
#include "outreach/scan.h"
#include "outreach/swell.h"
#include "outreach/tend_cases.h"
#include "outside/feed_reading.h"
#include "outside/follow.h"
#include "outside/tend.h"
#include "sending/deliver.h"
#include "sending/forward.h"
#include "sending/outbox.h"
#include "store/job_store.h"
#include "telling/deliver.h"
#include "telling/figures_mail.h"
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

// All that asks strangers' hosts shares one limit a host.
outside::Turn turn_of(const Tools& tools) {
  if (!tools.source_turns) return {};
  return [&tools](const std::string& host) { return tools.source_turns->try_take(host, tools.clock.now()); };
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
  table[JobKind::gather] = with_site(tools, [](const Books& books, const SiteDesk&, const model::Job& job) {
    return outreach::gather(books, job.subject);
  });
  table[JobKind::look_out] = with_site(tools, [](const Books& books, const SiteDesk&, const model::Job&) {
    return outreach::look_out(books);
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
  table[JobKind::tell_notice] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return telling::tell_notice(books, post_of(tools), job);
      });
  table[JobKind::tend_cases] = with_site(tools, [](const Books& books, const SiteDesk&, const model::Job&) {
    return outreach::tend_cases(books);
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
  table[JobKind::read_feed] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return outside::read_feed(books, tools.web, job, turn_of(tools));
      });
  table[JobKind::follow_outside] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return outside::follow_outside(books, tools.web, job, turn_of(tools));
      });
  table[JobKind::tend_outside] = with_site(tools, [](const Books& books, const SiteDesk&, const model::Job&) {
    return outside::tend_outside(books);
  });
  table[JobKind::figures_week] = with_site(tools, [](const Books& books, const SiteDesk&, const model::Job&) {
    return telling::tell_week(books);
  });
  table[JobKind::mail_figures] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job& job) {
        return telling::mail_figures(books, post_of(tools), job);
      });
  table[JobKind::check_profiles] =
      with_site(tools, [&tools](const Books& books, const SiteDesk&, const model::Job&) {
        return identity::check_profiles(books, tools.web);
      });
  table[JobKind::match_again] = with_site(tools, [](const Books& books, const SiteDesk&, const model::Job&) {
    return answers::match_again(books);
  });
  table[JobKind::match_post] =
      with_site(tools, [](const Books& books, const SiteDesk&, const model::Job& job) -> JobOutcome {
        answers::match_post(books, job.subject);
        return Done{};
      });
  table[JobKind::note_links] =
      with_site(tools, [](const Books& books, const SiteDesk&, const model::Job& job) {
        return answers::note_links(books, job.subject);
      });
  return table;
}

void begin_watching(const store::Books& books) {
  books.database.write([&](db::Tx& tx) {
    store::add_job(tx, books, JobKind::poll, 0, books.now());
    store::add_job(tx, books, JobKind::sweep, 0, books.now());
    store::add_job(tx, books, JobKind::tend, 0, books.now());
    store::add_job(tx, books, JobKind::tend_outside, 0, books.now());
    store::add_job(tx, books, JobKind::tend_cases, 0, books.now());
    store::add_job(tx, books, JobKind::look_out, 0, books.now());
    store::add_job(tx, books, JobKind::figures_week, 0, books.now());
    store::add_job(tx, books, JobKind::check_profiles, 0, books.now());
    store::add_job(tx, books, JobKind::match_again, 0, books.now());
  });
}

}  // namespace earshot::work
