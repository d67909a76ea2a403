// Engines without an interface of their own: posts and comments from RSS and Atom. A feed shows the newest
// only, so what is missing in it proves nothing, and a feed of which nothing was known may have passed some.
#pragma once
#include <optional>
#include <string>

#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::watch {

enum class FeedLook {
  changed,
  all
};  // `changed` asks conditionally, a cheap hint that engines get wrong at times

struct FeedNews {
  std::optional<std::string> trouble;  // why a feed could not be read
  Duration pace{};                     // when to look again, by how fast comments come
};
// Feed addresses that are not configured are looked for on the front page. Where the feed of all comments is
// too short for what came, the further pages of it and the feeds of single posts are read as well.
FeedNews read_feeds(const store::Books& books, net::Fetcher& web, FeedLook look);

}  // namespace earshot::watch
