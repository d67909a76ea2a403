#include "telling/deliver.h"

#include <functional>

#include "base/log.h"
#include "net/retry_after.h"
#include "net/webhook.h"
#include "store/case_store.h"
#include "store/figure_store.h"
#include "store/job_store.h"
#include "store/letter_store.h"
#include "store/mail_trouble_store.h"
#include "store/notice_store.h"
#include "store/wish_store.h"
#include "telling/bounces.h"
#include "telling/figures_mail.h"
#include "telling/hook_letter.h"
#include "telling/letter_mail.h"
#include "telling/notice_mail.h"
#include "telling/pace.h"

namespace earshot::telling {
namespace {

using model::Again;
using model::Channel;
using model::DeliveryState;
using model::Done;
using model::JobKind;
using model::JobOutcome;
using model::Letter;
using model::LetterForm;
using model::Trouble;

// Letters that cannot leave because no mail is configured look for a change this often.
constexpr auto no_mail_pause = std::chrono::minutes(10);
constexpr auto ask_server_every = std::chrono::minutes(5);
constexpr std::chrono::days keep_trying{5};  // RFC 5321 4.5.4.1
constexpr int tries_in_five_days = 11;       // by model::back_off

// --- which letter

// Why this person is not told by this channel at all; "" if they are.
std::string no_use(db::Tx& tx, const store::Books& books, const model::Person& person, Channel channel,
                   model::RowId case_id) {
  if (channel != Channel::webhook && person.manner.pace == model::Pace::none)
    return "the roster says that this person gets no alerts";
  if (channel != Channel::mail) return {};
  for (const auto scope : {case_id, store::all_cases})
    if (store::unsubscribed(tx, books.site.id, person.id, scope)) return "the person asked for no more";
  return {};
}

Letter new_letter(const model::Person& person, Channel channel, const Turn& turn) {
  Letter out;
  out.person = person.id;
  out.channel = channel;
  out.window = turn.window;
  out.due = turn.due;
  return out;
}

// Alone at once, or with what else comes.
void book(db::Tx& tx, const store::Books& books, const model::Alert& alert, const model::Person& person,
          Channel channel) {
  const auto site = books.site.id;
  const Time now = books.now();
  auto manner = person.manner;
  if (channel == Channel::webhook) manner.pace = model::Pace::each;  // a machine neither sleeps nor tires
  const auto lately = store::told_lately(tx, site, person.id, channel, alert.case_id, now - window_length);
  const auto turn = turn_of(manner, alert.reason, lately, now);
  auto letter = turn.at_once ? std::nullopt : store::open_letter(tx, site, person.id, channel);
  if (!letter) {
    auto made = new_letter(person, channel, turn);
    if (turn.at_once) {
      made.subject = alert.id;
      made.tried = now;
      if (channel == Channel::mail)
        made.message_id = store::find_delivery(tx, site, alert.id, "mail")->message_id;
    } else {
      made.form = is_digest(manner.pace) ? LetterForm::digest : LetterForm::roll_up;
    }
    letter = store::add_letter(tx, books, std::move(made));
  }
  store::join_letter(tx, site, alert.id, *letter);
  store::add_job(tx, books, JobKind::send_letter, letter->id, turn.due);
}

void book_alert(db::Tx& tx, const store::Books& books, model::RowId id) {
  const auto alert = store::find_alert(tx, books.site.id, id);
  const auto* person = alert ? books.site.roster.person(alert->person) : nullptr;
  if (!person || !person->staff_at(books.now())) return;
  if (person->manner.webhook) store::add_channel(tx, books.site.id, id, Channel::webhook);
  if (person->manner.slack) store::add_channel(tx, books.site.id, id, Channel::slack);
  for (const auto channel : store::untold_channels(tx, books.site.id, id)) {
    const auto why_not = no_use(tx, books, *person, channel, alert->case_id);
    const std::string by(model::word(channel));
    if (!why_not.empty()) {
      store::note_delivery(tx, books, id, by, DeliveryState::withdrawn, why_not);
    } else if (channel == Channel::mail && person->email.empty()) {
      store::note_delivery(tx, books, id, by, DeliveryState::failed,
                           "the roster names no mail address for this person");
    } else {
      book(tx, books, *alert, *person, channel);
    }
  }
}

// --- how it leaves

JobOutcome put_off(const store::Books& books, const Letter& letter, Trouble trouble, const std::string& why,
                   Time due) {
  books.database.write([&](db::Tx& tx) {
    store::put_off_letter(tx, books, letter, trouble, why);
    if (trouble == Trouble::server && letter.channel == Channel::mail)
      store::add_job(tx, books, JobKind::try_mail, 0, books.now() + ask_server_every);
  });
  return Again{due, why};
}

JobOutcome end(const store::Books& books, const Letter& letter, DeliveryState state, const std::string& why) {
  books.database.write([&](db::Tx& tx) { store::end_letter(tx, books, letter, state, why); });
  const auto level = state == DeliveryState::failed ? log::error : log::info;
  level("telling", "letter",
        {{"letter", letter.id},
         {"person", letter.person},
         {"form", model::word(letter.form)},
         {"channel", model::word(letter.channel)},
         {"state", model::word(state)},
         {"why", why}});
  return Done{};
}

JobOutcome later(const store::Books& books, const Letter& letter, Trouble trouble, const std::string& why,
                 Duration at_least = {}) {
  const Time due = books.now() + std::max(model::back_off(letter.tries + 1), at_least);
  if (due > letter.tried.value_or(books.now()) + keep_trying)
    return end(books, letter, DeliveryState::failed, "given up after five days: " + why);
  return put_off(books, letter, trouble, why, due);
}

// Whatever waited for this letter only is due now.
void wake_others(db::Tx& tx, const store::Books& books, const Letter& sent) {
  for (const auto& other : store::pending_letters(tx, books.site.id, sent.person)) {
    if (other.channel != sent.channel || other.due > books.now()) continue;
    if (!other.tried || other.trouble == Trouble::server)
      store::add_job(tx, books, JobKind::send_letter, other.id, books.now());
  }
}

JobOutcome arrived(const store::Books& books, const Letter& letter) {
  const auto outcome = end(books, letter, DeliveryState::sent, {});
  books.database.write([&](db::Tx& tx) { wake_others(tx, books, letter); });
  return outcome;
}

net::Mail mail_from(const AlertMail& alert, const net::Mailbox& from, Time now) {
  net::Mail mail;
  mail.from = from;
  mail.to = {alert.to_name, alert.to_address};
  mail.subject = alert.subject;
  mail.message_id = alert.message_id;
  mail.thread_root = alert.thread_root;
  mail.thread_parent = alert.thread_parent;
  mail.list_id = alert.list_id;
  mail.unsubscribe_url = alert.unsubscribe_url;
  mail.unsubscribe_address = alert.unsubscribe_address;
  mail.reply_address = alert.reply_address;
  mail.date = now;
  mail.text = alert.text;
  mail.html = alert.html;
  return mail;
}

Trouble trouble_at(net::MailStage stage) {
  switch (stage) {
    case net::MailStage::server:
      return Trouble::server;
    case net::MailStage::recipient:
      return Trouble::recipient;
    case net::MailStage::content:
      break;
  }
  return Trouble::content;
}

// Waits, without a job, until somebody forgives the address.
JobOutcome suspended(const store::Books& books, const Letter& letter, const std::string& why) {
  books.database.write(
      [&](db::Tx& tx) { store::put_off_letter(tx, books, letter, Trouble::suspended, why); });
  return Done{};
}

JobOutcome send_mail(const store::Books& books, const Post& post, const Letter& letter) {
  const auto mail = compose_letter(books, post.templates, letter);
  if (!mail) return end(books, letter, DeliveryState::withdrawn, std::string(store::nothing_holds));
  const auto outcome = post.mailer->send(mail_from(*mail, post.from, books.now()));
  if (const auto* deferred = std::get_if<net::MailDeferred>(&outcome))
    return later(books, letter, trouble_at(deferred->stage), deferred->why);
  const auto* refused = std::get_if<net::MailRefused>(&outcome);
  if (!refused) return arrived(books, letter);
  if (refused->stage != net::MailStage::recipient)
    return end(books, letter, DeliveryState::failed, refused->why);
  books.database.write([&](db::Tx& tx) { suspend(tx, books, mail->to_address, refused->why); });
  return suspended(books, letter, refused->why);
}

JobOutcome send_hook(const store::Books& books, const Post& post, const Letter& letter,
                     const model::Manner& manner) {
  constexpr int gone = 410;
  const bool chat = letter.channel == Channel::slack;
  const auto& url = chat ? manner.slack : manner.webhook;
  const auto message = url ? compose_hook(books, letter) : std::nullopt;
  if (!message)
    return end(books, letter, DeliveryState::withdrawn,
               url ? std::string(store::nothing_holds) : "the roster names no such address any more");
  const auto got =
      post.web.fetch(net::hook_request(*url, chat ? "" : manner.webhook_secret, *message, books.now()));
  if (!got) return later(books, letter, Trouble::server, std::string(net::word(got.error())));
  if (got->status >= 200 && got->status <= 299) return arrived(books, letter);
  const auto why = "it answered " + std::to_string(got->status);
  if (got->status == gone) return end(books, letter, DeliveryState::failed, why);
  return later(books, letter, Trouble::server, why,
               net::retry_after(got->header("retry-after"), books.now()).value_or(Duration::zero()));
}

// What is no alert: a mail of its own, its state in a row of its own.
using Note = std::function<void(db::Tx& tx, DeliveryState state, const std::string& why)>;
JobOutcome send_alone(const store::Books& books, const Post& post, const model::Job& job,
                      const AlertMail& mail, const Note& note) {
  const auto ended = [&](DeliveryState state, const std::string& why) {
    books.database.write([&](db::Tx& tx) { note(tx, state, why); });
    log::info("telling", model::word(job.kind),
              {{"id", job.subject}, {"state", model::word(state)}, {"why", why}});
    return Done{};
  };
  if (mail.to_address.empty())
    return ended(DeliveryState::failed, "the roster names no mail address for this person");
  if (!post.mailer) return Again{books.now() + no_mail_pause, "the configuration has no [mail] url"};
  const auto outcome = post.mailer->send(mail_from(mail, post.from, books.now()));
  if (const auto* refused = std::get_if<net::MailRefused>(&outcome))
    return ended(DeliveryState::failed, refused->why);
  const auto* deferred = std::get_if<net::MailDeferred>(&outcome);
  if (!deferred) return ended(DeliveryState::sent, {});
  if (job.tries >= tries_in_five_days)
    return ended(DeliveryState::failed, "given up after five days: " + deferred->why);
  ended(DeliveryState::pending, deferred->why);
  return Again{books.now() + model::back_off(job.tries), deferred->why};
}

// Why a letter that gathers does not leave yet.
std::optional<Again> not_yet(const store::Books& books, const Letter& letter, const model::Manner& manner) {
  if (letter.tried) return std::nullopt;
  if (manner.is_quiet(books.now())) {
    if (const Time due = manner.after_quiet(books.now()); due > books.now())
      return Again{due, "the person's quiet hours"};
  }
  const auto lately = books.database.read([&](db::Reader& reader) {
    return store::told_lately(reader, books.site.id, letter.person, letter.channel, 0, books.now(),
                              letter.id);
  });
  if (lately.held_up || lately.pending_tried >= at_once_in_window)
    return Again{books.now() + window_length, "earlier letters to this person have not left yet"};
  return std::nullopt;
}

}  // namespace

JobOutcome tell_alert(const store::Books& books, model::RowId alert) {
  books.database.write([&](db::Tx& tx) { book_alert(tx, books, alert); });
  return Done{};
}

JobOutcome send_letter(const store::Books& books, const Post& post, model::RowId id) {
  auto letter =
      books.database.read([&](db::Reader& reader) { return store::find_letter(reader, books.site.id, id); });
  if (!letter || letter->state != DeliveryState::pending) return Done{};
  const auto* person = books.site.roster.person(letter->person);
  if (!person)
    return end(books, *letter, DeliveryState::withdrawn, "the person is not on the roster any more");
  if (letter->channel == Channel::mail) {
    const auto trouble = books.database.read(
        [&](db::Reader& reader) { return store::mail_trouble(reader, books.site.id, person->email); });
    if (trouble && trouble->suspended) return suspended(books, *letter, trouble->why);
    if (!post.mailer) {
      return put_off(books, *letter, Trouble::server, "the configuration has no [mail] url",
                     books.now() + no_mail_pause);
    }
  }
  if (const auto wait = not_yet(books, *letter, person->manner)) return *wait;
  letter = books.database.write(
      [&](db::Tx& tx) { return store::begin_letter(tx, books, *letter, most_in_letter); });
  if (letter->channel == Channel::mail) return send_mail(books, post, *letter);
  return send_hook(books, post, *letter, person->manner);
}

JobOutcome remind(const store::Books& books, model::RowId id) {
  books.database.write([&](db::Tx& tx) {
    const auto snooze = store::find_snooze(tx, books.site.id, id);
    const auto of_case = snooze ? store::find_case(tx, books.site.id, snooze->case_id) : std::nullopt;
    if (!of_case) return;
    store::end_snooze(tx, books.site.id, id);
    const bool taken = of_case->state == model::CaseState::claimed && of_case->owner != snooze->person;
    const auto* person = books.site.roster.person(snooze->person);
    if (taken || !model::is_open(of_case->state) || !person || person->email.empty()) return;
    auto letter = new_letter(*person, Channel::mail, {false, books.now(), books.now() - window_length});
    letter.form = LetterForm::reminder;
    letter.subject = of_case->id;
    letter = store::add_letter(tx, books, std::move(letter));
    store::add_job(tx, books, JobKind::send_letter, letter.id, books.now());
  });
  return Done{};
}

JobOutcome try_mail(const store::Books& books, const Post& post) {
  const bool waited_for = books.database.read(
      [&](db::Reader& reader) { return store::server_is_waited_for(reader, books.site.id); });
  if (!waited_for) return Done{};
  if (!post.mailer || !post.mailer->would_take(post.from.address))
    return Again{books.now() + ask_server_every, "the mail server takes nothing yet"};
  books.database.write([&](db::Tx& tx) { store::retry_jobs(tx, books, JobKind::send_letter); });
  return Done{};
}

JobOutcome tell_notice(const store::Books& books, const Post& post, const model::Job& job) {
  const auto notice = books.database.read(
      [&](db::Reader& reader) { return store::find_notice(reader, books.site.id, job.subject); });
  if (!notice || notice->state != DeliveryState::pending) return Done{};
  const auto mail = compose_notice(books, post.templates, job.subject);
  if (!mail) {
    books.database.write([&](db::Tx& tx) {
      if (!notice_rests(tx, books.site, *notice))
        store::note_notice(tx, books, notice->id, DeliveryState::withdrawn, "it holds no more");
    });
    return Done{};
  }
  const auto& manner = books.site.roster.person(notice->person)->manner;
  if (manner.is_quiet(books.now())) return Again{manner.after_quiet(books.now()), "the person's quiet hours"};
  return send_alone(books, post, job, *mail, [&](db::Tx& tx, DeliveryState state, const std::string& why) {
    store::note_notice(tx, books, job.subject, state, why);
  });
}

JobOutcome mail_figures(const store::Books& books, const Post& post, const model::Job& job) {
  const auto mail = compose_figures(books, post.templates, job.subject);
  if (!mail) return Done{};
  return send_alone(books, post, job, *mail, [&](db::Tx& tx, DeliveryState state, const std::string& why) {
    store::note_figures_mail(tx, books.site.id, job.subject, state, why);
  });
}

bool forgive(db::Tx& tx, const store::Books& books, const std::string& address) {
  if (!store::forgive_address(tx, books.site.id, address)) return false;
  for (const auto& person : books.site.roster.people) {
    if (person.email != address) continue;
    for (const auto& letter : store::pending_letters(tx, books.site.id, person.id)) {
      if (letter.channel == Channel::mail)
        store::add_job(tx, books, JobKind::send_letter, letter.id, books.now());
    }
  }
  return true;
}

}  // namespace earshot::telling
