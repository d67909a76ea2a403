#include "outreach/told.h"

#include <chrono>

#include "base/log.h"
#include "store/case_store.h"
#include "store/job_store.h"
#include "store/letter_store.h"
#include "store/watched_feed_store.h"

namespace earshot::outreach {

std::string case_subject(const Item& item) {
  const auto& post = item.post_title.empty() ? item.post_url : item.post_title;
  switch (item.kind) {
    case model::ItemKind::post:
      return post;
    case model::ItemKind::comment:
      return "Comments on “" + post + "”";
    case model::ItemKind::linkback:
      return "“" + (item.title.empty() ? item.url : item.title) + "” links to “" + post + "”";
    case model::ItemKind::outside:
      return "“" + (item.title.empty() ? item.url : item.title) + "”";
  }
  return post;
}

// A page was just read when it was heard or verified; a feed tells nothing of what stands below its posts.
void follow_conversation(db::Tx& tx, const store::Books& books, const Item& item) {
  if (item.page_url.empty()) return;
  const bool begins =
      item.kind == model::ItemKind::outside && item.kind == item.root_kind && item.id == item.root_id;
  const Time due = begins ? books.now() : books.now() + std::chrono::minutes(15);
  store::follow_page(tx, books, item.root_kind, item.root_id, item.page_url, item.comments_feed, due);
}

bool send_alert(db::Tx& tx, const store::Books& books, const model::Alert& alert) {
  auto id = store::add_alert(tx, books, alert);
  if (id) {
    store::add_delivery(tx, books.site.id, *id, "mail",
                        store::new_message_id(books.site, "case-" + std::to_string(alert.case_id) +
                                                              ".alert-" + std::to_string(*id)));
  } else {
    id = store::revive_alert(tx, books, alert);
  }
  if (!id) return false;
  store::add_job(tx, books, model::JobKind::deliver, *id, books.now());
  log::info("outreach", "alert",
            {{"alert", *id},
             {"case", alert.case_id},
             {"person", alert.person},
             {"reason", model::word(alert.reason)},
             {"item", std::string(model::word(alert.item_kind)) + "-" + std::to_string(alert.item_id)}});
  return true;
}

}  // namespace earshot::outreach
