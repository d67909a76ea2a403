#include "store/feed_token_store.h"

#include "base/token.h"
#include "store/site_store.h"

namespace earshot::store {
namespace {

std::string name_of(const std::string& person) {
  return "feed.token." + person;
}

}  // namespace

std::string feed_token(db::Reader& reader, model::SiteId site, const std::string& person) {
  return setting(reader, site, name_of(person)).value_or("");
}

std::string renew_feed_token(db::Tx& tx, model::SiteId site, const std::string& person) {
  auto token = random_token();
  put_setting(tx, site, name_of(person), token);
  return token;
}

std::optional<std::string> person_with_feed(db::Reader& reader, const model::Site& site,
                                            std::string_view token) {
  if (token.empty()) return std::nullopt;
  std::optional<std::string> out;
  // All are compared, so that time tells nothing of whose it nearly was.
  for (const auto& person : site.roster.people)
    if (same_bytes(feed_token(reader, site.id, person.id), token)) out = person.id;
  return out;
}

}  // namespace earshot::store
