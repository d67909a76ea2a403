// Posts and comments out of a feed, in the shapes that engines give them; no I/O.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "markup/feed.h"
#include "model/post.h"

namespace earshot::watch {

// It bears the address of a comment's place on its page.
bool stands_as_comment(const markup::FeedEntry& entry);

// A feed may hold both, as tDiary's does.
struct SortedFeed {
  markup::Feed posts, comments;
};
// Of a feed of posts those are comments that stand as such; of one of comments all are, unless some stand so
// and others at pages of their own.
SortedFeed sorted(markup::Feed feed, bool of_comments);

// Without `published` where the entry tells only when it was changed.
std::vector<model::Post> posts_in(const markup::Feed& feed);
// Keys of those of which the feed may hold a summary only.
std::vector<std::string> summaries_in(const markup::Feed& feed);

struct FeedComment {
  model::Comment comment;               // parent_engine_id may still name the post
  bool dated_by_change = false;         // `published` is when it was last changed
  std::string title;                    // of the entry
  std::vector<std::string> post_hints;  // addresses and ids, any of which may be the post's
  std::string post_url, post_title;     // what the entry says of a post that no hint leads to; "" = nothing
  std::optional<Url> own_page;          // the comment has a page of its own, which names the post
};
// The key of a comment whose entry has none of its own: of who wrote it and when.
std::string made_key(const model::Comment& comment);

std::vector<FeedComment> comments_in(const markup::Feed& feed);

// "0577…" of an author whom Blogger itself names by a profile; "" for names and addresses that were typed in.
std::string blogger_profile(const markup::FeedEntry& entry);

}  // namespace earshot::watch
