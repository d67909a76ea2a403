#include "telling/alert_mail.h"

#include "base/text.h"
#include "outreach/item.h"
#include "store/case_store.h"
#include "telling/act.h"

namespace earshot::telling {
namespace {

using model::AlertReason;
using model::ItemKind;

struct AlertFacts {
  model::Alert alert;
  model::Case of_case;
  store::Delivery delivery;
  std::optional<std::string> thread_root;
  std::optional<outreach::Item> item;
  ActAddresses act;
};

std::optional<AlertFacts> read_facts(const store::Books& books, model::RowId id) {
  return books.database.read([&](db::Reader& reader) -> std::optional<AlertFacts> {
    const auto site = books.site.id;
    const auto alert = store::find_alert(reader, site, id);
    const auto delivery = store::find_delivery(reader, site, id, "mail");
    if (!alert || !delivery || delivery->state != model::DeliveryState::pending) return std::nullopt;
    AlertFacts facts{
        *alert, *store::find_case(reader, site, alert->case_id), *delivery, std::nullopt, std::nullopt, {}};
    const auto first = store::first_alert(reader, site, alert->case_id, alert->person);
    if (first && *first != id)
      facts.thread_root = store::find_delivery(reader, site, *first, "mail")->message_id;
    facts.item = outreach::read_item(reader, books.site, alert->item_kind, alert->item_id);
    facts.act = act_addresses(reader, books.site, facts.alert, facts.of_case, books.now());
    return facts;
  });
}

std::string what_happened(const AlertFacts& facts) {
  if (facts.alert.reason == AlertReason::impersonation) return "Somebody comments under your name";
  switch (facts.alert.item_kind) {
    case ItemKind::post:
      return "You are named in a post";
    case ItemKind::comment:
      return "You are named in a comment";
    case ItemKind::linkback:
      return "You are named on a page that links to the blog";
    case ItemKind::outside:
      return "You are named on another blog";
  }
  return {};
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
  if (!facts.act.not_me.empty()) filling.add("NAMED").set("NOT_ME_URL", facts.act.not_me);
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

std::optional<AlertMail> compose_alert(const store::Books& books, const markup::Templates& templates,
                                       model::RowId id) {
  const auto facts = read_facts(books, id);
  if (!facts || !facts->item || !facts->item->open) return std::nullopt;
  const auto* person = books.site.roster.person(facts->alert.person);
  if (!person || !person->staff_at(books.now())) return std::nullopt;
  AlertMail mail;
  mail.to_name = person->name;
  mail.to_address = person->email;
  // The same subject over the whole case: mail programs build threads from subject and references.
  mail.subject = (facts->thread_root ? "Re: [" : "[") + books.site.name + "] " +
                 shorten(squeeze(facts->of_case.subject), 150);
  mail.message_id = facts->delivery.message_id;
  mail.thread_root = facts->thread_root.value_or("");
  mail.list_id = "alerts." + std::string(books.site.url.host());
  const auto filling = fill_in(books, *facts, *person);
  mail.text = templates.fill("mail/alert.txt", filling);
  mail.html = templates.fill("mail/alert.html", filling);
  return mail;
}

}  // namespace earshot::telling
