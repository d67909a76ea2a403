// Cases, the alerts that belong to them, and their way to the person.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/database.h"
#include "model/alert.h"
#include "store/books.h"

namespace earshot::store {

// The case of a conversation, opened if there is none; a closed or answered one waits again when `new_item`
// joins it.
model::Case open_case(db::Tx& tx, const Books& books, model::ItemKind root_kind, model::RowId root,
                      const std::string& subject, bool new_item);
std::optional<model::Case> find_case(db::Reader& reader, model::SiteId site, model::RowId id);
std::optional<model::Case> case_of(db::Reader& reader, model::SiteId site, model::ItemKind root_kind,
                                   model::RowId root);
// One conditional update: false if somebody else moved the case since `known` was read. Asserts that the
// table of moves (model/alert.h) allows it. `who` is a roster id or "", `why` stands in the history.
bool move_case(db::Tx& tx, const Books& books, const model::Case& known, model::CaseState to,
               const std::string& who, std::string_view why = {});
// The kind that words or a person (`by`) gave it; stands in the history.
void set_kind(db::Tx& tx, const Books& books, const model::Case& of, model::CaseKind kind,
              const std::string& words, const std::string& by);
// Nobody has it.
void drop_owner(db::Tx& tx, model::SiteId site, model::RowId case_id);
void set_next_level(db::Tx& tx, model::SiteId site, model::RowId case_id, const std::string& next);
// Somebody waits from now on only, and nobody was told for how long: what was told before may be told again.
void wait_anew(db::Tx& tx, const Books& books, const model::Case& of);
// One step up. False if the case moved, or somebody else raised it, since `known` was read.
bool raise_level(db::Tx& tx, model::SiteId site, const model::Case& known);
// Was anybody else told of something in this case?
bool others_were_told(db::Reader& reader, model::SiteId site, model::RowId case_id,
                      const std::string& person);

// Nothing if this person was alerted about this item before (one alert per person and item).
std::optional<model::RowId> add_alert(db::Tx& tx, const Books& books, const model::Alert& alert);
std::optional<model::Alert> find_alert(db::Reader& reader, model::SiteId site, model::RowId id);
// The person's first alert of the case: the root of their mail thread.
std::optional<model::RowId> first_alert(db::Reader& reader, model::SiteId site, model::RowId case_id,
                                        const std::string& person);
// The person's alert of the case before this one, if any.
std::optional<model::RowId> alert_before(db::Reader& reader, model::SiteId site, model::RowId case_id,
                                         const std::string& person, model::RowId alert);

// The person's latest, newest first.
std::vector<model::RowId> latest_alerts(db::Reader& reader, model::SiteId site, const std::string& person,
                                        int limit);

struct Delivery {
  std::string channel;
  model::DeliveryState state = model::DeliveryState::pending;
  std::string message_id, last_error;
  int tries = 0;
  std::optional<Time> sent;
  std::optional<model::RowId> letter;  // that it goes with (model/letter.h)
};
void add_delivery(db::Tx& tx, model::SiteId site, model::RowId alert, const std::string& channel,
                  const std::string& message_id);
std::optional<Delivery> find_delivery(db::Reader& reader, model::SiteId site, model::RowId alert,
                                      const std::string& channel);
void note_delivery(db::Tx& tx, const Books& books, model::RowId alert, const std::string& channel,
                   model::DeliveryState state, const std::string& error);
// A mail that is not sent yet is not sent any more: its item lost the name, or is gone.
void withdraw_alert(db::Tx& tx, const Books& books, model::RowId alert);
// The reason of a letter that was withdrawn because none of its items is public and names the person.
inline constexpr std::string_view nothing_holds = "nothing in it holds any more";
// Was it withdrawn unsent for its item's sake alone, not by the person's wish?
bool may_revive(const Delivery& delivery);
// Its item names the person again: whatever of the person's alert may be revived waits to be sent again, with
// the words that hold now. Its id, or nothing if there is nothing to revive.
std::optional<model::RowId> revive_alert(db::Tx& tx, const Books& books, const model::Alert& alert);
// What of its item is shown to people.
void set_passage(db::Tx& tx, model::SiteId site, model::RowId alert, const std::string& passage);

struct AlertLine {
  model::Alert alert;
  Delivery delivery;
};
// All of an item, one a channel, for `earshot why` and tests.
std::vector<AlertLine> alerts_about(db::Reader& reader, model::SiteId site, model::ItemKind kind,
                                    model::RowId item);
std::vector<AlertLine> alerts_of_case(db::Reader& reader, model::SiteId site, model::RowId case_id);
// Roster ids, those told first come first.
std::vector<std::string> people_told(db::Reader& reader, model::SiteId site, model::RowId case_id);
// Did anybody hear of another item of it for the company's name alone?
bool company_was_told(db::Reader& reader, model::SiteId site, model::RowId case_id, model::ItemKind kind,
                      model::RowId item);
// Items whose alert to this person did not leave yet.
std::vector<std::pair<model::ItemKind, model::RowId>> items_to_tell(db::Reader& reader, model::SiteId site,
                                                                    const std::string& person);
// Cases that are not closed, the longest untouched first.
std::vector<model::Case> open_cases(db::Reader& reader, model::SiteId site, int limit);
std::vector<model::Case> cases_in_state(db::Reader& reader, model::SiteId site, model::CaseState state,
                                        int limit);
// Those in which somebody waits: new, claimed, waiting again.
std::vector<model::Case> waiting_cases(db::Reader& reader, model::SiteId site, int limit);
std::int64_t pending_deliveries(db::Reader& reader, model::SiteId site);

}  // namespace earshot::store
