// Posts and comments as an engine shows them become records, and the work that follows becomes jobs, in one
// transaction. The same again changes nothing.
#pragma once
#include <string>
#include <vector>

#include "model/post.h"
#include "store/books.h"

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

// What was published more than a week before we began to watch is old: it counts in figures and opens no
// case.
Taken take_posts(const store::Books& books, const std::vector<model::Post>& posts);
Taken take_comments(const store::Books& books, const std::vector<SeenComment>& comments);

// What the engine does not show any more.
void take_away(const store::Books& books, const std::vector<model::RowId>& posts,
               const std::vector<model::RowId>& comments);

}  // namespace earshot::watch
