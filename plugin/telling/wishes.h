// What a person wishes about being told, by links in the mail: to be reminded of a case later, to hear no
// more of it or of its writer, or to hear of it again. None of them changes the case.
#pragma once
#include <optional>
#include <string>

#include "telling/act.h"

namespace earshot::telling {

struct WishAddresses {
  std::string tomorrow, in_days;  // "" where there is no case to come back to
  std::string mute_writer;        // "" where there are several
  std::string unsubscribe;
};
// About one alert; `all`: about a letter that holds many, of which this is the first.
WishAddresses wish_addresses(db::Reader& reader, const model::Site& site, model::RowId alert, Time now,
                             bool all = false);

bool is_wish(std::string_view word);
// As show_act and do_act (telling/act.h).
std::optional<ActPage> show_wish(db::Reader& reader, const model::Site& site, const store::ActLink& link);
std::optional<ActPage> do_wish(db::Tx& tx, const store::Books& books, const store::ActLink& link);

// The person of the alert hears no more by mail of its case. False if there is no such alert.
bool unsubscribe_from_case(db::Tx& tx, const store::Books& books, model::RowId alert);

}  // namespace earshot::telling
