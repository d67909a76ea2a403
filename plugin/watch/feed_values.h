// Posts and comments out of a feed, in the shapes that engines give them; no I/O.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "markup/feed.h"
#include "model/post.h"

namespace earshot::watch {

std::vector<model::Post> posts_in(const markup::Feed& feed);

struct FeedComment {
  model::Comment comment;               // parent_engine_id may still name the post
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
