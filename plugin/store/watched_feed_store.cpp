#include "store/watched_feed_store.h"

#include "store/columns.h"
#include "store/job_store.h"
#include "store/outside_store.h"

namespace earshot::store {

using model::FeedState;
using model::FollowedPage;
using model::ItemKind;
using model::WatchedFeed;
using model::word;

namespace {

#define EARSHOT_FEED_COLUMNS                                                                         \
  "id, address, feed_url, title, home, state, failure, failures, etag, last_modified, body_digest, " \
  "items, added_at, read_at, changed_at, next_at"
#define EARSHOT_FOLLOWED_COLUMNS                                                                 \
  "id, root_kind, root_id, page_url, comments_feed, etag, last_modified, body_digest, failure, " \
  "failures, begun_at, read_at, news_at, ended_at"

WatchedFeed feed_from(const db::Row& row) {
  WatchedFeed out;
  out.id = row.integer(0);
  out.address = row.text(1);
  out.feed_url = row.text(2);
  out.title = row.text(3);
  out.home = row.text(4);
  out.state = model::stored_word<FeedState>(row.text(5));
  out.failure = row.text(6);
  out.failures = static_cast<int>(row.integer(7));
  out.known = {row.text(8), row.text(9), row.text(10)};
  out.items = row.integer(11);
  out.added = from_micros(row.integer(12));
  out.read = maybe_time(row, 13);
  out.changed = maybe_time(row, 14);
  out.next = maybe_time(row, 15);
  return out;
}

FollowedPage followed_from(const db::Row& row) {
  FollowedPage out;
  out.id = row.integer(0);
  out.root_kind = model::stored_word<ItemKind>(row.text(1));
  out.root_id = row.integer(2);
  out.page_url = row.text(3);
  out.comments_feed = row.text(4);
  out.known = {row.text(5), row.text(6), row.text(7)};
  out.failure = row.text(8);
  out.failures = static_cast<int>(row.integer(9));
  out.begun = from_micros(row.integer(10));
  out.read = maybe_time(row, 11);
  out.news = maybe_time(row, 12);
  out.ended = maybe_time(row, 13);
  return out;
}

std::optional<FollowedPage> followed(const std::optional<db::Row>& row) {
  return row ? std::optional(followed_from(*row)) : std::nullopt;
}

}  // namespace

std::optional<WatchedFeed> find_feed(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first(
      "select " EARSHOT_FEED_COLUMNS " from watched_feed where site_id = $1 and id = $2", {key(site), id});
  return row ? std::optional(feed_from(*row)) : std::nullopt;
}

std::optional<WatchedFeed> find_feed_at(db::Reader& reader, model::SiteId site, const Url& address) {
  const auto row =
      reader.first("select " EARSHOT_FEED_COLUMNS
                   " from watched_feed where site_id = $1 and (address_key = $2 or feed_url = $3)"
                   " order by id limit 1",
                   {key(site), outside_key(address), address.without_fragment().text()});
  return row ? std::optional(feed_from(*row)) : std::nullopt;
}

std::vector<WatchedFeed> list_feeds(db::Reader& reader, model::SiteId site) {
  std::vector<WatchedFeed> out;
  for (const auto& row : reader.query(
           "select " EARSHOT_FEED_COLUMNS " from watched_feed where site_id = $1 order by id", {key(site)}))
    out.push_back(feed_from(row));
  return out;
}

AddedFeed watch_feed(db::Tx& tx, const Books& books, const Url& address, const std::string& title, Time due) {
  const auto site = key(books.site.id);
  auto known = find_feed_at(tx, books.site.id, address);
  if (known && known->state == FeedState::gone) {
    known->state = FeedState::fresh;
    known->failure.clear();
    known->failures = 0;
    known->known = {};
    known->next = due;
    save_feed(tx, books, *known);
    add_job(tx, books, model::JobKind::read_feed, known->id, due);
    return {known->id, false, true};
  }
  if (known) return {known->id};
  const auto id = books.next_id();
  tx.exec(
      "insert into watched_feed (site_id, id, address, address_key, feed_url, title, home, state, failure,"
      " failures, etag, last_modified, body_digest, items, added_at, read_at, changed_at, next_at)"
      " values ($1,$2,$3,$4,'',$5,'','new','',0,'','','',0,$6,null,null,$7)",
      {site, id, address.without_fragment().text(), outside_key(address), title, micros(books.now()),
       micros(due)});
  add_job(tx, books, model::JobKind::read_feed, id, due);
  return {id, true, false};
}

bool unwatch_feed(db::Tx& tx, const Books& books, const Url& address) {
  const auto known = find_feed_at(tx, books.site.id, address);
  if (!known) return false;
  const auto site = key(books.site.id);
  tx.exec("delete from watched_feed where site_id = $1 and id = $2", {site, known->id});
  // Its posts belong to no feed now: the next one that shows them may correct them.
  tx.exec("update outside_item set feed_id = null where site_id = $1 and feed_id = $2", {site, known->id});
  tx.exec("delete from job where site_id = $1 and kind = 'read_feed' and subject = $2 and state = 'ready'",
          {site, known->id});
  return true;
}

void save_feed(db::Tx& tx, const Books& books, const WatchedFeed& feed) {
  tx.exec(
      "update watched_feed set feed_url = $3, title = $4, home = $5, state = $6, failure = $7, failures = $8,"
      " etag = $9, last_modified = $10, body_digest = $11, items = $12, read_at = $13, changed_at = $14,"
      " next_at = $15 where site_id = $1 and id = $2",
      {key(books.site.id), feed.id, feed.feed_url, feed.title, feed.home, std::string(word(feed.state)),
       feed.failure, std::int64_t{feed.failures}, feed.known.etag, feed.known.last_modified,
       feed.known.body_digest, feed.items, time_or_null(feed.read), time_or_null(feed.changed),
       time_or_null(feed.next)});
}

void follow_page(db::Tx& tx, const Books& books, ItemKind root_kind, model::RowId root,
                 const std::string& page_url, const std::string& comments_feed, Time due) {
  const auto id = books.next_id();
  const auto fresh = tx.exec(
      "insert into followed_page (site_id, id, root_kind, root_id, page_url, comments_feed, etag,"
      " last_modified, body_digest, failure, failures, begun_at, read_at, news_at, ended_at)"
      " values ($1,$2,$3,$4,$5,$6,'','','','',0,$7,null,null,null) on conflict do nothing",
      {key(books.site.id), id, std::string(word(root_kind)), root, page_url, comments_feed,
       micros(books.now())});
  if (fresh > 0) return add_job(tx, books, model::JobKind::follow_outside, id, due);
  auto known = followed_page_of(tx, books.site.id, root_kind, root);
  if (!known) return;
  if (known->ended) {
    known->ended.reset();
    known->begun = books.now();
    save_followed(tx, books, *known);
  }
  add_job(tx, books, model::JobKind::follow_outside, known->id, due);
}

std::optional<FollowedPage> find_followed(db::Reader& reader, model::SiteId site, model::RowId id) {
  return followed(reader.first("select " EARSHOT_FOLLOWED_COLUMNS
                               " from followed_page where site_id = $1 and id = $2",
                               {key(site), id}));
}

std::optional<FollowedPage> followed_page_of(db::Reader& reader, model::SiteId site, ItemKind root_kind,
                                             model::RowId root) {
  return followed(reader.first("select " EARSHOT_FOLLOWED_COLUMNS
                               " from followed_page where site_id = $1 and root_kind = $2 and root_id = $3",
                               {key(site), std::string(word(root_kind)), root}));
}

void save_followed(db::Tx& tx, const Books& books, const FollowedPage& page) {
  tx.exec(
      "update followed_page set comments_feed = $3, etag = $4, last_modified = $5, body_digest = $6,"
      " failure = $7, failures = $8, begun_at = $9, read_at = $10, news_at = $11, ended_at = $12"
      " where site_id = $1 and id = $2",
      {key(books.site.id), page.id, page.comments_feed, page.known.etag, page.known.last_modified,
       page.known.body_digest, page.failure, std::int64_t{page.failures}, micros(page.begun),
       time_or_null(page.read), time_or_null(page.news), time_or_null(page.ended)});
}

}  // namespace earshot::store
