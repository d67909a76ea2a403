#include "outreach/notices.h"

#include "base/log.h"
#include "outreach/item.h"
#include "outreach/worktime.h"
#include "store/case_store.h"
#include "store/notice_store.h"

namespace earshot::outreach {
namespace {

using model::NoticeKind;

// The passage of the case's last alert and its place.
void show_passage(db::Reader& reader, const store::Books& books, model::Notice& notice) {
  const auto alerts = store::alerts_of_case(reader, books.site.id, notice.case_id);
  if (alerts.empty()) return;
  const auto& last = alerts.back().alert;
  notice.passage = last.passage;
  if (const auto item = read_item(reader, books.site, last.item_kind, last.item_id)) notice.url = item->url;
}

}  // namespace

void give_notice(db::Tx& tx, const store::Books& books, const model::Case& of, NoticeKind what,
                 const std::string& person, const std::string& why) {
  model::Notice notice;
  notice.case_id = of.id;
  notice.person = person;
  notice.what = what;
  notice.cause =
      what == NoticeKind::nobody_answers ? of.version * (highest_level + 1) + of.level : of.version;
  notice.why = why;
  show_passage(tx, books, notice);
  if (store::add_notice(tx, books, notice, next_worktime(books.site, books.now())))
    log::info("outreach", "notice", {{"case", of.id}, {"person", person}, {"what", model::word(what)}});
}

}  // namespace earshot::outreach
