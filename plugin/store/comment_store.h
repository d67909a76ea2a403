// Comments of the blog, and what the answers room found out about them.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/database.h"
#include "model/post.h"
#include "store/books.h"
#include "store/post_store.h"

namespace earshot::store {

std::optional<model::Comment> find_comment(db::Reader& reader, model::SiteId site, model::RowId id);
// Engines number comments over the whole blog; among imported ones of several posts the first made wins.
std::optional<model::Comment> find_comment_by_engine_id(db::Reader& reader, model::SiteId site,
                                                        const std::string& engine_id);
std::optional<model::Comment> find_comment_in_post(db::Reader& reader, model::SiteId site, model::RowId post,
                                                   const std::string& engine_id);
// In order of time; gone ones too (look at `state`).
std::vector<model::Comment> comments_of_post(db::Reader& reader, model::SiteId site, model::RowId post);
// Who wrote public comments under the post, each once; person: the roster's id, if it is staff for sure.
struct Writer {
  std::string name, person;
};
std::vector<Writer> writers_under(db::Reader& reader, model::SiteId site, model::RowId post);
// By row: only what set_matched writes, as it stands now.
std::unordered_map<model::RowId, model::Comment> matched_of_post(db::Reader& reader, model::SiteId site,
                                                                 model::RowId post);
// Changes with every comment that comes, goes or is edited under the post, and with each word about who wrote
// one.
std::string conversation_mark(db::Reader& reader, model::SiteId site, model::RowId post);
// Public comments of proven or confirmed staff, newest first, older than `before`.
std::vector<model::Comment> staff_comments(db::Reader& reader, model::SiteId site, std::optional<Time> before,
                                           int limit);
// The same of one person.
std::vector<model::Comment> comments_of_person(db::Reader& reader, model::SiteId site,
                                               const std::string& person, int limit);
// All of them, post by post and in order of time, without keeping them.
void stream_staff_comments(db::Reader& reader, model::SiteId site,
                           const std::function<void(const model::Comment&)>& each);

// Public ones under a staff member's name who is not known to have written them, newest first.
void stream_unproven_comments(db::Reader& reader, model::SiteId site,
                              const std::function<void(const model::Comment&)>& each);

// Same post and engine_id, same row; `comment.id`, `seen` and the derived fields are not looked at. A comment
// once imported stays so. A comment once taken as public is public again when put.
Stored put_comment(db::Tx& tx, const Books& books, const model::Comment& comment);
// False if it was gone already. The caller sees to it that its answers are matched again.
bool set_comment_gone(db::Tx& tx, const Books& books, model::RowId id);

// What was derived. Writes only what differs and says whether it did.
bool set_identity(db::Tx& tx, model::SiteId site, model::RowId id, const std::string& person,
                  model::Identity identity, const std::string& why);
void set_needs(db::Tx& tx, model::SiteId site, model::RowId id, bool needs, const std::string& why);
void set_wait(db::Tx& tx, model::SiteId site, model::RowId id, const model::Wait& wait);
// All three in one.
void set_matched(db::Tx& tx, model::SiteId site, const model::Comment& comment);

// Posts under which imported comments wait for the job `match_answer`, and the end of that waiting.
std::vector<model::RowId> imported_and_unmatched(db::Reader& reader, model::SiteId site);
void note_imported_matched(db::Tx& tx, model::SiteId site, model::RowId post);

// Public comments that wait for an answer, longest wait first.
std::vector<model::Comment> waiting_comments(db::Reader& reader, model::SiteId site, int limit);
std::int64_t count_waiting(db::Reader& reader, model::SiteId site);

struct LiveComment {
  model::RowId id = 0, post_id = 0;
  std::string engine_id, digest;
  bool imported = false;
};
// All public comments, by id: what a sweep compares with the engine.
void stream_live_comments(db::Reader& reader, model::SiteId site,
                          const std::function<void(const LiveComment&)>& each);
std::string digest_of(const model::Comment& comment);
// Who wrote it, as far as one comment tells: the account, else name and address.
std::string author_key(const model::Comment& comment);
// Public ones of one author, the newest first.
std::vector<model::Comment> comments_by(db::Reader& reader, model::SiteId site, const std::string& author_key,
                                        int limit);
// Of the latest `limit` public ones those that were seen since, the newest first.
std::vector<model::Comment> comments_since(db::Reader& reader, model::SiteId site, Time since, int limit);

// What figures are made of: a public comment that needs an answer.
struct WaitFact {
  model::RowId item = 0, post_id = 0;
  std::optional<Time> published;
  std::optional<Time> seen;  // nothing: imported, so that its seeing says nothing
  model::Wait wait;
};
// Items published in [from, to), in order of time; those without a time, first, only when neither end is
// given.
void stream_waits(db::Reader& reader, model::SiteId site, std::optional<Time> from, std::optional<Time> to,
                  const std::function<void(const WaitFact&)>& each);
// Of the same, those that had an answer and were deleted behind it; in no order.
void stream_answered_and_gone(db::Reader& reader, model::SiteId site, std::optional<Time> from,
                              std::optional<Time> to, const std::function<void(const WaitFact&)>& each);

// Those that wait now, longest first.
struct WaitingFact {
  model::RowId item = 0, post_id = 0;
  std::optional<Time> since;
};
void stream_waiting(db::Reader& reader, model::SiteId site,
                    const std::function<void(const WaitingFact&)>& each);

}  // namespace earshot::store
