// A feed of comments written down in a test, as the watch room reads it.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string_view>
#include <vector>

#include "watch/feed_values.h"

namespace earshot::doubles {

inline markup::Feed parsed(std::string_view source) {
  auto read = markup::read_feed(source, "application/xml", *Url::parse("https://blog.example/comments.xml"));
  BOOST_TEST_REQUIRE(read.ok());
  return *read;
}

inline std::vector<watch::FeedComment> comments(std::string_view source) {
  return watch::comments_in(parsed(source));
}

}  // namespace earshot::doubles
