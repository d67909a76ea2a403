// What reports are made of beyond the comments themselves: staff's work in a time, claims, lost answers, and
// the business hours that were valid when.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/alert.h"
#include "model/business_time.h"
#include "store/books.h"

namespace earshot::store {

// Times are half open, an open end has no limit; what bears no date counts only where neither end is given.
struct StaffWork {
  std::string person;
  std::int64_t comments = 0;  // public ones of proven or confirmed staff
  std::int64_t answers = 0;   // of them, those that answer somebody
  std::int64_t items = 0;     // comments answered
};
std::vector<StaffWork> staff_work(db::Reader& reader, model::SiteId site, std::optional<Time> from,
                                  std::optional<Time> to);
// By roster id.
std::map<std::string, std::int64_t> open_claims(db::Reader& reader, model::SiteId site);
// How often an answer was taken away and somebody waited again.
std::int64_t answers_lost(db::Reader& reader, model::SiteId site, std::optional<Time> from,
                          std::optional<Time> to);
// Questions, whenever asked, whose first answer came in that time.
std::int64_t answered_within(db::Reader& reader, model::SiteId site, std::optional<Time> from,
                             std::optional<Time> to);

struct ScheduleVersion {
  Time valid_from{};
  model::BusinessHours hours;
};
std::vector<ScheduleVersion> schedules(db::Reader& reader, model::SiteId site);  // oldest first
// Does the last version say the same? A site that never had hours needs none.
bool schedule_is_known(db::Reader& reader, model::SiteId site, const model::BusinessHours& hours);
void put_schedule(db::Tx& tx, model::SiteId site, const model::BusinessHours& hours, Time now);

// The figures of a week for one person.
struct FiguresLetter {
  std::string person;
  Time week_from{};
  model::DeliveryState state = model::DeliveryState::pending;
};
// Nothing if the person was written down for that week before.
std::optional<model::RowId> add_figures_mail(db::Tx& tx, const Books& books, const std::string& person,
                                             Time week_from);
std::optional<FiguresLetter> find_figures_mail(db::Reader& reader, model::SiteId site, model::RowId id);
void note_figures_mail(db::Tx& tx, model::SiteId site, model::RowId id, model::DeliveryState state,
                       std::string_view error);

}  // namespace earshot::store
