// Which pages are to be told of an entry of ours: compared with what they were told before, so that nothing
// is sent when nothing changed, and those whose link went hear of it once more.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/job.h"
#include "model/post.h"
#include "model/sent.h"
#include "net/fetcher.h"
#include "sending/entry_links.h"
#include "store/books.h"

namespace earshot::sending {

// An entry as its links are to be told of it.
struct Entry {
  explicit Entry(Url address) : source(std::move(address)) {}
  Url source;
  std::optional<model::RowId> post_id;
  bool gone = false;  // deleted: no links, and that is known for sure
  std::vector<EntryLink> links;
  std::string title, excerpt;
  std::string digest;  // of words and links: markup that changes nothing for a reader sends nothing
};

struct OutboxLimits {
  std::int64_t targets_an_hour = 300;  // of one site, unasked: an import or a bulk edit does not flood others
};

// Nothing if the post's address is none.
std::optional<Entry> entry_of(const model::Post& post);
// With the responses that readers see below it, where the site wants those told (salmention). Which ones they
// are counts and not what they say: two blogs that answer each other come to rest.
std::optional<Entry> entry_of(db::Reader& reader, const model::Site& site, const model::Post& post);
// For a page of the site that is no known post: its own content as readers get it. Holds no transaction.
Result<Entry, std::string> fetch_entry(net::Fetcher& web, const model::Site& site, const Url& source);
// Why a link of the entry is not told, or nothing if it is.
std::optional<std::string> why_not_told(const model::Site& site, const Url& source, const Url& target);

enum class Cause {
  change,  // those that have not heard of the entry as it is now
  by_hand  // also those that have; no limit an hour
};
// Makes or renews the rows of the entry's links and adds their jobs `send_ping`; says which rows are queued.
// With `only` no other target is touched.
std::vector<model::RowId> queue_entry(db::Tx& tx, const store::Books& books, const Entry& entry, Cause cause,
                                      const std::optional<Url>& only = std::nullopt);

// The job `send_post`.
model::JobOutcome send_post(const store::Books& books, const model::Job& job,
                            const OutboxLimits& limits = {});

}  // namespace earshot::sending
