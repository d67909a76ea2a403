#include "store/later_store.h"

#include <algorithm>

#include "base/url.h"
#include "store/columns.h"
#include "store/post_address.h"

namespace earshot::store {

namespace {

void add_key(std::vector<std::string>& keys, std::string key) {
  if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
}

void add_number(std::vector<std::string>& keys, const model::Site& site, const std::string& engine_id) {
  if (site.engine == model::Engine::wordpress) add_key(keys, "p=" + engine_id);
}

}  // namespace

std::vector<std::string> link_keys(const model::Site& site, const Url& target) {
  std::vector<std::string> out;
  add_key(out, page_key(target.without_fragment()));
  if (const auto number = engine_id_in(target)) add_number(out, site, *number);
  std::string path(target.path());
  if (const auto pages = path.rfind("/comment-page-"); pages != std::string::npos) path.resize(pages + 1);
  const auto bare = Url::parse(target.origin() + path);
  if (bare && could_be_post(site, *bare)) add_key(out, page_key(*bare));
  return out;
}

std::vector<std::string> link_keys(const model::Site& site, const Place& post) {
  std::vector<std::string> out{post.url_key};
  add_number(out, site, post.engine_id);
  return out;
}

void put_post_links(db::Tx& tx, model::SiteId site, model::RowId post, const std::vector<std::string>& keys) {
  tx.exec("delete from post_link where site_id = $1 and post_id = $2", {key(site), post});
  for (const auto& target : keys) {
    tx.exec(
        "insert into post_link (site_id, target_key, post_id) values ($1, $2, $3)"
        " on conflict (site_id, post_id, target_key) do nothing",
        {key(site), target, post});
  }
}

std::vector<std::string> post_links(db::Reader& reader, model::SiteId site, model::RowId post) {
  std::vector<std::string> out;
  for (const auto& row : reader.query(
           "select target_key from post_link where site_id = $1 and post_id = $2 order by target_key",
           {key(site), post}))
    out.push_back(row.text(0));
  return out;
}

std::vector<model::Post> posts_linking_to(db::Reader& reader, model::SiteId site,
                                          const std::vector<std::string>& keys, int limit) {
  std::vector<model::RowId> ids;
  for (const auto& target : keys) {
    for (const auto& row : reader.query(
             "select post_id from post_link where site_id = $1 and target_key = $2 order by post_id limit $3",
             {key(site), target, std::int64_t{limit}}))
      ids.push_back(row.integer(0));
  }
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<model::Post> out;
  for (const auto id : ids) {
    auto post = find_post(reader, site, id);
    if (post && post->state == model::Visibility::open && post->published) out.push_back(std::move(*post));
    if (out.size() == static_cast<std::size_t>(limit)) break;
  }
  std::ranges::stable_sort(out, {}, [](const model::Post& post) { return *post.published; });
  return out;
}

std::vector<LaterAnswer> later_answers(db::Reader& reader, model::SiteId site, model::RowId post) {
  std::vector<LaterAnswer> out;
  for (const auto& row :
       reader.query("select item_id, source_kind, source_id, person, certainty, evidence from later_answer"
                    " where site_id = $1 and post_id = $2 order by item_id, source_kind, source_id",
                    {key(site), post})) {
    out.push_back({row.integer(0), model::stored_word<model::ItemKind>(row.text(1)), row.integer(2),
                   row.text(3), row.real(4), row.text(5)});
  }
  return out;
}

void put_later_answers(db::Tx& tx, const Books& books, model::RowId post,
                       const std::vector<LaterAnswer>& answers) {
  tx.exec("delete from later_answer where site_id = $1 and post_id = $2", {key(books.site.id), post});
  for (const auto& one : answers) {
    tx.exec(
        "insert into later_answer (site_id, post_id, item_id, source_kind, source_id, person, certainty,"
        " evidence, found_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {key(books.site.id), post, one.item_id, std::string(model::word(one.source_kind)), one.source_id,
         one.person, one.certainty, one.evidence, micros(books.now())});
  }
}

void stream_later_answers(db::Reader& reader, model::SiteId site,
                          const std::function<void(const LaterLine&)>& each) {
  const std::vector<db::Value> values{key(site)};
  reader.stream(
      "select p.engine_id, c.engine_id, coalesce(s.url, l.source, ''), a.person, a.certainty, c.edited_after"
      " from later_answer a join post p on p.site_id = a.site_id and p.id = a.post_id"
      " join comment c on c.site_id = a.site_id and c.id = a.item_id"
      " left join post s on a.source_kind = 'post' and s.site_id = a.site_id and s.id = a.source_id"
      " left join linkback l on a.source_kind = 'linkback' and l.site_id = a.site_id and l.id = a.source_id"
      " where a.site_id = $1 order by +a.source_id, +a.post_id, +a.item_id",
      values, [&](const db::Row& row) {
        each({row.text(0), row.text(1), row.text(2), row.text(3), row.real(4), maybe_time(row, 5)});
      });
}

}  // namespace earshot::store
