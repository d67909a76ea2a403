// Posts and comments as an engine shows them become records, and the work that follows becomes jobs, in one
// transaction. The same again changes nothing.
#pragma once
#include <string>
#include <vector>

#include "model/post.h"
#include "store/books.h"
#include "store/post_store.h"

namespace earshot::watch {

// A comment and the key of its post (model::Post::engine_id).
struct SeenComment {
  model::Comment comment;
  std::string post;
};

struct Taken {
  int fresh = 0, changed = 0;
  std::vector<std::string> unknown_posts;  // keys; their comments were left out
};

// One record in the caller's transaction; `comment.post_id` is set.
store::Stored take_post(db::Tx& tx, const store::Books& books, const model::Post& post,
                        bool undated_is_old = false);
store::Stored take_comment(db::Tx& tx, const store::Books& books, const model::Comment& comment);
// False if it was gone already.
bool take_post_away(db::Tx& tx, const store::Books& books, model::RowId id);
bool take_comment_away(db::Tx& tx, const store::Books& books, model::RowId id);

// What was published more than a week before we began to watch is old: it counts in figures and opens no
// case.
// `undated_are_old`: so are those without a date, where the engine shows what it had before we began.
Taken take_posts(const store::Books& books, const std::vector<model::Post>& posts,
                 bool undated_are_old = false);
Taken take_comments(const store::Books& books, const std::vector<SeenComment>& comments);

// What the engine does not show any more.
void take_away(const store::Books& books, const std::vector<model::RowId>& posts,
               const std::vector<model::RowId>& comments);

}  // namespace earshot::watch
