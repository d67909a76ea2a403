#include "outreach/notices.h"

#include <algorithm>

#include "base/log.h"
#include "outreach/excerpt.h"
#include "outreach/item.h"
#include "outreach/worktime.h"
#include "store/case_store.h"
#include "store/notice_store.h"

namespace earshot::outreach {

using model::NoticeKind;

std::optional<ShownPart> shown_part(db::Reader& reader, const model::Site& site, const model::Case& of) {
  const auto alerts = store::alerts_of_case(reader, site.id, of.id);
  for (auto line = alerts.rbegin(); line != alerts.rend(); ++line) {
    // What no longer holds in it is not what the case is about.
    if (store::may_revive(line->delivery)) continue;
    const auto& alert = line->alert;
    const auto item = read_item(reader, site, alert.item_kind, alert.item_id);
    if (item && item->open) return ShownPart{alert.passage, item->url};
  }
  const auto root = read_item(reader, site, of.root_kind, of.root_id);
  if (!root || !root->open) return std::nullopt;
  const auto at = std::min(root->likely_at, root->text.size());
  return ShownPart{excerpt(root->text, at, at), root->url};
}

void give_notice(db::Tx& tx, const store::Books& books, const model::Case& of, NoticeKind what,
                 const std::string& person, const std::string& why) {
  const auto shown = shown_part(tx, books.site, of);
  if (!shown) return;
  model::Notice notice;
  notice.case_id = of.id;
  notice.person = person;
  notice.what = what;
  notice.cause =
      what == NoticeKind::nobody_answers ? of.version * (highest_level + 1) + of.level : of.version;
  notice.why = why;
  notice.passage = shown->passage;
  notice.url = shown->url;
  if (store::add_notice(tx, books, notice, next_worktime(books.site, books.now())))
    log::info("outreach", "notice", {{"case", of.id}, {"person", person}, {"what", model::word(what)}});
}

}  // namespace earshot::outreach
