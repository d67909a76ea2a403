// TrackBack 1.2: a form in, a small XML document out. No I/O.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linkback/receive.h"
#include "model/linkback.h"

namespace earshot::linkback {

// The first value of a form's field, decoded from %XX only: its charset is this wire's business.
using FieldOf = std::function<std::optional<std::string>(std::string_view name)>;

struct TrackbackLimits {
  std::size_t field_bytes = 16 * 1024;  // of a field as sent; more is cut before any conversion
  std::size_t title_characters = 250, excerpt_characters = 300, blog_name_characters = 100;
};

// `charset` is that of the Content-Type ("" = none); the form's own field `charset` counts when the header
// has none. UTF-7 is refused, unknown names are ignored. The claim has no target and no sender yet; markup in
// it is text.
Result<Claim, std::string> read_trackback(const FieldOf& field, std::string_view charset,
                                          const TrackbackLimits& limits = {});

std::string trackback_success();
std::string trackback_error(std::string_view message);

struct TrackbackItem {
  std::string title, url, excerpt;
};
// What `__mode=rss` asks for: RSS 0.91 of the pings of a post.
std::string trackback_rss(std::string_view title, std::string_view url,
                          const std::vector<TrackbackItem>& items);

}  // namespace earshot::linkback
