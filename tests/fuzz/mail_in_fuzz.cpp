// Whatever comes in by mail: it is read within the limits, what is made of it is valid text, and nothing is
// ever sent for it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "doubles/memory_books.h"
#include "net/mime_reader.h"
#include "telling/mail_in.h"
#include "telling/reply_text.h"

using namespace earshot;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

std::size_t count_parts(const net::MimePart& part) {
  std::size_t out = 1;
  for (const auto& below : part.parts) out += count_parts(below);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static doubles::MemoryBooks scene;
  scene.site.mail_in = "earshot@blog.example";
  const std::string_view mail(reinterpret_cast<const char*>(bytes), size);
  const auto read = net::read_mime(mail);
  require(count_parts(read) <= net::MimeLimits{}.parts);
  const auto text = telling::reply_text(read);
  require(is_utf8(text) && text.size() <= telling::longest_note);
  (void)telling::reply_words(text);
  for (const auto& group : net::read_header_groups(mail))
    require(group.headers.size() <= net::MimeLimits{}.headers);
  const auto heard = telling::hear_mail(scene.books(), read);  // a store without letters: nothing can be ours
  require(heard.what == telling::HeardMail::not_ours || heard.what == telling::HeardMail::dropped);
  return 0;
}
