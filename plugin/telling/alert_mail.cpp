#include "telling/alert_mail.h"

#include <cctype>

#include "base/text.h"
#include "outreach/gathering.h"
#include "outreach/voices.h"
#include "store/case_store.h"
#include "telling/mail_in_address.h"

namespace earshot::telling {
namespace {

using model::AlertReason;
using model::ItemKind;

constexpr std::size_t most_voices = 12;

// What the mail needs beside the facts.
struct MailFacts {
  AlertFacts facts;
  store::Delivery delivery;
  std::optional<std::string> thread_root, thread_parent;
  std::string unsubscribe_address, reply_address;
};

std::optional<MailFacts> read_mail_facts(const store::Books& books, model::RowId id) {
  return books.database.read([&](db::Reader& reader) -> std::optional<MailFacts> {
    const auto site = books.site.id;
    const auto facts = read_alert_facts(reader, books, id);
    const auto delivery = store::find_delivery(reader, site, id, "mail");
    if (!facts || !delivery || delivery->state != model::DeliveryState::pending) return std::nullopt;
    MailFacts out{*facts, *delivery, std::nullopt, std::nullopt, {}, {}};
    const auto& [case_id, person] = std::pair(facts->alert.case_id, facts->alert.person);
    const auto message_of = [&](std::optional<model::RowId> alert) -> std::optional<std::string> {
      if (!alert || *alert == id) return std::nullopt;
      return store::find_delivery(reader, site, *alert, "mail")->message_id;
    };
    out.thread_root = message_of(store::first_alert(reader, site, case_id, person));
    out.thread_parent = message_of(store::alert_before(reader, site, case_id, person, id));
    out.unsubscribe_address = mail_in_address(reader, books.site, MailInPurpose::unsubscribe, id);
    out.reply_address = mail_in_address(reader, books.site, MailInPurpose::reply, id);
    return out;
  });
}

std::string gathering_in_words(const std::vector<model::Agreement>& voices) {
  if (voices.empty()) return "Several people say the same";
  std::string out = outreach::what_they_say(voices) + ": " + outreach::names_of(voices, most_voices);
  out.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(out.front())));
  return out;
}

std::string place_of(ItemKind kind) {
  switch (kind) {
    case ItemKind::post:
      return "in a post";
    case ItemKind::comment:
      return "in a comment";
    case ItemKind::linkback:
      return "on a page that links to the blog";
    case ItemKind::outside:
      return "on another blog";
  }
  return {};
}

void add_voices(markup::Filling& section, const std::vector<model::Agreement>& voices) {
  for (std::size_t i = 0; i < voices.size() && i < most_voices; ++i) {
    const auto& one = voices[i];
    section.add("VOICE")
        .set("NAME", one.name.empty() ? "Somebody" : one.name)
        .set("HOW", one.how == model::Agreeing::link ? "links to it" : "says the same")
        .set("SAID", one.said)
        .set("URL", one.url);
  }
}

markup::Filling fill_in(const store::Books& books, const AlertFacts& facts, const model::Person& person) {
  const auto& item = *facts.item;
  markup::Filling filling;
  filling.set("PERSON", person.name)
      .set("WHAT", what_happened(facts))
      .set("WRITER", item.writer.empty() ? "Somebody" : item.writer)
      .set("PASSAGE", facts.alert.passage)
      .set("WHY", facts.alert.why)
      .set("ITEM_URL", item.url)
      .set("WHEN", iso8601(item.at))
      .set("SITE", books.site.name)
      .set("SITE_URL", books.site.url.text())
      .set("CLAIM_URL", facts.act.claim)
      .set("CLOSE_URL", facts.act.close)
      .set("ANSWERS_URL", books.site.public_url("answers"));
  filling.set("TOMORROW_URL", facts.act.tomorrow)
      .set("IN_DAYS_URL", facts.act.in_days)
      .set("MUTE_URL", facts.act.mute_writer)
      .set("UNSUBSCRIBE_URL", facts.act.unsubscribe);
  if (!books.site.mail_in.empty()) filling.add("REPLIES");
  if (!facts.act.not_me.empty()) filling.add("NAMED").set("NOT_ME_URL", facts.act.not_me);
  if (!facts.voices.empty()) add_voices(filling.add("GATHERING"), facts.voices);
  if (!item.title.empty()) filling.add("HAS_TITLE").set("TITLE", item.title);
  if (!item.post_url.empty() && item.post_url != item.url) {
    filling.add("HAS_POST")
        .set("POST_TITLE", item.post_title.empty() ? item.post_url : item.post_title)
        .set("POST_URL", item.post_url);
  }
  if (facts.alert.reason == AlertReason::impersonation) {
    filling.add("IMPERSONATION")
        .set("NAME", person.name)
        .set("MINE_URL", facts.act.mine)
        .set("NOT_MINE_URL", facts.act.not_mine);
  }
  return filling;
}

}  // namespace

