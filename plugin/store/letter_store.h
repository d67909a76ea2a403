// Letters: what is sent to one person by one channel, and which alerts go with which of them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "model/letter.h"
#include "model/site.h"
#include "store/books.h"

namespace earshot::store {

// A Message-ID that nobody can guess who did not get the mail: an answer that names it proves that. The same
// for each try, since it is stored. `what`: "case-17.alert-203".
std::string new_message_id(const model::Site& site, std::string_view what);

// Stores it under a new number and returns it with that; a roll-up, digest or reminder gets its Message-ID
// from that number. Begun at once if `letter.tried` says so.
model::Letter add_letter(db::Tx& tx, const Books& books, model::Letter letter);
std::optional<model::Letter> find_letter(db::Reader& reader, model::SiteId site, model::RowId id);
// By the Message-ID of a mail that came back.
std::optional<model::Letter> letter_with_message(db::Reader& reader, model::SiteId site,
                                                 const std::string& message_id);

// One that more alerts may join: it was not tried yet.
std::optional<model::Letter> open_letter(db::Reader& reader, model::SiteId site, const std::string& person,
                                         model::Channel channel);
// The alert's delivery by this channel goes with that letter, if it still waits and goes with none.
bool join_letter(db::Tx& tx, model::SiteId site, model::RowId alert, const model::Letter& letter);

// What this person was told lately by this channel (telling/pace.h).
struct ToldLately {
  std::optional<Time> window;     // the latest one
  int alone_in_window = 0;        // letters with one alert
  bool same_case_lately = false;  // such a letter about this case since `since`
  int pending_tried = 0;          // letters that were tried in vain, but for `except`
  bool held_up = false;           // one of them by the server, or by the mailbox
};
ToldLately told_lately(db::Reader& reader, model::SiteId site, const std::string& person,
                       model::Channel channel, model::RowId case_id, Time since, model::RowId except = 0);

// Alerts that wait for this letter, oldest first; each is its number.
std::vector<model::RowId> letter_alerts(db::Reader& reader, model::SiteId site, model::RowId letter);
// Those that it told of, or tells of once it leaves.
std::vector<model::RowId> alerts_told_by(db::Reader& reader, model::SiteId site, model::RowId letter);
// Its first try: from now on nothing joins it. All but the first `most` alerts are left for another letter,
// which is opened, due now. A roll-up of one alert becomes that alert's own mail.
model::Letter begin_letter(db::Tx& tx, const Books& books, const model::Letter& letter, std::size_t most);
void put_off_letter(db::Tx& tx, const Books& books, const model::Letter& letter, model::Trouble trouble,
                    const std::string& why);
// Sent, failed or withdrawn, and all that waited for it with it.
void end_letter(db::Tx& tx, const Books& books, const model::Letter& letter, model::DeliveryState state,
                const std::string& why);
// What waits for this person by mail of that case (of all: case 0) is not sent any more.
void withdraw_mails(db::Tx& tx, const Books& books, const std::string& person, model::RowId case_id);
// A webhook or Slack beside the mail, pending.
void add_channel(db::Tx& tx, model::SiteId site, model::RowId alert, model::Channel channel);
// Channels by which the alert still has to be told and that no letter was made for.
std::vector<model::Channel> untold_channels(db::Reader& reader, model::SiteId site, model::RowId alert);

// Pending ones of a person's channel; of all if person is "".
std::vector<model::Letter> pending_letters(db::Reader& reader, model::SiteId site,
                                           const std::string& person = {});
// Pending letters, then those that ended in vain since then, newest first.
std::vector<model::Letter> letters_to_look_at(db::Reader& reader, model::SiteId site, Time since, int limit);
std::int64_t given_up_letters(db::Reader& reader, model::SiteId site, Time since);
// Does any wait for the server itself?
bool server_is_waited_for(db::Reader& reader, model::SiteId site);

}  // namespace earshot::store
