#include "store/post_store.h"

#include "base/token.h"
#include "base/url.h"
#include "store/columns.h"

namespace earshot::store {

using model::word;

namespace {

#define EARSHOT_POST_COLUMNS(html)                                       \
  "select id, engine_id, url, title, author_name, author_account, " html \
  ", published_at, modified_at, pings_open, state from post where site_id = $1 and "

model::Post post_from(const db::Row& row) {
  model::Post out;
  out.id = row.integer(0);
  out.engine_id = row.text(1);
  out.url = row.text(2);
  out.title = row.text(3);
  out.author_name = row.text(4);
  out.author_account = row.text(5);
  out.html = row.text(6);
  out.published = maybe_time(row, 7);
  out.modified = maybe_time(row, 8);
  out.pings_open = row.flag(9);
  out.state = model::stored_word<model::Visibility>(row.text(10));
  return out;
}

std::optional<model::Post> one(db::Reader& reader, std::string_view sql, db::Reader::Values values) {
  const auto row = reader.first(sql, values);
  return row ? std::optional(post_from(*row)) : std::nullopt;
}

std::string key_of(const std::string& address) {
  const auto url = Url::parse(address);
  return url ? page_key(*url) : address;
}

// A post that was known by its address only (imported, or read from a feed) gets the engine's key.
bool adopt(db::Tx& tx, const Books& books, const model::Post& post) {
  return tx.exec("update post set engine_id = $2 where site_id = $1 and engine_id = url and url_key = $3",
                 {key(books.site.id), post.engine_id, key_of(post.url)}) > 0;
}

}  // namespace

std::optional<model::Post> find_post(db::Reader& reader, model::SiteId site, model::RowId id) {
  return one(reader, EARSHOT_POST_COLUMNS("html") "id = $2", {key(site), id});
}

std::optional<model::Post> find_post_by_key(db::Reader& reader, model::SiteId site,
                                            const std::string& url_key) {
  return one(reader,
             EARSHOT_POST_COLUMNS(
                 "''") "url_key = $2 order by case when state = 'public' then 0 else 1 end, id limit 1",
             {key(site), url_key});
}

std::optional<model::Post> find_post_by_engine_id(db::Reader& reader, model::SiteId site,
                                                  const std::string& engine_id) {
  return one(reader, EARSHOT_POST_COLUMNS("''") "engine_id = $2", {key(site), engine_id});
}

// Times are left out: WordPress moves `modified` for a new comment count of some plugins, and nobody sees it.
std::string digest_of(const model::Post& post) {
  std::string all;
  for (const std::string* part :
       {&post.url, &post.title, &post.author_name, &post.author_account, &post.html}) {
    all.append(std::to_string(part->size())).append(":").append(*part);
  }
  return sha256_hex(all.append(post.pings_open ? "+" : "-"));
}

Stored put_post(db::Tx& tx, const Books& books, const model::Post& post) {
  const auto site = key(books.site.id);
  const auto digest = digest_of(post);
  Stored out;
  constexpr std::string_view by_engine_id =
      "select id, digest, state from post where site_id = $1 and engine_id = $2";
  auto known = tx.first(by_engine_id, {site, post.engine_id});
  if (!known && adopt(tx, books, post)) known = tx.first(by_engine_id, {site, post.engine_id});
  if (!known) {
    out.id = books.next_id();
    out.fresh = true;
    tx.exec(
        "insert into post (site_id, id, engine_id, url, url_key, title, author_name, author_account, html, "
        "digest, "
        "published_at, modified_at, seen_at, pings_open, state)"
        " values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,'public')",
        {site, out.id, post.engine_id, post.url, key_of(post.url), post.title, post.author_name,
         post.author_account, post.html, digest, time_or_null(post.published), time_or_null(post.modified),
         micros(books.now()), std::int64_t{post.pings_open}});
    return out;
  }
  out.id = known->integer(0);
  out.changed = known->text(1) != digest;
  out.reopened = known->text(2) != word(model::Visibility::open);
  if (!out.changed && !out.reopened) return out;
  tx.exec(
      "update post set url = $3, url_key = $4, title = $5, author_name = $6, author_account = $7, html = $8,"
      " digest = $9, published_at = coalesce($10, published_at), modified_at = coalesce($11, modified_at),"
      " pings_open = $12, state = 'public' where site_id = $1 and id = $2",
      {site, out.id, post.url, key_of(post.url), post.title, post.author_name, post.author_account, post.html,
       digest, time_or_null(post.published), time_or_null(post.modified), std::int64_t{post.pings_open}});
  return out;
}

bool set_post_gone(db::Tx& tx, const Books& books, model::RowId id) {
  return tx.exec("update post set state = 'gone' where site_id = $1 and id = $2 and state = 'public'",
                 {key(books.site.id), id}) > 0;
}

std::vector<model::RowId> posts_behind(db::Reader& reader, model::SiteId site, model::RowId last, int limit) {
  std::vector<model::RowId> out;
  for (const auto& row :
       reader.query("select p.id from post p where p.site_id = $1 and p.id > $2 and exists"
                    " (select 1 from comment c where c.site_id = p.site_id and c.post_id = p.id)"
                    " order by p.id limit $3",
                    {key(site), last, std::int64_t{limit}})) {
    out.push_back(row.integer(0));
  }
  return out;
}

std::vector<LivePost> live_posts(db::Reader& reader, model::SiteId site) {
  std::vector<LivePost> out;
  for (const auto& row : reader.query(
           "select id, engine_id, digest from post where site_id = $1 and state = 'public' order by id",
           {key(site)})) {
    out.push_back({row.integer(0), row.text(1), row.text(2)});
  }
  return out;
}

}  // namespace earshot::store
