// What an engine pushes: signed, but by programs of any quality.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "watch/pushed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace earshot;
  const watch::PushLimits limits;
  const auto push = watch::read_push({reinterpret_cast<const char*>(bytes), size}, limits);
  if (!push.ok()) return push.error().empty() ? std::abort(), 0 : 0;
  if (push->records.size() + push->bad.size() > limits.records) std::abort();
  for (const auto& record : push->records) {
    const auto& written = record.comment;
    const auto& c = written.comment;
    if (!is_utf8(c.html) || !is_utf8(c.author_name) || !is_utf8(record.post.title) ||
        !is_utf8(written.post_title))
      std::abort();
    if (record.kind == watch::PushKind::comment && (c.engine_id.empty() || written.post_name.empty()))
      std::abort();
  }
  return 0;
}
