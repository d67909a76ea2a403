#include "telling/letter_mail.h"

#include <algorithm>

#include "base/text.h"
#include "store/case_store.h"
#include "store/letter_store.h"
#include "telling/mail_in_address.h"
#include "telling/wishes.h"

namespace earshot::telling {
namespace {

using model::Letter;
using model::LetterForm;

// Alerts of one case stand together, where the first of them would stand.
std::vector<std::vector<const AlertFacts*>> by_case(const std::vector<AlertFacts>& all) {
  std::vector<std::vector<const AlertFacts*>> out;
  for (const auto& one : all) {
    const auto known = std::ranges::find_if(
        out, [&](const auto& group) { return group.front()->of_case.id == one.of_case.id; });
    if (known == out.end()) {
      out.push_back({&one});
    } else {
      known->push_back(&one);
    }
  }
  return out;
}

void fill_alert(markup::Filling& row, const AlertFacts& facts) {
  const auto& item = *facts.item;
  row.set("WHAT", what_happened(facts))
      .set("WRITER", item.writer.empty() ? "Somebody" : item.writer)
      .set("PASSAGE", facts.alert.passage)
      .set("WHY", facts.alert.why)
      .set("ITEM_URL", item.url)
      .set("WHEN", iso8601(item.at));
  if (!facts.act.not_me.empty()) row.add("NAMED").set("NOT_ME_URL", facts.act.not_me);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

AlertMail addressed(const store::Books& books, const model::Person& person, const Letter& letter) {
  AlertMail mail;
  mail.to_name = person.name;
  mail.to_address = person.email;
  mail.message_id = letter.message_id;
  mail.list_id = alerts_list_id(books.site);
  return mail;
}

std::optional<AlertMail> compose_many(const store::Books& books, const markup::Templates& templates,
                                      const Letter& letter, const model::Person& person) {
  const auto all = facts_in(books, letter);
  if (all.empty()) return std::nullopt;
  const auto cases = by_case(all);
  const std::string heading = counted(all.size(), "mention", "mentions") + " of you in " +
                              counted(cases.size(), "conversation", "conversations");
  AlertMail mail = addressed(books, person, letter);
  mail.subject = "[" + books.site.name + "] " + heading;
  const auto wishes = books.database.read([&](db::Reader& reader) {
    const auto first = all.front().alert.id;
    mail.unsubscribe_address = mail_in_address(reader, books.site, MailInPurpose::unsubscribe, first);
    // An answer to several is known by the Message-ID that it names.
    mail.reply_address = cases.size() == 1 ? mail_in_address(reader, books.site, MailInPurpose::reply, first)
                                           : books.site.mail_in;
    return wish_addresses(reader, books.site, first, books.now(), true);
  });
  mail.unsubscribe_url = wishes.unsubscribe;
  markup::Filling page;
  page.set("PERSON", person.name)
      .set("WHAT", heading)
      .set("SITE", books.site.name)
      .set("SITE_URL", books.site.url.text())
      .set("UNSUBSCRIBE_URL", wishes.unsubscribe)
      .set("ANSWERS_URL", books.site.public_url("answers"));
  page.add(letter.form == LetterForm::digest ? "DIGEST" : "BURST");
  std::size_t shown = 0;
  for (const auto& group : cases) {
    auto& section = page.add("CASE");
    const auto& last = *group.back();
    section.set("SUBJECT", squeeze(last.of_case.subject))
        .set("CLAIM_URL", last.act.claim)
        .set("CLOSE_URL", last.act.close);
    for (const auto* facts : group)
      fill_alert(section.add(shown++ < most_in_full ? "FULL" : "SHORT"), *facts);
  }
  mail.text = templates.fill("mail/roll_up.txt", page);
  mail.html = templates.fill("mail/roll_up.html", page);
  return mail;
}

std::optional<AlertMail> compose_reminder(const store::Books& books, const markup::Templates& templates,
                                          const Letter& letter, const model::Person& person) {
  const auto facts = books.database.read([&](db::Reader& reader) -> std::optional<AlertFacts> {
    const auto last = store::alert_before(reader, books.site.id, letter.subject, person.id, model::last_id);
    return last ? read_alert_facts(reader, books, *last) : std::nullopt;
  });
  if (!facts || !holds(*facts) || !model::is_open(facts->of_case.state)) return std::nullopt;
  AlertMail mail = addressed(books, person, letter);
  books.database.read([&](db::Reader& reader) {
    const auto first = store::first_alert(reader, books.site.id, letter.subject, person.id);
    mail.thread_root = store::find_delivery(reader, books.site.id, *first, "mail")->message_id;
    mail.reply_address = mail_in_address(reader, books.site, MailInPurpose::reply, facts->alert.id);
    mail.unsubscribe_address =
        mail_in_address(reader, books.site, MailInPurpose::unsubscribe, facts->alert.id);
    return 0;
  });
  mail.subject = "Re: [" + books.site.name + "] " + shorten(squeeze(facts->of_case.subject), 150);
  mail.unsubscribe_url = facts->act.unsubscribe;
  markup::Filling page;
  page.set("PERSON", person.name)
      .set("SITE", books.site.name)
      .set("SITE_URL", books.site.url.text())
      .set("SUBJECT", squeeze(facts->of_case.subject))
      .set("CLAIM_URL", facts->act.claim)
      .set("CLOSE_URL", facts->act.close)
      .set("TOMORROW_URL", facts->act.tomorrow)
      .set("IN_DAYS_URL", facts->act.in_days)
      .set("UNSUBSCRIBE_URL", facts->act.unsubscribe);
  fill_alert(page, *facts);
  mail.text = templates.fill("mail/reminder.txt", page);
  mail.html = templates.fill("mail/reminder.html", page);
  return mail;
}

}  // namespace

std::vector<AlertFacts> facts_in(const store::Books& books, const Letter& letter) {
  return books.database.read([&](db::Reader& reader) {
    std::vector<AlertFacts> out;
    for (const auto alert : store::letter_alerts(reader, books.site.id, letter.id)) {
      auto facts = read_alert_facts(reader, books, alert);
      if (facts && holds(*facts)) out.push_back(std::move(*facts));
    }
    return out;
  });
}

std::optional<AlertMail> compose_letter(const store::Books& books, const markup::Templates& templates,
                                        const Letter& letter) {
  const auto* person = books.site.roster.person(letter.person);
  if (!person || !person->staff_at(books.now())) return std::nullopt;
  switch (letter.form) {
    case LetterForm::alert:
      return compose_alert(books, templates, letter.subject);
    case LetterForm::reminder:
      return compose_reminder(books, templates, letter, *person);
    case LetterForm::roll_up:
    case LetterForm::digest:
      break;
  }
  return compose_many(books, templates, letter, *person);
}

}  // namespace earshot::telling
