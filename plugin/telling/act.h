// What a person does about an alert by a link in its mail: takes the case, says that it needs no answer, says
// that somebody else is meant. Bound to person, case and its state, so that each link works once.
#pragma once
#include <optional>
#include <string>

#include "model/alert.h"
#include "store/act_link.h"
#include "store/books.h"

namespace earshot::telling {

// Public addresses; not_me is "" where the alert is not about a name that was found, mine and not_mine where
// it is not about a comment under the person's name (telling/claim.h).
struct ActAddresses {
  std::string claim, close, not_me, mine, not_mine;
  std::string tomorrow, in_days, mute_writer, unsubscribe;  // telling/wishes.h
};
ActAddresses act_addresses(db::Reader& reader, const model::Site& site, const model::Alert& alert,
                           const model::Case& of_case, Time now);

// What somebody sees who opens such a link. `button`: what POST would do, "" = it cannot be done (any more).
struct ActPage {
  std::string words, button;
  std::string title, passage, url;  // of the item
  std::string undo;                 // address of a page that takes it back, or ""
  bool done = false;
};
// Nothing if the link is about no alert of ours. Writes nothing.
std::optional<ActPage> show_act(db::Reader& reader, const model::Site& site, const store::ActLink& link);
// Does it, if it still can be done.
std::optional<ActPage> do_act(db::Tx& tx, const store::Books& books, const store::ActLink& link);

}  // namespace earshot::telling
