#include "work/figures_job.h"

#include "base/log.h"
#include "store/figure_store.h"
#include "telling/figures_mail.h"

namespace earshot::work {

namespace {

constexpr auto no_mail_pause = std::chrono::hours(1);

net::Mail mail_from(const telling::FiguresMail& figures, const net::Mailbox& from, Time now) {
  net::Mail mail;
  mail.from = from;
  mail.to = {figures.to_name, figures.to_address};
  mail.subject = figures.subject;
  mail.message_id = figures.message_id;
  mail.list_id = figures.list_id;
  mail.date = now;
  mail.text = figures.text;
  mail.html = figures.html;
  return mail;
}

}  // namespace

model::JobOutcome mail_figures(const Tools& tools, const store::Books& books, const model::Job& job) {
  const auto figures = telling::compose_figures(books, tools.templates, job.subject);
  if (!figures) return model::Done{};
  if (!tools.mailer) return model::Again{books.now() + no_mail_pause, "the configuration has no [mail] url"};
  const auto outcome = tools.mailer->send(mail_from(*figures, tools.from, books.now()));
  const auto note = [&](model::DeliveryState state, const std::string& why) {
    books.database.write(
        [&](db::Tx& tx) { store::note_figures_mail(tx, books.site.id, job.subject, state, why); });
    log::info("work", "figures mailed", {{"mail", job.subject}, {"state", model::word(state)}, {"why", why}});
  };
  if (const auto* deferred = std::get_if<net::MailDeferred>(&outcome)) {
    note(model::DeliveryState::pending, deferred->why);
    return model::Again{books.now() + back_off(job.tries), deferred->why};
  }
  const auto* refused = std::get_if<net::MailRefused>(&outcome);
  note(refused ? model::DeliveryState::failed : model::DeliveryState::sent, refused ? refused->why : "");
  return model::Done{};
}

}  // namespace earshot::work
