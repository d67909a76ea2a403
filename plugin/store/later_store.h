// Answers that are no comments: which posts link to which conversation, and what followed from it.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "model/alert.h"
#include "model/post.h"
#include "store/books.h"
#include "store/post_store.h"

namespace earshot::store {

// The forms under which a conversation's address is looked up: as it is written, without what stands behind
// its path, and, for WordPress, by the post's number.
std::vector<std::string> link_keys(const model::Site& site, const Url& target);
std::vector<std::string> link_keys(const model::Site& site, const Place& post);

// The conversations to which the post links, in place of those it linked to before.
void put_post_links(db::Tx& tx, model::SiteId site, model::RowId post, const std::vector<std::string>& keys);
std::vector<std::string> post_links(db::Reader& reader, model::SiteId site, model::RowId post);
// Public, dated posts that link to one of these, the oldest first.
std::vector<model::Post> posts_linking_to(db::Reader& reader, model::SiteId site,
                                          const std::vector<std::string>& keys, int limit);

struct LaterAnswer {
  model::RowId item_id = 0;
  model::ItemKind source_kind = model::ItemKind::post;  // or linkback
  model::RowId source_id = 0;
  std::string person;  // roster id
  double certainty = 0;
  std::string evidence;  // for people
  friend bool operator==(const LaterAnswer&, const LaterAnswer&) = default;
};
// To comments under the post, in order of their keys.
std::vector<LaterAnswer> later_answers(db::Reader& reader, model::SiteId site, model::RowId post);
// These are all there are under the post.
void put_later_answers(db::Tx& tx, const Books& books, model::RowId post,
                       const std::vector<LaterAnswer>& answers);

struct LaterLine {
  std::string post, item, source;  // the engine's keys of the conversation and the comment; an address
  std::string person;
  double certainty = 0;
  std::optional<Time> item_edited;
};
// All of the site, answer by answer.
void stream_later_answers(db::Reader& reader, model::SiteId site,
                          const std::function<void(const LaterLine&)>& each);

}  // namespace earshot::store
