// A conversation elsewhere and its case: what staff say there answers it, what a reader asks then lets it
// wait again.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "base/url.h"
#include "model/outside.h"
#include "store/books.h"

namespace earshot::outside {

// Comments that were found in a conversation are stored, with the jobs that scan them. Those from before
// `since`, and undated ones at a first look, are old. True if any was new or had changed.
bool take_comments(db::Tx& tx, const store::Books& books, model::ItemKind root_kind, model::RowId root,
                   std::vector<model::OutsideItem> comments, Time since, bool first_look);

// Who of the staff answered there is stored, and the case (if there is one) follows. Safe to repeat.
void follow_case(db::Tx& tx, const store::Books& books, model::ItemKind root_kind, model::RowId root);

struct Confirmed {
  model::RowId case_id = 0;
  model::CaseState state{};
  bool comment_seen = false;  // else the address is kept until the comment is found there
};
// Somebody of the staff says: that comment (or: one on that page) is this person's answer. The error is for
// the operator.
Result<Confirmed, std::string> confirm_answer(db::Tx& tx, const store::Books& books, const Url& url,
                                              const model::Person& person);

}  // namespace earshot::outside
