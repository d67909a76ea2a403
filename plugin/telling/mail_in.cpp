#include "telling/mail_in.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/log.h"
#include "base/text.h"
#include "base/token.h"
#include "store/case_store.h"
#include "store/event_store.h"
#include "store/letter_store.h"
#include "store/mail_trouble_store.h"
#include "telling/alert_mail.h"
#include "telling/bounces.h"
#include "telling/mail_in_address.h"
#include "telling/reply_text.h"
#include "telling/wishes.h"

namespace earshot::telling {
namespace {

using model::CaseState;
using model::Letter;
using net::MimePart;

// --- what is left alone

bool is_delivery_status(const MimePart& mail) {
  return mail.type() == "multipart/report" &&
         equal_ignoring_case(mail.parameter("report-type"), "delivery-status");
}

// Why a machine wrote it; "" if a person did (RFC 3834, and what was there before it).
std::string machine_sign(const MimePart& mail, const model::Site& site) {
  constexpr std::array<std::string_view, 4> machines{"mailer-daemon@", "postmaster@", "no-reply@",
                                                     "noreply@"};
  constexpr std::array<std::string_view, 3> in_bulk{"bulk", "list", "junk"};
  const auto submitted = lower_ascii(mail.header("auto-submitted"));
  if (!submitted.empty() && trim(submitted.substr(0, submitted.find(';'))) != "no") return "Auto-Submitted";
  const auto precedence = lower_ascii(mail.header("precedence"));
  if (std::ranges::find(in_bulk, trim(precedence)) != in_bulk.end()) return "Precedence";
  if (trim(mail.header("return-path")) == "<>") return "an empty Return-Path";
  if (mail.header("list-id").find(alerts_list_id(site)) != std::string::npos) return "our own List-Id";
  for (const auto* name : {"x-autoreply", "x-autorespond", "x-auto-reply-from"})
    if (!mail.header(name).empty()) return name;
  const auto from = lower_ascii(net::address_in(mail.header("from")));
  if (std::ranges::any_of(machines, [&](auto start) { return from.starts_with(start); })) return "its sender";
  return {};
}

// --- returned mails

struct Returned {
  std::string message_id, status, diagnosis;
};

bool is_returned_mail(const MimePart& part) {
  return part.type() == "message/rfc822" || part.type() == "text/rfc822-headers" ||
         part.type() == "message/rfc822-headers";
}

// Nothing if it is only late, or names no mail.
std::optional<Returned> returned_by(const MimePart& report) {
  Returned out;
  for (const auto& part : report.parts) {
    if (is_returned_mail(part)) {
      const auto headers = net::read_header_groups(part.body, {.parts = 1});
      const auto ids = net::bracketed_in(headers.empty() ? "" : headers.front().header("message-id"));
      if (!ids.empty()) out.message_id = ids.front();
    }
    if (part.type() != "message/delivery-status") continue;
    for (const auto& group : net::read_header_groups(part.body)) {
      if (!equal_ignoring_case(trim(group.header("action")), "failed")) continue;
      out.status = squeeze(clean_utf8(group.header("status")));
      out.diagnosis = squeeze(clean_utf8(group.header("diagnostic-code")));
    }
  }
  const bool failed = out.status.starts_with('4') || out.status.starts_with('5');
  return failed && !out.message_id.empty() ? std::optional(out) : std::nullopt;
}

HeardOutcome hear_bounce(db::Tx& tx, const store::Books& books, const MimePart& report) {
  constexpr std::size_t longest_why = 300;
  const auto returned = returned_by(report);
  if (!returned) return {HeardMail::dropped, "a report of no failure, or of no mail that it names"};
  const auto letter = store::letter_with_message(tx, books.site.id, returned->message_id);
  const auto* person = letter ? books.site.roster.person(letter->person) : nullptr;
  if (!person || person->email.empty()) return {HeardMail::not_ours, "a bounce of no letter of ours"};
  const std::string why =
      "returned: " + returned->status + (returned->diagnosis.empty() ? "" : " " + returned->diagnosis);
  const bool ended = note_bounce(
      tx, books, {person->email, std::string(cut(why, longest_why)), returned->status.starts_with('5')});
  return {HeardMail::bounce, ended ? "the address is suspended" : "it is counted"};
}

// --- answers

struct About {
  std::vector<model::Alert> alerts;  // to one person; the newest of each case
};

std::vector<model::RowId> alerts_in(db::Reader& reader, const model::Site& site, const Letter& letter) {
  std::optional<model::RowId> one;
  switch (letter.form) {
    case model::LetterForm::alert:
      one = letter.subject;
      break;
    case model::LetterForm::reminder:
      one = store::alert_before(reader, site.id, letter.subject, letter.person, model::last_id);
      break;
    case model::LetterForm::roll_up:
    case model::LetterForm::digest:
      return store::alerts_told_by(reader, site.id, letter.id);
  }
  return one ? std::vector<model::RowId>{*one} : std::vector<model::RowId>();
}

About about_letter(db::Reader& reader, const model::Site& site, const Letter& letter) {
  About out;
  for (const auto id : alerts_in(reader, site, letter)) {
    const auto alert = store::find_alert(reader, site.id, id);
    if (!alert) continue;
    const auto known = std::ranges::find(out.alerts, alert->case_id, &model::Alert::case_id);
    if (known == out.alerts.end()) {
      out.alerts.push_back(*alert);
    } else {
      *known = *alert;
    }
  }
  return out;
}

std::vector<std::string> recipients(const MimePart& mail) {
  std::vector<std::string> out;
  for (const auto* name : {"x-original-to", "delivered-to", "to", "cc"}) {
    for (const auto& value : mail.all(name)) {
      std::string_view rest = value;
      while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        if (auto address = net::address_in(rest.substr(0, comma)); !address.empty())
          out.push_back(std::move(address));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
      }
    }
  }
  return out;
}

std::optional<MailInAddress> written_to(db::Reader& reader, const model::Site& site, const MimePart& mail) {
  std::optional<MailInAddress> out;
  for (const auto& address : recipients(mail)) {
    const auto read = read_mail_in_address(reader, site, address);
    if (read && (!out || read->genuine)) out = read;
    if (out && out->genuine) break;
  }
  return out;
}

std::optional<About> answered_letter(db::Reader& reader, const model::Site& site, const MimePart& mail) {
  auto ids = net::bracketed_in(mail.header("in-reply-to"));
  const auto older = net::bracketed_in(mail.header("references"));
  ids.insert(ids.end(), older.rbegin(), older.rend());
  std::optional<About> out;
  for (const auto& id : ids) {
    const auto letter = store::letter_with_message(reader, site.id, id);
    if (!letter) continue;
    out = about_letter(reader, site, *letter);
    if (!out->alerts.empty()) break;
  }
  return out;
}

bool is_from(const MimePart& mail, const model::Person& person) {
  return !person.email.empty() && equal_ignoring_case(net::address_in(mail.header("from")), person.email);
}

void keep_note(db::Tx& tx, const store::Books& books, model::RowId of_case, const std::string& note,
               const std::string& who) {
  if (!note.empty()) store::add_event(tx, books, "case", of_case, "note", cut(note, longest_note), who);
}

// Which of several cases is meant nobody can know: the words are kept with each, and none is taken by them.
HeardOutcome note_on_each(db::Tx& tx, const store::Books& books, const About& about,
                          const std::string& text) {
  if (text.empty()) return {HeardMail::dropped, "nothing was written in it"};
  const std::string note =
      "(in answer to a mail about " + std::to_string(about.alerts.size()) + " conversations) " + text;
  constexpr std::size_t most_listed = 10;
  std::string cases;
  for (std::size_t i = 0; i < about.alerts.size(); ++i) {
    keep_note(tx, books, about.alerts[i].case_id, note, about.alerts[i].person);
    if (i < most_listed) cases += (i == 0 ? "" : ", ") + std::to_string(about.alerts[i].case_id);
  }
  if (about.alerts.size() > most_listed)
    cases += " and " + std::to_string(about.alerts.size() - most_listed) + " more";
  return {HeardMail::note, "the mail was about several conversations: noted with each of the cases " + cases +
                               ", none was taken"};
}

HeardOutcome hear_answer(db::Tx& tx, const store::Books& books, const MimePart& mail, const About& about) {
  if (about.alerts.empty()) return {HeardMail::dropped, "nothing of what it answers is left"};
  const auto& alert = about.alerts.front();
  const auto* person = books.site.roster.person(alert.person);
  if (!person || !person->staff_at(books.now()))
    return {HeardMail::dropped, "the person is not on the roster any more"};
  // Also with the secret address: whoever was forwarded the mail knows that too.
  if (!is_from(mail, *person)) return {HeardMail::dropped, "the sender is not whom the alert was sent to"};
  const auto text = reply_text(mail);
  if (about.alerts.size() > 1) return note_on_each(tx, books, about, text);
  const auto words = reply_words(text);
  const auto of_case = store::find_case(tx, books.site.id, alert.case_id);
  const bool takes = words.claims && model::may_move(of_case->state, CaseState::claimed) &&
                     of_case->state != CaseState::claimed;
  if (takes) store::move_case(tx, books, *of_case, CaseState::claimed, person->id, "by mail");
  keep_note(tx, books, of_case->id, words.note, person->id);
  if (takes) return {HeardMail::claim, "case " + std::to_string(of_case->id)};
  if (words.claims) return {HeardMail::dropped, "somebody has the case already"};
  return words.note.empty() ? HeardOutcome{HeardMail::dropped, "nothing was written in it"}
                            : HeardOutcome{HeardMail::note, "case " + std::to_string(of_case->id)};
}

HeardOutcome hear(db::Tx& tx, const store::Books& books, const MimePart& mail) {
  const auto& site = books.site;
  if (is_delivery_status(mail)) return hear_bounce(tx, books, mail);
  if (const auto sign = machine_sign(mail, site); !sign.empty())
    return {HeardMail::dropped, "a machine wrote it: " + sign};
  const auto to = written_to(tx, site, mail);
  // Another site's, or guessed at; whoever guesses at addresses may guess at senders too.
  if (to && !to->genuine) return {HeardMail::not_ours, "its address is none that a letter of ours named"};
  if (to && to->purpose == MailInPurpose::unsubscribe) {
    return unsubscribe_from_case(tx, books, to->alert)
               ? HeardOutcome{HeardMail::unsubscribed, "alert " + std::to_string(to->alert)}
               : HeardOutcome{HeardMail::dropped, "of no alert"};
  }
  auto about = answered_letter(tx, site, mail);
  const auto alert = to ? store::find_alert(tx, site.id, to->alert) : std::nullopt;
  if (alert) about = About{{*alert}};
  if (!about) return {HeardMail::not_ours, "it answers no letter of ours"};
  return hear_answer(tx, books, mail, *about);
}

std::string key_of(const MimePart& mail) {
  std::string named = mail.header("message-id");
  if (named.empty())
    for (const auto& [name, value] : mail.headers) named += name + ":" + value + "\n";
  return sha256_hex(named);
}

}  // namespace

HeardOutcome hear_mail(const store::Books& books, const MimePart& mail) {
  const auto key = key_of(mail);
  return books.database.write([&](db::Tx& tx) -> HeardOutcome {
    if (store::was_heard(tx, books.site.id, key)) return {HeardMail::dropped, "it was heard before"};
    auto heard = hear(tx, books, mail);
    const bool acted = heard.what != HeardMail::not_ours && heard.what != HeardMail::dropped;
    if (acted) store::note_heard(tx, books, key);
    return heard;
  });
}

}  // namespace earshot::telling
