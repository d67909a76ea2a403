#include "outreach/rest.h"

#include <algorithm>

#include "outreach/notices.h"
#include "outreach/worktime.h"
#include "store/case_store.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/notice_store.h"

namespace earshot::outreach {
namespace {

constexpr std::string_view went = "out of sight", came = "in sight again";

bool is_out_of_sight(db::Reader& reader, const model::Site& site, const model::Case& of) {
  const auto events = store::events_of(reader, site.id, "case", of.id);
  const auto last = std::find_if(events.rbegin(), events.rend(), [](const store::Event& event) {
    return event.fact == went || event.fact == came;
  });
  return last != events.rend() && last->fact == went;
}

void tell_what_rested(db::Tx& tx, const store::Books& books, const model::Case& of) {
  for (const auto& notice : store::notices_of_case(tx, books.site.id, of.id)) {
    if (notice.state != model::DeliveryState::pending) continue;
    if (notice.what == model::NoticeKind::nobody_answers) {
      store::note_notice(tx, books, notice.id, model::DeliveryState::withdrawn,
                         "readers saw nothing of the case for a while: the time begins anew");
    } else {
      store::add_job(tx, books, model::JobKind::tell_notice, notice.id,
                     next_worktime(books.site, books.now()));
    }
  }
}

}  // namespace

void note_whether_it_rests(db::Tx& tx, const store::Books& books, const Item& item) {
  const auto of = store::case_of(tx, books.site.id, item.root_kind, item.root_id);
  if (!of) return;
  const bool out_of_sight = is_out_of_sight(tx, books.site, *of);
  if (item.open != out_of_sight) return;
  const bool shown = shown_part(tx, books.site, *of).has_value();
  if (shown != out_of_sight) return;
  store::add_event(tx, books, "case", of->id, shown ? came : went,
                   shown ? "" : "readers see nothing of it, so it rests");
  if (!shown || !of->waits()) return;
  store::wait_anew(tx, books, *of);
  tell_what_rested(tx, books, *of);
}

}  // namespace earshot::outreach
