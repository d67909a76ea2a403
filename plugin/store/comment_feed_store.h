// Feeds of the comments under one post, for engines that are watched by feeds: which of them have news.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "store/books.h"

namespace earshot::store {

struct CommentFeed {
  model::RowId post_id = 0;
  std::string url;
  std::int64_t told = -1;  // how many comments the blog says there are; -1 = it does not say
  std::optional<Time> read;
};

// As the blog's feed names it now.
void put_comment_feed(db::Tx& tx, model::SiteId site, const CommentFeed& feed);
// Those of which the blog tells that there are more comments than we have, once for each number it tells, and
// those of unknown number that nobody ever read; newest posts first.
std::vector<CommentFeed> comment_feeds_with_news(db::Reader& reader, model::SiteId site, int limit);
// Those of the newest posts, whatever they tell.
std::vector<CommentFeed> newest_comment_feeds(db::Reader& reader, model::SiteId site, int limit);
// It was read when it was told that there are so many comments.
void note_comment_feed_read(db::Tx& tx, const Books& books, const CommentFeed& feed);

}  // namespace earshot::store
