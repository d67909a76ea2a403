// "This comment is mine": how a person whose comment the engine cannot prove gets the badge for it, or says
// that somebody else borrowed the name. By a signed link, in the mail about the name or made by `earshot
// staff claim`.
#pragma once
#include <optional>
#include <string>

#include "store/act_link.h"
#include "store/books.h"
#include "telling/act.h"

namespace earshot::telling {

struct ClaimAddresses {
  std::string mine, not_mine;
};
ClaimAddresses claim_addresses(db::Reader& reader, const model::Site& site, model::RowId comment,
                               const std::string& person, Time now);

bool is_claim(const store::ActLink& link);
// Nothing if the comment is none of ours, or nobody on the roster is meant. The first writes nothing.
std::optional<ActPage> show_claim(db::Reader& reader, const model::Site& site, const store::ActLink& link);
std::optional<ActPage> do_claim(db::Tx& tx, const store::Books& books, const store::ActLink& link);

}  // namespace earshot::telling
