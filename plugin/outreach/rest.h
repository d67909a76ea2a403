// A case of which readers see nothing rests: nobody is told of it, and nobody waits meanwhile.
#pragma once
#include "outreach/item.h"
#include "store/books.h"

namespace earshot::outreach {

// After each look at an item: notes in its case that nothing of it is public any more, or that something is
// again. Then whoever wrote there waits anew, and what was to be told about the case is told, if it still
// holds.
void note_whether_it_rests(db::Tx& tx, const store::Books& books, const Item& item);

}  // namespace earshot::outreach
