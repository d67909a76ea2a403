// Feeds that hold summaries: what a new post says beyond, and whom it links to, is read from its page.
#pragma once
#include <string>
#include <vector>

#include "model/post.h"
#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::watch {

// Puts the entry of its page into those of `posts` whose key is in `summaries`, once for each state in which
// the feed shows them, a few a look. Posts older than we are stay as the feed has them; so do those whose
// page marks up no entry that is longer.
void read_post_pages(const store::Books& books, net::Fetcher& web, const std::vector<std::string>& summaries,
                     std::vector<model::Post>& posts);

}  // namespace earshot::watch
