// Pings that were received, from the claim to what readers see.
//
// A pair (source, target) is one record. source_key is made of the normalised source with its fragment,
// because several entries may stand on one page (`/#p123`); target_key of the normalised target without it,
// because posts are pages. What the sender wrote stays in `source` and `target`.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"
#include "db/database.h"
#include "model/linkback.h"
#include "store/books.h"
#include "store/event_store.h"

namespace earshot::store {

std::string source_key(const Url& source);
std::string target_key(const Url& target);

std::optional<model::Linkback> find_linkback(db::Reader& reader, model::SiteId site, model::RowId id);
std::optional<model::Linkback> find_linkback_by_token(db::Reader& reader, model::SiteId site,
                                                      std::string_view token);
std::optional<model::Linkback> find_linkback_by_pair(db::Reader& reader, model::SiteId site,
                                                     std::string_view source_key,
                                                     std::string_view target_key);

// A record of this source about this post under another address of it, already verified or decided by a
// moderator. A source that moved for good is the one at its new address (move_source).
std::optional<model::Linkback> find_settled_twin(db::Reader& reader, model::SiteId site,
                                                 std::string_view source_key, model::RowId post_id);

// One that readers see, and where it was read.
struct ShownAt {
  model::RowId id = 0;
  std::string source, digest, final_url, canonical;
};
// Those under a post that one host's addresses led to and that were read at this page, whatever the query and
// the fragment.
std::vector<ShownAt> shown_at_page(db::Reader& reader, model::SiteId site, model::RowId post_id,
                                   std::string_view source_host, const Url& page);

// Oldest first; a source that reached the post under two addresses is listed once.
std::vector<model::Linkback> shown_linkbacks(db::Reader& reader, model::SiteId site, model::RowId post_id,
                                             int limit);
// Newest first; without a state those of all states.
std::vector<model::Linkback> list_linkbacks(db::Reader& reader, model::SiteId site,
                                            std::optional<model::LinkbackState> state, int limit);
// Shown ones of one writer at one host, the newest first.
std::vector<model::Linkback> linkbacks_by(db::Reader& reader, model::SiteId site, const std::string& host,
                                          const std::string& author_name, int limit);
// States without a record are left out.
std::map<model::LinkbackState, std::int64_t> count_linkbacks(db::Reader& reader, model::SiteId site);

// False, and nothing is written, when the pair is there already.
bool insert_linkback(db::Tx& tx, const Books& books, const model::Linkback& linkback);
// Stores every field but keys, token, source and the time of receipt; `changed` becomes now if the state, the
// digest or the source differs from `before`. Asserts that the move from before.state is listed in
// model/linkback.h.
void save_linkback(db::Tx& tx, const Books& books, const model::Linkback& before, model::Linkback after);

// Its source has moved for good: from now on it is a record of that address, and pings from there are its
// repeats. The pair must be free. Sets source, source_key and source_host of `linkback`.
void move_source(db::Tx& tx, const Books& books, model::Linkback& linkback, const Url& to);

// What happened to it, oldest first. Its first step is read from the record itself: to write it down a second
// time would make taking a ping in dearer.
std::vector<Event> history_of(db::Reader& reader, model::SiteId site, const model::Linkback& linkback);

// Refused or gone, it may be read once more where its ping comes again. Its state stays until then; the event
// says that somebody waits for an answer, and the next one about its end is that answer.
inline constexpr std::string_view received_again = "received_again";
// A trackback's words came in a charset that nobody told: they are its words only if its page says them too.
inline constexpr std::string_view words_guessed = "words_guessed";
bool has_ended(model::LinkbackState state);
std::optional<Time> waits_again_since(db::Reader& reader, model::SiteId site,
                                      const model::Linkback& linkback);

// Of a row with the ten columns final_url, content_html, content_text, summary, author_photo, published_text,
// rsvp, canonical, syndication, photos from `first` on; page_text and link_at stay empty.
model::SourcePage source_page_from(const db::Row& row, std::size_t first);
// What the source said; nothing if it was never read.
std::optional<model::SourcePage> find_source_page(db::Reader& reader, model::SiteId site, model::RowId id);
// Where it was read, after redirects: of that alone.
std::optional<std::string> read_at(db::Reader& reader, model::SiteId site, model::RowId id);
void put_source_page(db::Tx& tx, const Books& books, model::RowId id, const model::SourcePage& page);

// Did a ping to this target end as `target_unknown` since then?
bool target_was_unknown(db::Reader& reader, model::SiteId site, std::string_view target_key, Time since);
// When the record will be verified next, if that is queued.
std::optional<Time> verify_due(db::Reader& reader, model::SiteId site, model::RowId id);

}  // namespace earshot::store
