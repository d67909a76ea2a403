// From an item to the people it concerns: names are found and stored, a case is opened or joined, each person
// is told once about each item.
#pragma once
#include <string>
#include <vector>

#include "model/job.h"
#include "names/matcher.h"
#include "outreach/item.h"
#include "store/books.h"
#include "store/mention_store.h"
#include "store/name_rule_store.h"

namespace earshot::outreach {

// Job scan_post, scan_comment, scan_linkback. Safe to repeat: an edit that adds a name alerts only the new
// person; one that removes it withdraws a mail that was not sent yet. What is not public alerts nobody.
model::JobOutcome scan_item(const store::Books& books, const names::Matcher& matcher, model::ItemKind kind,
                            model::RowId id);

// The names in it, each with what stands around it; whether it alerts is judged by where it stands and by
// what people said of this source.
std::vector<store::Hit> hits_in(const Item& item, const names::Matcher& matcher,
                                const std::vector<store::NameRule>& rules);

// The name as it was found, folded: what a namesake is known by.
std::string found_name(const model::Mention& mention);

// Job follow_case: the comment was answered, or waits again; its case (if it has one) follows.
model::JobOutcome follow_case(const store::Books& books, model::RowId comment);

}  // namespace earshot::outreach
