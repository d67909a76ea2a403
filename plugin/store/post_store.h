// Posts of the blog as the engine shows them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "model/post.h"
#include "store/books.h"

namespace earshot::store {

// What storing a record as the engine shows it now did.
struct Stored {
  model::RowId id = 0;
  bool fresh = false;    // was not known
  bool changed = false;  // text, title, author, parent or place differ from what was stored; false when fresh
  bool reopened = false;  // was gone, is public again
  bool turned = false;    // of a post: comments were open and are closed now, or the other way round
};

std::optional<model::Post> find_post(db::Reader& reader, model::SiteId site, model::RowId id);
// The two that follow leave html empty: it may be long, and an address is all their callers want to know.
// By page_key() of its address (base/url.h); a public post goes before a gone one, and of several on one page
// that with just the address `url`.
std::optional<model::Post> find_post_by_key(db::Reader& reader, model::SiteId site,
                                            const std::string& url_key, const std::string& url = {});
std::optional<model::Post> find_post_by_engine_id(db::Reader& reader, model::SiteId site,
                                                  const std::string& engine_id);

// Where a conversation stands: all that matching asks about a post.
struct Place {
  std::string engine_id, url, url_key;
  std::optional<Time> closed;
};
std::optional<Place> place_of_post(db::Reader& reader, model::SiteId site, model::RowId id);

// Same engine_id, same row; `post.id` and `closed` are not looked at. A known published time is not replaced
// by an unknown one. Comments that were closed when the post is first seen were so since it was last
// modified.
Stored put_post(db::Tx& tx, const Books& books, const model::Post& post);
// Nobody can comment there from now on; one that is closed already stays closed since then.
void close_post(db::Tx& tx, const Books& books, model::RowId id);
// False if it was gone already. Comments stay as they are; whoever waits there waits no more.
bool set_post_gone(db::Tx& tx, const Books& books, model::RowId id);

// Numbers of posts with a comment, also gone ones, in order, behind this one.
std::vector<model::RowId> posts_behind(db::Reader& reader, model::SiteId site, model::RowId last, int limit);

struct LivePost {
  model::RowId id = 0;
  std::string engine_id, digest;
};
// All public posts, by id.
std::vector<LivePost> live_posts(db::Reader& reader, model::SiteId site);
// What put_post compares: one text for everything a reader sees of it.
std::string digest_of(const model::Post& post);

}  // namespace earshot::store
