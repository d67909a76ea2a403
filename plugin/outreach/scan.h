// From an item to the people it concerns: names are found and stored, a case is opened or joined, each person
// is told once about each item.
#pragma once
#include "model/job.h"
#include "names/matcher.h"
#include "store/books.h"

namespace earshot::outreach {

// Job scan_post, scan_comment, scan_linkback. Safe to repeat: an edit that adds a name alerts only the new
// person; one that removes it withdraws a mail that was not sent yet. What is not public alerts nobody.
model::JobOutcome scan_item(const store::Books& books, const names::Matcher& matcher, model::ItemKind kind,
                            model::RowId id);

// The name as it was found, folded: what a namesake is known by.
std::string found_name(const model::Mention& mention);

// Job follow_case: the comment was answered, or waits again; its case (if it has one) follows.
model::JobOutcome follow_case(const store::Books& books, model::RowId comment);

}  // namespace earshot::outreach
