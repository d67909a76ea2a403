// What repeats earlier words of the same conversation without quotation marks.
#pragma once
#include <vector>

#include "outreach/item.h"
#include "store/mention_store.h"

namespace earshot::outreach {

// A hit of a comment in a sentence that the post or an earlier comment below it holds word for word alerts
// nobody again, if that one was told of. Its `why` says so. Short sentences that anybody writes are left
// alone.
void quiet_copies(db::Reader& reader, const model::Site& site, const Item& item,
                  std::vector<store::Hit>& hits);

}  // namespace earshot::outreach
