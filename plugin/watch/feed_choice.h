// Which of the feeds that a blog's front page names holds its posts, and which its comments.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/url.h"
#include "markup/feed.h"
#include "markup/page.h"

namespace earshot::watch {

// The error is a sentence for the operator.
using ReadFeed = std::function<Result<markup::Feed, std::string>(const Url&)>;

struct ChosenFeed {
  Url url;
  std::size_t entries = 0;
};
struct ChosenFeeds {
  std::optional<ChosenFeed> posts, comments;  // never the same feed
  std::string trouble;                        // of the last one that could not be read
};
// By what stands in them; where nothing stands there yet, by what the page says of them.
ChosenFeeds choose_feeds(const markup::Page& front, const ReadFeed& read);

}  // namespace earshot::watch
