// A linkback that readers see is handed on to the engine's own receiver, so that it also stands among the
// engine's own comments. The engine verifies it anew and moderates it as it likes; what it says decides
// nothing here.
#pragma once
#include <string_view>

#include "model/job.h"
#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::sending {

// The header field of such a call. Where nginx asks us about the engine's xmlrpc.php, the call comes past us
// once more, and must reach the engine all the same.
inline constexpr std::string_view forward_mark = "X-Earshot-Forward";

// The job `forward`: a pingback to the engine's xmlrpc.php, whatever protocol the linkback came by (the
// engine reads the source anyway). Each outcome is an event of the linkback; what may pass is tried again for
// a day.
model::JobOutcome forward(const store::Books& books, net::Fetcher& web, const model::Job& job);

// Is `mark`, the value of that field, of a call that this site made itself?
bool is_forwarded(db::Reader& reader, model::SiteId site, std::string_view source, std::string_view target,
                  std::string_view mark);

}  // namespace earshot::sending
