// Engines without an interface of their own: posts and comments from RSS and Atom. A feed shows the newest
// only, so what is missing in it proves nothing.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "markup/feed.h"
#include "net/fetcher.h"
#include "store/books.h"
#include "watch/ingest.h"

namespace earshot::watch {

enum class FeedLook {
  changed,
  all
};  // `changed` asks conditionally, a cheap hint that engines get wrong at times

// Nothing, or why a feed could not be read. Feed addresses that are not configured are looked for on the
// front page.
std::optional<std::string> read_feeds(const store::Books& books, net::Fetcher& web, FeedLook look);

// Values out of a feed; no I/O.
std::vector<model::Post> posts_in(const markup::Feed& feed);
// `post_key` gives model::Post::engine_id for an id or address, or "".
struct FeedComment {
  model::Comment comment;
  std::vector<std::string> post_hints;  // addresses and ids, any of which may be the post's
};
std::vector<FeedComment> comments_in(const markup::Feed& feed);

}  // namespace earshot::watch