std::optional<AlertFacts> read_alert_facts(db::Reader& reader, const store::Books& books, model::RowId id) {
  const auto alert = store::find_alert(reader, books.site.id, id);
  if (!alert) return std::nullopt;
  AlertFacts facts{*alert, *store::find_case(reader, books.site.id, alert->case_id), std::nullopt, {}, {}};
  facts.item = outreach::read_item(reader, books.site, alert->item_kind, alert->item_id);
  facts.act = act_addresses(reader, books.site, facts.alert, facts.of_case, books.now());
  if (facts.alert.reason != AlertReason::gathering) return facts;
  if (const auto gathered =
          outreach::read_gathered(reader, books.site, facts.of_case.root_kind, facts.of_case.root_id))
    facts.voices = outreach::heard_lately(gathered->voices, books.now(), books.site.gathering.window());
  return facts;
}

std::string what_happened(const AlertFacts& facts) {
  const auto place = place_of(facts.alert.item_kind);
  switch (facts.alert.reason) {
    case AlertReason::impersonation:
      return "Somebody comments under your name";
    case AlertReason::reply:
      return "A comment of yours was answered";
    case AlertReason::addressed:
      return "You are spoken to " + place;
    case AlertReason::assigned:
      return "There is news in a case of yours";
    case AlertReason::mention:
      return "You are named " + place;
    case AlertReason::product:
      return "A product is named " + place;
    case AlertReason::topic:
      return "A topic is named " + place;
    case AlertReason::company:
      return "The company is named " + place;
    case AlertReason::gathering:
      return gathering_in_words(facts.voices);
    case AlertReason::swell:
      return "More people than usual speak of it";
  }
  return {};
}

bool holds(const AlertFacts& facts) {
  return facts.item && facts.item->open;
}

std::string alerts_list_id(const model::Site& site) {
  return "alerts." + std::string(site.url.host());
}

std::optional<AlertMail> compose_alert(const store::Books& books, const markup::Templates& templates,
                                       model::RowId id) {
  const auto found = read_mail_facts(books, id);
  if (!found || !holds(found->facts)) return std::nullopt;
  const auto& facts = found->facts;
  const auto* person = books.site.roster.person(facts.alert.person);
  if (!person || !person->staff_at(books.now())) return std::nullopt;
  AlertMail mail;
  mail.to_name = person->name;
  mail.to_address = person->email;
  // The same subject over the whole case: mail programs build threads from subject and references.
  mail.subject = (found->thread_root ? "Re: [" : "[") + books.site.name + "] " +
                 shorten(squeeze(facts.of_case.subject), 150);
  mail.message_id = found->delivery.message_id;
  mail.thread_root = found->thread_root.value_or("");
  mail.thread_parent = found->thread_parent.value_or("");
  mail.list_id = alerts_list_id(books.site);
  mail.unsubscribe_url = facts.act.unsubscribe;
  mail.unsubscribe_address = found->unsubscribe_address;
  mail.reply_address = found->reply_address;
  const auto filling = fill_in(books, facts, *person);
  mail.text = templates.fill("mail/alert.txt", filling);
  mail.html = templates.fill("mail/alert.html", filling);
  return mail;
}

}  // namespace earshot::telling
