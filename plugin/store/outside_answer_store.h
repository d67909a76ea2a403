// What staff said on other people's blogs, as answers to our cases.
#pragma once
#include <vector>

#include "db/database.h"
#include "model/outside.h"
#include "store/books.h"

namespace earshot::store {

// Stores the fact, or what is new about it: confirmed outweighs claimed. An answer that was confirmed before
// its comment was seen takes the comment as its own. True if that told something new.
bool put_outside_answer(db::Tx& tx, const Books& books, model::OutsideAnswer answer);
// In order of time.
std::vector<model::OutsideAnswer> outside_answers_of_case(db::Reader& reader, model::SiteId site,
                                                          model::RowId case_id);
// Posts and comments elsewhere that somebody was alerted about in the case.
std::vector<model::RowId> alerted_outside(db::Reader& reader, model::SiteId site, model::RowId case_id);
// All of a site in [from, to), in order of time.
std::vector<model::OutsideAnswer> outside_answers(db::Reader& reader, model::SiteId site, Time from, Time to);

}  // namespace earshot::store
