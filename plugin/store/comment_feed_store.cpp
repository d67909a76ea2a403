#include "store/comment_feed_store.h"

#include "store/columns.h"

namespace earshot::store {

namespace {

std::vector<CommentFeed> feeds_where(db::Reader& reader, std::string_view rest, db::Reader::Values values) {
  std::vector<CommentFeed> out;
  for (const auto& row :
       reader.query(std::string("select f.post_id, f.url, f.told, f.read_at from comment_feed f"
                                " join post p on p.site_id = f.site_id and p.id = f.post_id"
                                " where f.site_id = $1 and p.state = 'public' ")
                        .append(rest)
                        .append(" order by p.published_at desc, f.post_id desc limit $2"),
                    values)) {
    out.push_back({row.integer(0), row.text(1), row.integer(2), maybe_time(row, 3)});
  }
  return out;
}

}  // namespace

void put_comment_feed(db::Tx& tx, model::SiteId site, const CommentFeed& feed) {
  tx.exec(
      "insert into comment_feed (site_id, post_id, url, told, told_then, read_at)"
      " values ($1, $2, $3, $4, -1, null) on conflict (site_id, post_id) do update"
      " set url = excluded.url, told = excluded.told"
      " where comment_feed.url <> excluded.url or comment_feed.told <> excluded.told",
      {key(site), feed.post_id, feed.url, feed.told});
}

std::vector<CommentFeed> comment_feeds_with_news(db::Reader& reader, model::SiteId site, int limit) {
  return feeds_where(reader,
                     "and ((f.told = -1 and f.read_at is null) or (f.told <> f.told_then and f.told >"
                     " (select count(*) from comment c where c.site_id = f.site_id and c.post_id = f.post_id"
                     " and c.state = 'public')))",
                     {key(site), std::int64_t{limit}});
}

std::vector<CommentFeed> newest_comment_feeds(db::Reader& reader, model::SiteId site, int limit) {
  return feeds_where(reader, "", {key(site), std::int64_t{limit}});
}

void note_comment_feed_read(db::Tx& tx, const Books& books, const CommentFeed& feed) {
  tx.exec("update comment_feed set told_then = $3, read_at = $4 where site_id = $1 and post_id = $2",
          {key(books.site.id), feed.post_id, feed.told, micros(books.now())});
}

}  // namespace earshot::store
