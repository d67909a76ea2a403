#include "watch/ingest.h"

#include <algorithm>

#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/post_store.h"
#include "store/sent_store.h"

namespace earshot::watch {

namespace {

using model::JobKind;

// What was written before Earshot stood beside the blog is counted, and alerts nobody.
bool is_old(const store::Books& books, std::optional<Time> published) {
  return published && *published < books.site.since;
}

}  // namespace

store::Stored take_post(db::Tx& tx, const store::Books& books, const model::Post& post, bool undated_is_old) {
  const auto stored = store::put_post(tx, books, post);
  if (stored.turned && !stored.fresh) {
    store::add_event(tx, books, "post", stored.id, *post.comments_open ? "comments open" : "comments closed");
  }
  if (stored.turned || stored.reopened)
    store::add_job(tx, books, JobKind::match_post, stored.id, books.now());
  if (!stored.fresh && !stored.changed && !stored.reopened) return stored;
  store::add_job(tx, books, JobKind::note_links, stored.id, books.now());
  store::add_event(tx, books, "post", stored.id,
                   stored.fresh     ? "seen"
                   : stored.changed ? "edited"
                                    : "public again");
  if (post.published ? !is_old(books, post.published) : !undated_is_old) {
    store::add_job(tx, books, JobKind::scan_post, stored.id, books.now());
  }
  // A post without a date may be any age: what may be old is not sent unasked.
  store::queue_sending(tx, books, stored.id, !post.published || is_old(books, post.published));
  return stored;
}

store::Stored take_comment(db::Tx& tx, const store::Books& books, const model::Comment& comment) {
  const auto stored = store::put_comment(tx, books, comment);
  if (!stored.fresh && !stored.changed && !stored.reopened) return stored;
  if (stored.fresh && !is_old(books, comment.published))
    store::add_event(tx, books, "comment", stored.id, "seen");
  if (stored.changed) store::add_event(tx, books, "comment", stored.id, "edited");
  if (stored.reopened) store::add_event(tx, books, "comment", stored.id, "public again");
  store::add_job(tx, books, JobKind::match_answer, stored.id, books.now());
  return stored;
}

bool take_post_away(db::Tx& tx, const store::Books& books, model::RowId id) {
  if (!store::set_post_gone(tx, books, id)) return false;
  store::add_event(tx, books, "post", id, "gone");
  store::add_job(tx, books, JobKind::match_post, id, books.now());
  store::add_job(tx, books, JobKind::note_links, id, books.now());
  store::queue_sending(tx, books, id, true);
  return true;
}

bool take_comment_away(db::Tx& tx, const store::Books& books, model::RowId id) {
  if (!store::set_comment_gone(tx, books, id)) return false;
  store::add_event(tx, books, "comment", id, "gone");
  store::add_job(tx, books, JobKind::match_answer, id, books.now());
  return true;
}

Taken take_posts(const store::Books& books, const std::vector<model::Post>& posts, bool undated_are_old) {
  if (posts.empty()) return {};
  return books.database.write([&](db::Tx& tx) {
    Taken out;
    for (const auto& post : posts) {
      const auto stored = take_post(tx, books, post, undated_are_old);
      out.fresh += stored.fresh;
      out.changed += stored.changed || stored.reopened;
    }
    return out;
  });
}

Taken take_comments(const store::Books& books, const std::vector<SeenComment>& comments) {
  if (comments.empty()) return {};
  return books.database.write([&](db::Tx& tx) {
    Taken out;
    for (const auto& seen : comments) {
      const auto post = store::find_post_by_engine_id(tx, books.site.id, seen.post);
      if (!post) {
        if (std::find(out.unknown_posts.begin(), out.unknown_posts.end(), seen.post) ==
            out.unknown_posts.end()) {
          out.unknown_posts.push_back(seen.post);
        }
        continue;
      }
      auto comment = seen.comment;
      comment.post_id = post->id;
      const auto stored = take_comment(tx, books, comment);
      out.fresh += stored.fresh;
      out.changed += stored.changed || stored.reopened;
    }
    return out;
  });
}

void take_away(const store::Books& books, const std::vector<model::RowId>& posts,
               const std::vector<model::RowId>& comments) {
  if (posts.empty() && comments.empty()) return;
  books.database.write([&](db::Tx& tx) {
    for (const auto id : posts) take_post_away(tx, books, id);
    for (const auto id : comments) take_comment_away(tx, books, id);
  });
}

}  // namespace earshot::watch
