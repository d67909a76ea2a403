// Which post of the blog an address means, as far as our books tell.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/url.h"
#include "db/database.h"
#include "model/post.h"
#include "model/site.h"

namespace earshot::store {

// The number in "?p=5" or "?page_id=5".
std::optional<std::string> engine_id_in(const Url& url);
// Below the site's address, and neither its home page nor something of ours.
bool could_be_post(const model::Site& site, const Url& url);
// A post that the engine itself names by a query of the home page, as tDiary's ?date=20261127.
std::optional<model::Post> post_behind_query(db::Reader& reader, const model::Site& site, const Url& url);
// A folder's page has two addresses on most servers; this is the shorter one.
Url without_index(const Url& address);
// A page of the blog, or of ours beside it.
bool is_own_page(const model::Site& site, const Url& url);
// Also finds a post under its address with index.html, a foreign query or a comment page behind it.
std::optional<model::Post> post_at(db::Reader& reader, const model::Site& site, const Url& url);
// The post that speaks on a page of the site's own. Nobody speaks in archives, search results and what is
// ours: they link to every post, and a post's number behind their address makes them none.
std::optional<model::Post> post_speaking_at(db::Reader& reader, const model::Site& site, const Url& url);
// A page of the blog that may be a post of which the books have yet to hear.
bool may_be_unread_post(db::Reader& reader, const model::Site& site, const Url& url);
// The engine's key of a comment in the fragment of its address: "5" of #comment-5, #comment5, #comment_5,
// #c5, #cmt5, #isso-5;
// "" for any other.
std::string comment_in(std::string_view address);
// A comment by its permalink.
std::optional<model::Comment> comment_at(db::Reader& reader, const model::Site& site, const Url& url);
// By the engine's id, or by our own number.
std::optional<model::Post> post_with_id(db::Reader& reader, model::SiteId site, const std::string& id);
// Do we know every public post? Then one that is not in the books is none.
bool knows_all_posts(db::Reader& reader, const model::Site& site);

}  // namespace earshot::store
