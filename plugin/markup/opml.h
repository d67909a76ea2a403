// Lists of feeds as readers of feeds exchange them: OPML 1.0 and 2.0, outlines in outlines.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/url.h"

namespace earshot::markup {

struct OpmlFeed {
  std::string title;
  std::optional<Url> feed, page;  // xmlUrl, htmlUrl
};

struct OpmlList {
  std::vector<OpmlFeed> feeds;
  // Outlines that should name a feed and do not, in words; folders and notes are none.
  std::vector<std::string> bad;
};

struct OpmlLimits {
  std::size_t bytes = 8 * 1024 * 1024;
  std::size_t feeds = 10000;
};

// The error is a sentence for the operator. A DOCTYPE is refused; small sins against XML are forgiven.
Result<OpmlList, std::string> read_opml(std::string_view bytes, const OpmlLimits& limits = {});
std::string write_opml(std::string_view title, const std::vector<OpmlFeed>& feeds);

}  // namespace earshot::markup
