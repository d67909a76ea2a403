// Any Link header and any page behind it: bounded lists of words, an endpoint that is an http address or
// none, answers that are understood or not, in time linear to the bytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "sending/discover.h"
#include "sending/entry_links.h"
#include "sending/link_header.h"
#include "sending/send.h"

namespace {

void expect(bool truth) {
  if (!truth) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace earshot;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const auto line = std::min(input.find('\n'), input.size());
  const std::string_view header = input.substr(0, line),
                         body = input.substr(std::min(line + 1, input.size()));

  const auto links = sending::read_link_header(header);
  expect(links.size() <= 1000);
  for (const auto& link : links) {
    expect(link.reference.size() + link.rels.size() <= header.size());
    expect(link.rels.find("  ") == std::string::npos);
  }

  net::Fetched answer;
  answer.status = 200;
  answer.final_url = *Url::parse("https://friend.example/post/1");
  answer.headers = {{"link", std::string(header)}, {"x-pingback", std::string(header)}};
  answer.body = body;
  for (const bool lenient : {false, true}) {
    const auto endpoint = sending::find_endpoint(answer, answer.final_url, lenient);
    if (endpoint) expect(endpoint->url.text().starts_with("http"));
  }
  for (const auto form : {sending::EntryForm::content, sending::EntryForm::page}) {
    const auto entry = sending::read_entry_links(clean_utf8(body), form, answer.final_url);
    expect(entry.links.size() <= sending::most_entry_links && is_utf8(entry.text));
    for (const auto& link : entry.links) expect(Url::parse(link.written).has_value());
  }
  for (const auto& reply : {sending::read_trackback_answer(answer), sending::read_pingback_answer(answer)}) {
    expect(is_utf8(reply.message) && count_characters(reply.message) <= 330);
  }
  return 0;
}
