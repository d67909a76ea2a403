#include "store/post_store.h"

#include <algorithm>

#include "base/token.h"
#include "base/url.h"
#include "store/columns.h"

namespace earshot::store {

using model::word;

namespace {

#define EARSHOT_POST_COLUMNS(html)                                       \
  "select id, engine_id, url, title, author_name, author_account, " html \
  ", published_at, modified_at, pings_open, state, closed_at from post where site_id = $1 and "

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
  out.closed = maybe_time(row, 11);
  return out;
}

std::optional<model::Post> post_where(db::Reader& reader, std::string_view sql, db::Reader::Values values) {
  const auto row = reader.first(sql, values);
  return row ? std::optional(post_from(*row)) : std::nullopt;
}

std::string address_key(const std::string& address) {
  const auto url = Url::parse(address);
  return url ? page_key(*url) : address;
}

// A post that was known by its address only (imported, or read from a feed) gets the engine's key. Of several
// on one page, each at its own place, that is none of the others.
bool adopt(db::Tx& tx, const Books& books, const model::Post& post) {
  const bool whole_page = post.url.find('#') == std::string::npos;
  return tx.exec(
             "update post set engine_id = $2 where site_id = $1 and engine_id = url and url_key = $3"
             " and (url = $4 or ($5 = 1 and url not like '%#%'))",
             {key(books.site.id), post.engine_id, address_key(post.url), post.url,
              std::int64_t{whole_page}}) > 0;
}

// Since when nobody can comment, given since when that was so before.
std::optional<Time> closed_since(const model::Post& post, std::optional<Time> before, bool reopened,
                                 Time now) {
  if (!post.comments_open) return reopened ? std::nullopt : before;
  if (*post.comments_open) return std::nullopt;
  return before ? before : now;
}

}  // namespace

std::optional<Place> place_of_post(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first(
      "select engine_id, url, url_key, closed_at from post where site_id = $1 and id = $2", {key(site), id});
  if (!row) return std::nullopt;
  return Place{row->text(0), row->text(1), row->text(2), maybe_time(*row, 3)};
}

std::optional<model::Post> find_post(db::Reader& reader, model::SiteId site, model::RowId id) {
  return post_where(reader, EARSHOT_POST_COLUMNS("html") "id = $2", {key(site), id});
}

std::optional<model::Post> find_post_by_key(db::Reader& reader, model::SiteId site,
                                            const std::string& url_key, const std::string& url) {
  return post_where(reader,
                    EARSHOT_POST_COLUMNS(
                        "''") "url_key = $2 order by case when state = 'public' then 0 else 1 end,"
                              " case when url = $3 then 0 else 1 end, id limit 1",
                    {key(site), url_key, url});
}

std::optional<model::Post> find_post_by_engine_id(db::Reader& reader, model::SiteId site,
                                                  const std::string& engine_id) {
  return post_where(reader, EARSHOT_POST_COLUMNS("''") "engine_id = $2", {key(site), engine_id});
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
  if (auto name = name_line(post.author_name); name != post.author_name) {
    auto tidy = post;
    tidy.author_name = std::move(name);
    return put_post(tx, books, tidy);
  }
  const auto site = key(books.site.id);
  const auto digest = digest_of(post);
  Stored out;
  constexpr std::string_view by_engine_id =
      "select id, digest, state, closed_at from post where site_id = $1 and engine_id = $2";
  auto known = tx.first(by_engine_id, {site, post.engine_id});
  if (!known && adopt(tx, books, post)) known = tx.first(by_engine_id, {site, post.engine_id});
  if (!known) {
    out.id = books.next_id();
    out.fresh = true;
    const auto closed =
        closed_since(post, std::nullopt, false, std::min(books.now(), post.modified.value_or(books.now())));
    out.turned = closed.has_value();
    tx.exec(
        "insert into post (site_id, id, engine_id, url, url_key, title, author_name, author_account, html, "
        "digest, "
        "published_at, modified_at, seen_at, pings_open, state, closed_at)"
        " values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,'public',$15)",
        {site, out.id, post.engine_id, post.url, address_key(post.url), post.title, post.author_name,
         post.author_account, post.html, digest, time_or_null(post.published), time_or_null(post.modified),
         micros(books.now()), std::int64_t{post.pings_open}, time_or_null(closed)});
    return out;
  }
  out.id = known->integer(0);
  out.changed = known->text(1) != digest;
  out.reopened = known->text(2) != word(model::Visibility::open);
  const auto was_closed = maybe_time(*known, 3);
  const auto closed = closed_since(post, was_closed, out.reopened, books.now());
  out.turned = closed.has_value() != was_closed.has_value() && post.comments_open.has_value();
  if (!out.changed && !out.reopened && !out.turned) return out;
  tx.exec(
      "update post set url = $3, url_key = $4, title = $5, author_name = $6, author_account = $7, html = $8,"
      " digest = $9, published_at = coalesce($10, published_at), modified_at = coalesce($11, modified_at),"
      " pings_open = $12, state = 'public', closed_at = $13 where site_id = $1 and id = $2",
      {site, out.id, post.url, address_key(post.url), post.title, post.author_name, post.author_account,
       post.html, digest, time_or_null(post.published), time_or_null(post.modified),
       std::int64_t{post.pings_open}, time_or_null(closed)});
  return out;
}

void close_post(db::Tx& tx, const Books& books, model::RowId id) {
  tx.exec("update post set closed_at = $3 where site_id = $1 and id = $2 and closed_at is null",
          {key(books.site.id), id, micros(books.now())});
}

bool set_post_gone(db::Tx& tx, const Books& books, model::RowId id) {
  return tx.exec(
             "update post set state = 'gone', closed_at = coalesce(closed_at, $3)"
             " where site_id = $1 and id = $2 and state = 'public'",
             {key(books.site.id), id, micros(books.now())}) > 0;
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
