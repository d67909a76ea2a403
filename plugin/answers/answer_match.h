// Brings what we know about a conversation up to date: who wrote, who answers whom, who waits.
#pragma once
#include <functional>
#include <vector>

#include "model/job.h"
#include "store/books.h"

namespace earshot::answers {

// Job `match_answer`: the whole conversation of the comment is matched anew. Safe to repeat. Writes the
// events "answered" (detail: the roster id of who answered) and "answer lost" on comments that were not
// imported, and the job `follow_case` for them, in the same transaction.
// Ends with the job `scan_comment`: names are looked for once it is known whose words they are.
model::JobOutcome match_answer(const store::Books& books, const model::Job& job);

// The same for all comments under one post.
void match_post(const store::Books& books, model::RowId post);

// The same for many posts, after an import: first learns from all of them how each person works through
// comments. `progress` is called with the number of posts done; it may be empty.
void match_posts(const store::Books& books, const std::vector<model::RowId>& posts,
                 const std::function<void(std::size_t done)>& progress);

}  // namespace earshot::answers
