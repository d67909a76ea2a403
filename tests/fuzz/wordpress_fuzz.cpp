// Any bytes as a WordPress answer: read or refused, never more than the limits allow.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "watch/wordpress_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const earshot::watch::JsonLimits limits{.depth = 16, .rows = 20, .html_bytes = 4096, .name_bytes = 64};
  const auto comments = earshot::watch::read_comments(text, limits);
  if (comments && comments->size() > limits.rows) std::abort();
  const auto posts = earshot::watch::read_posts(text, limits);
  if (posts) {
    for (const auto& row : *posts) {
      if (row.post.url.empty() || row.post.html.size() > 8 * limits.html_bytes) std::abort();
    }
  }
  static_cast<void>(earshot::watch::read_users(text, limits));
  return 0;
}
