// What staff promise in public, and the later post or comment that keeps it.
#pragma once
#include "outreach/item.h"
#include "store/books.h"

namespace earshot::outreach {

// The promises in an item of staff are stored, and those are kept whose answer or thread it links.
void note_promises(db::Tx& tx, const store::Books& books, const Item& item);

}  // namespace earshot::outreach
