// What people said about comments: whom a staff comment answers, whether a reader's needs an answer.
#pragma once
#include <map>
#include <optional>

#include "db/database.h"
#include "model/post.h"
#include "store/books.h"

namespace earshot::store {

// Replaces what was said before.
void say_by_hand(db::Tx& tx, const Books& books, model::RowId comment, model::HandWord word);
// False if nothing was said.
bool take_back_by_hand(db::Tx& tx, model::SiteId site, model::RowId comment);
std::optional<model::HandWord> said_by_hand(db::Reader& reader, model::SiteId site, model::RowId comment);
// Of all comments under a post.
std::map<model::RowId, model::HandWord> said_by_hand_under(db::Reader& reader, model::SiteId site,
                                                           model::RowId post);

}  // namespace earshot::store
