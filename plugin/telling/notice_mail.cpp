#include "telling/notice_mail.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "outreach/notices.h"
#include "store/case_store.h"
#include "store/notice_store.h"
#include "store/promise_store.h"
#include "telling/act.h"

namespace earshot::telling {
namespace {

using model::CaseState;
using model::NoticeKind;

struct NoticeWords {
  NoticeKind what;
  std::string_view headline;
};
constexpr std::array notice_words{
    NoticeWords{NoticeKind::claim_ran_out, "A case is free again"},
    NoticeWords{NoticeKind::nobody_answers, "A case waits for too long"},
    NoticeWords{NoticeKind::answer_lost, "An answer is gone"},
    NoticeWords{NoticeKind::promise_due, "A promise of yours is due"},
};

struct NoticeFacts {
  model::Notice notice;
  std::optional<model::Case> of_case;
  std::optional<model::Alert> alert;  // the person's first of this case, if there is one
  std::optional<std::string> thread_root;
  ActAddresses act;
};

bool still_holds(db::Reader& reader, const model::Site& site, const model::Notice& notice,
                 const std::optional<model::Case>& of_case) {
  if (notice.what == NoticeKind::promise_due) {
    const auto promise = store::find_promise(reader, site.id, notice.cause);
    return promise && promise->state == model::PromiseState::open;
  }
  if (!of_case) return false;
  if (notice.what == NoticeKind::claim_ran_out) return of_case->state == CaseState::fresh;
  return of_case->waits();
}

// The first mail that the person got about the case; an alert mostly, else an earlier notice.
std::optional<std::string> thread_root(db::Reader& reader, model::SiteId site, const model::Notice& notice) {
  if (notice.case_id == 0) return std::nullopt;
  if (const auto first = store::first_alert(reader, site, notice.case_id, notice.person)) {
    if (const auto delivery = store::find_delivery(reader, site, *first, "mail")) return delivery->message_id;
  }
  for (const auto& earlier : store::notices_of_case(reader, site, notice.case_id)) {
    if (earlier.person == notice.person && earlier.id < notice.id) return earlier.message_id;
  }
  return std::nullopt;
}

std::optional<NoticeFacts> read_facts(const store::Books& books, model::RowId id) {
  return books.database.read([&](db::Reader& reader) -> std::optional<NoticeFacts> {
    const auto site = books.site.id;
    const auto notice = store::find_notice(reader, site, id);
    if (!notice || notice->state != model::DeliveryState::pending) return std::nullopt;
    NoticeFacts facts{*notice, store::find_case(reader, site, notice->case_id), {}, {}, {}};
    if (!still_holds(reader, books.site, *notice, facts.of_case)) return std::nullopt;
    if (notice->what != NoticeKind::promise_due) {
      // It may have been edited or hidden while the notice waited.
      const auto shown = outreach::shown_part(reader, books.site, *facts.of_case);
      if (!shown) return std::nullopt;
      facts.notice.passage = shown->passage;
      facts.notice.url = shown->url;
    }
    facts.thread_root = thread_root(reader, books.site.id, facts.notice);
    const auto first = store::first_alert(reader, site, notice->case_id, notice->person);
    if (!first) return facts;
    facts.alert = store::find_alert(reader, site, *first);
    facts.act = act_addresses(reader, books.site, *facts.alert, *facts.of_case, books.now());
    return facts;
  });
}

markup::Filling fill_in(const store::Books& books, const NoticeFacts& facts, const model::Person& person) {
  const auto& notice = facts.notice;
  markup::Filling filling;
  filling.set("PERSON", person.name)
      .set("WHAT", std::ranges::find(notice_words, notice.what, &NoticeWords::what)->headline)
      .set("WHY", notice.why)
      .set("SITE", books.site.name)
      .set("SITE_URL", books.site.url.text())
      .set("ANSWERS_URL", books.site.public_url("answers"));
  if (!notice.passage.empty()) filling.add("HAS_PASSAGE").set("PASSAGE", notice.passage);
  if (!notice.url.empty()) filling.add("HAS_URL").set("ITEM_URL", notice.url);
  if (facts.of_case)
    filling.add("HAS_CASE")
        .set("SUBJECT", facts.of_case->subject)
        .set("NUMBER", std::to_string(facts.of_case->id));
  // Only who was told of an item has links of their own.
  if (facts.alert && notice.what != NoticeKind::promise_due)
    filling.add("CAN_ACT").set("CLAIM_URL", facts.act.claim).set("CLOSE_URL", facts.act.close);
  return filling;
}

}  // namespace

bool notice_rests(db::Reader& reader, const model::Site& site, const model::Notice& notice) {
  const auto of = store::find_case(reader, site.id, notice.case_id);
  return notice.what != NoticeKind::promise_due && of && still_holds(reader, site, notice, of) &&
         !outreach::shown_part(reader, site, *of);
}

std::optional<AlertMail> compose_notice(const store::Books& books, const markup::Templates& templates,
                                        model::RowId id) {
  const auto facts = read_facts(books, id);
  if (!facts) return std::nullopt;
  const auto* person = books.site.roster.person(facts->notice.person);
  if (!person || !person->staff_at(books.now())) return std::nullopt;
  AlertMail mail;
  mail.to_name = person->name;
  mail.to_address = person->email;
  const auto subject = facts->of_case ? facts->of_case->subject : facts->notice.passage;
  mail.subject =
      (facts->thread_root ? "Re: [" : "[") + books.site.name + "] " + shorten(squeeze(subject), 150);
  mail.message_id = facts->notice.message_id;
  mail.thread_root = facts->thread_root.value_or("");
  mail.list_id = alerts_list_id(books.site);
  mail.unsubscribe_url = facts->act.unsubscribe;
  const auto filling = fill_in(books, *facts, *person);
  mail.text = templates.fill("mail/notice.txt", filling);
  mail.html = templates.fill("mail/notice.html", filling);
  return mail;
}

}  // namespace earshot::telling
