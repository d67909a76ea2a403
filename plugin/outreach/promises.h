// "We will fix it next week": what staff promise in public, by when a reader would expect it, and the later
// post or comment that keeps it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/zone.h"
#include "outreach/item.h"
#include "store/books.h"

namespace earshot::outreach {

struct FoundPromise {
  std::string sentence, words;  // words: those that made it one
  Time due{};                   // the end of the day, two weeks from `at` if none is named
};
// English and German; what depends on the reader ("if you …") and what is denied is no promise.
std::vector<FoundPromise> promises_in(std::string_view text, Time at, const model::Zone& zone);

// The day that a sentence of a promise names, seen from `at`; its end. Two weeks if it names none.
Time promised_by(std::string_view sentence, Time at, const model::Zone& zone);

// The promises in an item of staff are stored, and those are kept whose answer or thread it links.
void note_promises(db::Tx& tx, const store::Books& books, const Item& item);

}  // namespace earshot::outreach
