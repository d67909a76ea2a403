// What people wish about cases that they are told of: not to hear of one any more, or later.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "store/books.h"

namespace earshot::store {

inline constexpr model::RowId all_cases = 0;

// False if it was so already.
bool unsubscribe(db::Tx& tx, const Books& books, const std::string& person, model::RowId case_id);
bool subscribe_again(db::Tx& tx, model::SiteId site, const std::string& person, model::RowId case_id);
// Since when the person hears nothing of this very case (or, for all_cases, of any); nothing if they do.
std::optional<Time> unsubscribed(db::Reader& reader, model::SiteId site, const std::string& person,
                                 model::RowId case_id);

struct Snooze {
  model::RowId id = 0, case_id = 0;
  std::string person;
  Time until{};
};
// In place of an earlier one of this person about the case; with the job that ends it.
void snooze(db::Tx& tx, const Books& books, const std::string& person, model::RowId case_id, Time until);
std::optional<Snooze> find_snooze(db::Reader& reader, model::SiteId site, model::RowId id);
std::optional<Snooze> snooze_of(db::Reader& reader, model::SiteId site, const std::string& person,
                                model::RowId case_id);
void end_snooze(db::Tx& tx, model::SiteId site, model::RowId id);

}  // namespace earshot::store
