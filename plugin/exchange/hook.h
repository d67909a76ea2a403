// The host's own program hears of each change of what readers see: signed as Standard Webhooks say, tried
// again until it took it, named so that it can tell a repeat.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/job.h"
#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::exchange {

// The job `call_hook`: tells how the linkback stands now. A receiver that was away hears of a linkback's last
// state once, not of each one between. Answers 410: nobody is told any more until the address changes or
// somebody asks for a replay.
model::JobOutcome call_hook(const store::Books& books, net::Fetcher& web, const model::Job& job);

struct HookTrouble {
  std::string what;  // "answered 410 …"
  bool ended = false;
};
// What the configured webhook needs somebody to look at; nothing if all is well.
std::optional<HookTrouble> hook_trouble(db::Reader& reader, const model::Site& site);

// Everything that changed since then is told once more, also to a hook that had ended itself by a 410.
// Returns how many messages are queued.
std::int64_t replay_hooks(db::Tx& tx, const store::Books& books, Time since);

}  // namespace earshot::exchange
