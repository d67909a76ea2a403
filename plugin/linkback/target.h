// Which post of the blog an address means: from our books, or, where they are not complete, by looking at the
// page.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "base/url.h"
#include "model/linkback.h"
#include "model/post.h"
#include "model/site.h"
#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::linkback {

// The number in "?p=5" or "?page_id=5".
std::optional<std::string> engine_id_in(const Url& url);
// Below the site's address, and neither its home page nor something of ours.
bool could_be_post(const model::Site& site, const Url& url);
// Also finds a post under its address with a foreign query or a comment page behind it.
std::optional<model::Post> post_at(db::Reader& reader, const model::Site& site, const Url& url);
// By the engine's id, or by our own number.
std::optional<model::Post> post_with_id(db::Reader& reader, model::SiteId site, const std::string& id);
// Do we know every public post? Then one that is not in the books is none.
bool knows_all_posts(db::Reader& reader, const model::Site& site);

struct TargetIs {
  model::Post post;  // without id
};
struct TargetIsNot {
  model::Refusal why;
};
struct TargetUnclear {
  std::string why;
};
using TargetVerdict = std::variant<TargetIs, TargetIsNot, TargetUnclear>;

// The question for a page of the site itself, put to its origin if it has one.
net::FetchRequest ask_for_page(const model::Site& site, const Url& page);

// Asks the site itself, at its origin if it has one. Holds no transaction and writes nothing.
TargetVerdict look_at_target(net::Fetcher& web, const model::Site& site, const Url& target);

}  // namespace earshot::linkback
