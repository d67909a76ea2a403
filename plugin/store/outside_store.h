// Posts and comments on other people's blogs, and the conversations they belong to.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"
#include "db/database.h"
#include "model/outside.h"
#include "store/books.h"

namespace earshot::store {

// Of an address with its fragment, since comments of a page (and posts of an old archive) differ in nothing
// else; http and https, "www." and a slash at the end aside, and without what campaigns append to links.
std::string outside_key(const Url& permalink);
// Of something that has no address of its own.
std::string outside_key(std::string_view place, std::string_view guid);
std::string guid_key(std::string_view guid);

std::optional<model::OutsideItem> find_outside(db::Reader& reader, model::SiteId site, model::RowId id);
std::optional<model::OutsideItem> find_outside_by_key(db::Reader& reader, model::SiteId site,
                                                      const std::string& key);
// The post that is this page.
std::optional<model::OutsideItem> outside_post_at(db::Reader& reader, model::SiteId site, const Url& page);
// In order of time.
std::vector<model::OutsideItem> outside_comments(db::Reader& reader, model::SiteId site,
                                                 model::ItemKind root_kind, model::RowId root);

// What was first seen since then, newest first.
std::vector<model::OutsideItem> outside_since(db::Reader& reader, model::SiteId site, Time since, int limit);
std::int64_t count_outside_comments(db::Reader& reader, model::SiteId site, model::ItemKind root_kind,
                                    model::RowId root);
// Posts of the feed that we saw first since then.
std::int64_t count_of_feed(db::Reader& reader, model::SiteId site, model::RowId feed, Time since);

struct OutsideComment {
  model::RowId id = 0;
  std::string author, author_url, host, text, url, person;  // person: whose name signs it, "" = a reader
  Time at{};
};
// What readers and staff say in a conversation elsewhere, in order of time; the post itself is left out.
std::vector<OutsideComment> outside_comments_of(db::Reader& reader, model::SiteId site,
                                                model::ItemKind root_kind, model::RowId root);

struct StoredOutside {
  model::RowId id = 0;
  bool fresh = false, changed = false;  // changed: its words did, or it is news after all
  bool count_moved = false;             // its feed tells of more or fewer comments
  bool changes_something() const { return fresh || changed; }
};
// Same key (or the same guid in the same feed), same row. Its feed may change what came from it, its own page
// may change everything, any other feed nothing. A new post begins a conversation, or joins that of a
// linkback from the same page.
StoredOutside put_outside(db::Tx& tx, const Books& books, const model::OutsideItem& item);

// Where the linkback's page is one of our outside posts, that conversation, its case and its answers become
// the linkback's.
void join_linkback(db::Tx& tx, const Books& books, model::RowId linkback);
bool has_outside_twin(db::Reader& reader, model::SiteId site, model::RowId linkback);
// Other records of the page that begins the conversation: who was told of one was told of all.
std::vector<std::pair<model::ItemKind, model::RowId>> twins_of(db::Reader& reader, model::SiteId site,
                                                               model::ItemKind kind, model::RowId id);

// Words that nobody needs any more leave: items seen before `before` whose conversation has no case. Those
// without a date stay as a bare key, or the feed that still lists them would bring them back as news.
// Returns how many.
int purge_outside(db::Tx& tx, const Books& books, Time before, int limit);

}  // namespace earshot::store
