// Feeds of other people's blogs, and the pages there whose conversations are followed.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/url.h"
#include "db/database.h"
#include "model/outside.h"
#include "store/books.h"

namespace earshot::store {

struct AddedFeed {
  model::RowId id = 0;
  bool fresh = false, again = false;  // again: it was gone, and is asked once more
};
// With its job. An address that is watched already, be it as the feed of another, is left as it is.
AddedFeed watch_feed(db::Tx& tx, const Books& books, const Url& address, const std::string& title, Time due);
// By the address that was given or by its feed's. What was read stays. False if it is not watched.
bool unwatch_feed(db::Tx& tx, const Books& books, const Url& address);
std::optional<model::WatchedFeed> find_feed(db::Reader& reader, model::SiteId site, model::RowId id);
std::optional<model::WatchedFeed> find_feed_at(db::Reader& reader, model::SiteId site, const Url& address);
// In the order in which they were added.
std::vector<model::WatchedFeed> list_feeds(db::Reader& reader, model::SiteId site);
// Everything but address and time of adding; nothing if it is not watched any more.
void save_feed(db::Tx& tx, const Books& books, const model::WatchedFeed& feed);

// The page of that conversation is followed from `due` on, also if that had ended.
void follow_page(db::Tx& tx, const Books& books, model::ItemKind root_kind, model::RowId root,
                 const std::string& page_url, const std::string& comments_feed, Time due);
std::optional<model::FollowedPage> find_followed(db::Reader& reader, model::SiteId site, model::RowId id);
std::optional<model::FollowedPage> followed_page_of(db::Reader& reader, model::SiteId site,
                                                    model::ItemKind root_kind, model::RowId root);
void save_followed(db::Tx& tx, const Books& books, const model::FollowedPage& page);

}  // namespace earshot::store
