// Names found in items, and what decided.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "db/database.h"
#include "model/alert.h"
#include "store/books.h"

namespace earshot::store {

struct Hit {
  model::Mention mention;
  std::string passage;  // the text around it, for people
};

// The hits of one item replace what was found in it before.
void put_mentions(db::Tx& tx, const Books& books, model::ItemKind kind, model::RowId item,
                  const std::vector<Hit>& hits);
std::vector<Hit> mentions_in(db::Reader& reader, model::SiteId site, model::ItemKind kind, model::RowId item);

// Products and topics that comments name for sure, by name; a comment that names one twice comes twice.
void stream_comment_topics(db::Reader& reader, model::SiteId site,
                           const std::function<void(model::RowId item, const std::string& topic)>& each);
// Comments that name this product or topic for sure, the latest first.
std::vector<model::RowId> comments_naming(db::Reader& reader, model::SiteId site, const std::string& topic,
                                          int limit);

}  // namespace earshot::store
