// Any bytes as a file of linkbacks: lines, webmention.io's JSON, WordPress's export. What is taken is bounded
// and UTF-8, and taking it a second time changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "base/text.h"
#include "exchange/linkback_reading.h"

namespace {

constexpr std::size_t longest_html = 64 * 1024, longest_text = 64 * 1024;

void expect(bool right) {
  if (!right) std::abort();
}

void look_at(const earshot::exchange::Carried& carried) {
  using earshot::is_utf8;
  const auto& [linkback, page] = carried;
  for (const std::string* text :
       {&linkback.source, &linkback.target, &linkback.title, &linkback.excerpt, &linkback.author_name,
        &linkback.author_url, &page.content_text, &page.summary}) {
    expect(is_utf8(*text) && text->size() <= longest_text);
  }
  expect(is_utf8(page.content_html) && page.content_html.size() <= longest_html);
  expect(page.content_html.find("<script") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::istringstream file(std::string(reinterpret_cast<const char*>(bytes), size));
  earshot::exchange::CarriedReceiver to;
  to.linkback = [](std::int64_t, const earshot::exchange::Carried& carried) {
    look_at(carried);
    const auto again = earshot::exchange::made_fit(carried);
    if (const auto* fit = std::get_if<earshot::exchange::Carried>(&again)) {
      expect(fit->linkback.title == carried.linkback.title &&
             fit->page.content_html == carried.page.content_html);
    }
  };
  to.comment = [](std::int64_t, const earshot::exchange::CarriedComment& comment) {
    expect(comment.line.is_object());
  };
  to.bad = [](std::int64_t line, const std::string& why) { expect(line >= 0 && !why.empty()); };
  to.progress = [](std::int64_t) {};
  earshot::exchange::read_carried(file, to);
  return 0;
}
