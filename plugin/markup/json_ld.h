// What a page says of itself in <script type="application/ld+json">: the fallback where it has no
// microformats.
#pragma once
#include <string>
#include <string_view>

namespace earshot::markup {

struct JsonLd {
  std::string headline, published;
  std::string author_name, author_url, author_photo;  // addresses as written
};

// Fills what is still empty. Scripts over 64 KiB and those that are no JSON say nothing.
void read_json_ld(std::string_view script, JsonLd& out);

}  // namespace earshot::markup
