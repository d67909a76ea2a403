// What readers said on a page, as far as the page marks it up: h-cite or h-entry as `comment` of an entry
// (https://indieweb.org/comments-presentation), or entries that reply to the page itself.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/url.h"

namespace earshot::markup {

struct PageComment {
  std::string author_name;
  std::optional<Url> author_url, url;
  std::string html;  // not cleaned
  std::optional<Time> published;
};

// In page order. Likes, reposts and other responses without words are none.
std::vector<PageComment> read_page_comments(std::string_view bytes, std::string_view content_type,
                                            const Url& final_url, std::size_t most = 500);

}  // namespace earshot::markup
