// Links that let whoever holds them do one thing: signed by the site, good for a time and for one state of
// what they are about.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "db/database.h"
#include "model/ids.h"

namespace earshot::store {

struct ActLink {
  std::string word;        // what is to be done; without dots
  model::RowId id = 0;     // to what
  std::int64_t state = 0;  // its state when the link was made; the reader compares it with that of now
  Time until{};            // whole seconds
};

// The part behind "act/".
std::string act_token(db::Reader& reader, model::SiteId site, const ActLink& link);
// Nothing if the site did not sign it or its time is over.
std::optional<ActLink> read_act_token(db::Reader& reader, model::SiteId site, std::string_view token,
                                      Time now);

}  // namespace earshot::store
