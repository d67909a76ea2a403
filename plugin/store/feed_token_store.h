// The secret addresses of people's own feeds of alerts.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "db/database.h"
#include "store/books.h"

namespace earshot::store {

// "" if the person has none yet.
std::string feed_token(db::Reader& reader, model::SiteId site, const std::string& person);
// A new one; the old address is worth nothing from now on.
std::string renew_feed_token(db::Tx& tx, model::SiteId site, const std::string& person);
// Whose it is: one of the site's roster.
std::optional<std::string> person_with_feed(db::Reader& reader, const model::Site& site,
                                            std::string_view token);

}  // namespace earshot::store
