// Coalescence: how many distinct people and hosts agree with a conversation, and who hears of it when they
// become many.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/agreement.h"
#include "model/job.h"
#include "outreach/item.h"
#include "store/books.h"

namespace earshot::outreach {

// With what the item agrees, as things are: the thread or post that a comment says "me too" to, the post that
// a page links to, other pages known to us that it links to. Nothing if readers cannot see it. A link without
// words of agreement is a voice only if it leads to a problem, a question or an idea, or itself tells of a
// problem: a post that many like to link to is no alarm.
std::vector<model::Agreement> agreements_of(db::Reader& reader, const model::Site& site, const Item& item);

// Job gather: counts the voices of a conversation anew; tells staff when they become enough, once, and again
// when they are twice as many; takes back what was not mailed yet when they are too few again.
model::JobOutcome gather(const store::Books& books, model::RowId root);

// Staff wrote where others gather: their case is answered.
void note_answer_to_all(db::Tx& tx, const store::Books& books, const Item& item);

// A conversation and those who agree with it.
struct Gathered {
  std::string subject, url;
  std::vector<model::Agreement> voices;  // distinct, in order of time
};
// Nothing if the conversation is gone.
std::optional<Gathered> read_gathered(db::Reader& reader, const model::Site& site, model::ItemKind root_kind,
                                      model::RowId root);
}  // namespace earshot::outreach
