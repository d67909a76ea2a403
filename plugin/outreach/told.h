// From a reason to an alert on its way: what scan, gathering and swell have in common.
#pragma once
#include <optional>
#include <string>

#include "outreach/item.h"
#include "store/books.h"

namespace earshot::outreach {

// The subject of the case that an item begins.
std::string case_subject(const Item& item);

// What is said elsewhere from now on belongs to the case: the page that the item stands on is read again and
// again. Nothing for what stands on the blog.
void follow_conversation(db::Tx& tx, const store::Books& books, const Item& item);

// Stores the alert, its mail and the job that sends it; one that was withdrawn before it was sent waits to be
// sent again. False if the person was told about this item before.
bool send_alert(db::Tx& tx, const store::Books& books, const model::Alert& alert);

}  // namespace earshot::outreach
