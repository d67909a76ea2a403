#include "outreach/tend_cases.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "outreach/item.h"
#include "outreach/notices.h"
#include "outreach/routing.h"
#include "outreach/worktime.h"
#include "store/case_store.h"
#include "store/event_store.h"
#include "store/notice_store.h"
#include "store/promise_store.h"

namespace earshot::outreach {
namespace {

using model::CaseState;
using model::NoticeKind;

constexpr auto between_looks = std::chrono::minutes(2);
constexpr int cases_a_look = 5000, promises_a_look = 500;

// --- claims

bool ran_out(const model::Site& site, const model::Case& one, Time now) {
  return one.state == CaseState::claimed && site.claim_hours > 0 &&
         after_worktime(site, one.changed, std::chrono::hours(site.claim_hours)) <= now;
}

void give_back(db::Tx& tx, const store::Books& books, const model::Case& of) {
  const auto why = books.site.roster.name_of(of.owner) + " took it on " + iso8601(of.changed) +
                   " and did not answer within " + std::to_string(books.site.claim_hours) + " business hours";
  if (!store::move_case(tx, books, of, CaseState::fresh, {}, why)) return;
  const Router router(books.site, books.now());
  for (const auto& person : store::people_told(tx, books.site.id, of.id)) {
    for (const auto& receiver : router.for_person(person).receivers)
      give_notice(tx, books, of, NoticeKind::claim_ran_out, receiver.person,
                  why + (receiver.how.empty() ? "" : "; " + receiver.how));
  }
}

// --- waiting for too long

std::optional<Duration> target_of(const model::Site& site, const model::Case& one) {
  return site.answer_within[static_cast<std::size_t>(one.kind)];
}

// Up to which level it should have been told by now: one for each time that the target went by.
int level_due(const model::Site& site, const model::Case& one, Time now) {
  const auto target = target_of(site, one);
  int level = 0;
  while (target && level < highest_level &&
         after_worktime(site, one.waits_since, *target * (level + 1)) <= now)
    ++level;
  return level;
}

void escalate(db::Tx& tx, const store::Books& books, const model::Case& of) {
  if (!store::raise_level(tx, books.site.id, of)) return;
  const Router router(books.site, books.now());
  const bool by_route = of.level == 0 && !of.next_level.empty();
  const auto routing = by_route ? router.for_receiver(of.next_level) : router.for_fallback();
  const std::string target = in_words(*target_of(books.site, of));
  const auto why = "a " + std::string(model::word(of.kind)) + " is to be answered within " + target +
                   ", and nobody has since " + iso8601(of.waits_since) +
                   (of.owner.empty() ? "" : "; " + books.site.roster.name_of(of.owner) + " has it");
  for (const auto& failure : routing.failures) {
    store::add_event(tx, books, "case", of.id, "routing failed", failure);
    log::warning("outreach", "routing failed", {{"case", of.id}, {"why", failure}});
  }
  for (const auto& receiver : routing.receivers)
    give_notice(tx, books, of, NoticeKind::nobody_answers, receiver.person, why);
  if (routing.receivers.empty())
    store::add_event(tx, books, "case", of.id, "not escalated", "nobody is named as the next level");
}

// --- promises

void remind(db::Tx& tx, const store::Books& books, const model::Promise& promise) {
  store::mark_reminded(tx, books.site.id, promise.id);
  const auto item = read_item(tx, books.site, promise.item_kind, promise.item_id);
  if (!item || !item->open) return;
  model::Notice notice;
  if (const auto of = store::case_of(tx, books.site.id, item->root_kind, item->root_id))
    notice.case_id = of->id;
  notice.person = promise.person;
  notice.what = NoticeKind::promise_due;
  notice.cause = promise.id;
  notice.why = "you wrote “" + promise.sentence + "”, which a reader would expect by " + iso8601(promise.due);
  notice.passage = promise.sentence;
  notice.url = item->url;
  store::add_notice(tx, books, notice, next_worktime(books.site, books.now()));
}

}  // namespace

model::JobOutcome tend_cases(const store::Books& books) {
  const Time now = books.now();
  const auto cases = books.database.read(
      [&](db::Reader& reader) { return store::waiting_cases(reader, books.site.id, cases_a_look); });
  for (const auto& one : cases) {
    const bool back = ran_out(books.site, one, now);
    const bool up = !back && one.level < level_due(books.site, one, now);
    if (!back && !up) continue;
    books.database.write([&](db::Tx& tx) {
      if (!shown_part(tx, books.site, one)) return;  // it rests until readers see it again
      back ? give_back(tx, books, one) : escalate(tx, books, one);
    });
  }
  const auto due = books.database.read(
      [&](db::Reader& reader) { return store::promises_due(reader, books.site.id, now, promises_a_look); });
  for (const auto& promise : due) books.database.write([&](db::Tx& tx) { remind(tx, books, promise); });
  return model::Again{now + between_looks, ""};
}

}  // namespace earshot::outreach
