// Sites and their small settings; the migrations that this program carries.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "model/ids.h"
#include "store/books.h"

namespace earshot::store {

std::vector<db::Migration> migrations();  // from sql/, in order
// Of a store that was migrated at least once.
std::int64_t schema_version(db::Reader& reader);

// The site's number; made at its first appearance, with its secret. A changed address is stored.
model::SiteId open_site(db::Tx& tx, std::string_view name, std::string_view url, Time now);

struct KnownSite {
  model::SiteId id{};
  std::string url;
  Time since{};  // its first appearance
};
std::optional<KnownSite> find_site(db::Reader& reader, std::string_view name);

// What the site signs with for itself; never shown.
std::string site_secret(db::Reader& reader, model::SiteId site);

std::optional<std::string> setting(db::Reader& reader, model::SiteId site, std::string_view name);
void put_setting(db::Tx& tx, model::SiteId site, std::string_view name, std::string_view value);

}  // namespace earshot::store
