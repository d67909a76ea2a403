// Linkbacks we send: what each entry's links were told, and what is still to be told.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"
#include "db/database.h"
#include "model/sent.h"
#include "store/books.h"

namespace earshot::store {

// A page counts once for an entry, whatever fragment its links name.
std::string sent_source_key(const Url& source);
std::string sent_target_key(const Url& target);

std::optional<model::Sent> find_sent(db::Reader& reader, model::SiteId site, model::RowId id);
std::optional<model::Sent> find_sent_by_pair(db::Reader& reader, model::SiteId site,
                                             std::string_view source_key, std::string_view target_key);
// Of one entry, in the order of their first queueing.
std::vector<model::Sent> sent_for_post(db::Reader& reader, model::SiteId site, model::RowId post_id);
// Newest first; without a source those of all entries.
std::vector<model::Sent> list_sent(db::Reader& reader, model::SiteId site,
                                   const std::optional<std::string>& source_key, int limit);
// How many were queued since then.
std::int64_t count_queued(db::Reader& reader, model::SiteId site, Time since);
// Was this trackback address told of the entry already, by whichever link?
bool pinged_before(db::Reader& reader, model::SiteId site, std::string_view source_key,
                   std::string_view endpoint);

// Asserts that the pair is new.
void insert_sent(db::Tx& tx, const Books& books, const model::Sent& sent);
// Stores every field but id, source and keys. Asserts that the move from before.state is allowed.
void save_sent(db::Tx& tx, const Books& books, const model::Sent& before, const model::Sent& after);

// A post was published, changed or taken away: adds the job `send_post` if the site sends linkbacks and this
// post is one to send for. `old`: it was published before we stood beside the blog; then only if something
// was sent for it earlier.
void queue_sending(db::Tx& tx, const Books& books, model::RowId post_id, bool old);
// What readers see as responses to the post changed: the same an hour later, if the site wants that and
// somebody was told of the post.
void queue_salmention(db::Tx& tx, const Books& books, model::RowId post_id);

// The source of the newest shown linkback that stands on another host than this one; nothing if there is
// none.
std::optional<std::string> find_voucher(db::Reader& reader, model::SiteId site, std::string_view not_host);

}  // namespace earshot::store
