#include "store/post_address.h"

#include <algorithm>

#include "store/comment_store.h"
#include "store/post_store.h"
#include "store/site_store.h"

namespace earshot::store {

namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
bool is_number(std::string_view text) {
  return is_digits(text) && text.size() <= 18;
}

// Several posts may share a page, each at its own place: blosxom's days, tDiary's sections.
std::optional<model::Post> post_of_page(db::Reader& reader, const model::Site& site, const Url& url) {
  return find_post_by_key(reader, site.id, page_key(url), url.text());
}

std::optional<Url> without_query(const Url& url) {
  return Url::parse(url.origin() + std::string(url.path()));
}

// ".../comment-page-2/" is the post's own page with other comments.
std::optional<Url> without_comment_page(const Url& url) {
  const std::string_view path = url.path();
  const auto at = path.rfind("/comment-page-");
  if (at == std::string_view::npos) return std::nullopt;
  return Url::parse(url.origin() + std::string(path.substr(0, at + 1)));
}

}  // namespace

std::optional<std::string> engine_id_in(const Url& url) {
  const auto query = url.query();
  if (!query) return std::nullopt;
  std::string_view rest = *query;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view field = rest.substr(0, end);
    for (const std::string_view name : {std::string_view("p="), std::string_view("page_id=")}) {
      if (field.starts_with(name) && is_number(field.substr(name.size()))) {
        return std::string(field.substr(name.size()));
      }
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

bool could_be_post(const model::Site& site, const Url& url) {
  if (!lies_below(url, site.url)) return false;
  if (url.path() == site.prefix || url.path().starts_with(site.prefix + "/")) return false;
  const auto bare = without_query(url);
  const bool is_home = bare && page_key(*bare) == page_key(site.url);
  return !is_home || engine_id_in(url).has_value();
}

std::optional<model::Post> post_behind_query(db::Reader& reader, const model::Site& site, const Url& url) {
  if (!url.query() || !lies_below(url, site.url)) return std::nullopt;
  return post_of_page(reader, site, url);
}

Url without_index(const Url& address) {
  std::string path(address.path());
  for (const std::string_view index : {"/index.html", "/index.htm", "/index.php"}) {
    if (path.ends_with(index)) path.resize(path.size() - index.size() + 1);
  }
  const auto query = address.query();
  return Url::parse(address.origin() + path + (query ? "?" + std::string(*query) : "")).value_or(address);
}

bool is_own_page(const model::Site& site, const Url& url) {
  if (lies_below(url, site.url)) return true;
  const auto ours = Url::parse(site.public_url(""));
  return ours && lies_below(url, *ours);
}

std::optional<model::Post> post_at(db::Reader& reader, const model::Site& site, const Url& url) {
  if (auto found = post_of_page(reader, site, url)) return found;
  if (site.engine == model::Engine::wordpress) {
    if (const auto id = engine_id_in(url)) return find_post_by_engine_id(reader, site.id, *id);
  }
  for (const auto& other :
       {without_query(url), without_comment_page(url), std::optional(without_index(url))}) {
    if (!other || *other == url || !could_be_post(site, *other)) continue;
    if (auto found = find_post_by_key(reader, site.id, page_key(*other))) return found;
  }
  return std::nullopt;
}

std::optional<model::Post> post_speaking_at(db::Reader& reader, const model::Site& site, const Url& url) {
  if (!could_be_post(site, url)) return post_behind_query(reader, site, url);
  const auto bare = without_query(url);
  const bool by_number = engine_id_in(url).has_value();
  const bool takes_numbers =
      bare && (page_key(*bare) == page_key(site.url) || bare->path().ends_with("/index.php"));
  if (!by_number || takes_numbers || !bare) return post_at(reader, site, url);
  return post_at(reader, site, *bare);
}

bool may_be_unread_post(db::Reader& reader, const model::Site& site, const Url& url) {
  return could_be_post(site, url) && !post_speaking_at(reader, site, url);
}

// WordPress and Movable Type write #comment-5, Remark42 its own name before it; behind the shorter marks only
// a number is a comment's.
std::string comment_in(std::string_view address) {
  const auto hash = address.rfind('#');
  if (hash == std::string_view::npos) return {};
  const auto fragment = address.substr(hash + 1);
  for (const std::string_view any : {"comment-", "remark42__comment-"}) {
    if (fragment.starts_with(any)) return std::string(fragment.substr(any.size()));
  }
  for (const std::string_view mark : {"comment_", "comment", "isso-", "c-", "c", "cmt"}) {
    if (fragment.starts_with(mark) && is_digits(fragment.substr(mark.size())))
      return std::string(fragment.substr(mark.size()));
  }
  return {};
}

std::optional<model::Comment> comment_at(db::Reader& reader, const model::Site& site, const Url& url) {
  const auto key = comment_in(url.text());
  if (key.empty() || !lies_below(url, site.url)) return std::nullopt;
  if (const auto post = post_at(reader, site, url)) {
    if (auto found = find_comment_in_post(reader, site.id, post->id, key)) return found;
  }
  return find_comment_by_engine_id(reader, site.id, key);
}

std::optional<model::Post> post_with_id(db::Reader& reader, model::SiteId site, const std::string& id) {
  if (auto found = find_post_by_engine_id(reader, site, id)) return found;
  if (!is_number(id)) return std::nullopt;
  return find_post(reader, site, std::stoll(id));
}

bool knows_all_posts(db::Reader& reader, const model::Site& site) {
  return site.engine == model::Engine::wordpress && setting(reader, site.id, "sweep_done_at").has_value();
}

}  // namespace earshot::store
