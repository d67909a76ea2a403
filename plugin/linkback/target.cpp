#include "linkback/target.h"

#include <algorithm>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/page.h"
#include "store/post_store.h"
#include "store/site_store.h"

namespace earshot::linkback {

using model::Refusal;

namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
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

// Where the engine answers for a public address.
Url address_at_origin(const model::Site& site, const Url& target) {
  const Url page = target.without_fragment();
  if (!site.origin) return page;
  std::string text = site.origin->origin() + std::string(page.path());
  if (const auto query = page.query()) text += "?" + std::string(*query);
  return Url::parse(text).value_or(page);
}

Url public_address(const model::Site& site, const Url& fetched) {
  const Url page = fetched.without_fragment();
  if (!site.origin || page.origin() != site.origin->origin()) return page;
  std::string text = site.url.origin() + std::string(page.path());
  if (const auto query = page.query()) text += "?" + std::string(*query);
  return Url::parse(text).value_or(page);
}

// WordPress names a post's number on its page: Link: <https://blog.example/?p=5>; rel=shortlink
std::optional<std::string> shortlink_id(const net::Fetched& got, const markup::Page& page) {
  for (const auto& [name, value] : got.headers) {
    if (name != "link" || value.find("shortlink") == std::string::npos) continue;
    const auto open = value.find('<');
    const auto close = value.find('>', open == std::string::npos ? 0 : open);
    if (open == std::string::npos || close == std::string::npos) continue;
    const auto url = Url::parse(std::string_view(value).substr(open + 1, close - open - 1));
    if (!url) continue;
    if (auto id = engine_id_in(*url)) return id;
  }
  for (const auto& link : page.links) {
    if (link.element == "link" && link.rels == "shortlink") {
      if (auto id = engine_id_in(link.url)) return id;
    }
  }
  return std::nullopt;
}

TargetVerdict judge(const model::Site& site, const net::Fetched& got) {
  if (got.status == 404 || got.status == 410) return TargetIsNot{Refusal::target_unknown};
  if (got.status != 200) return TargetUnclear{"the blog answered " + std::to_string(got.status)};
  const std::string type = markup::media_type_of(got.header("content-type"));
  if (type != "text/html" && type != "application/xhtml+xml") return TargetIsNot{Refusal::target_not_ours};
  const Url address = public_address(site, got.final_url);
  if (!could_be_post(site, address)) return TargetIsNot{Refusal::target_not_ours};

  const markup::Page page = markup::read_page(got.body, got.header("content-type"), got.final_url);
  model::Post post;
  post.url = address.text();
  post.title = page.title;
  post.engine_id = post.url;
  if (site.engine == model::Engine::wordpress) {
    const auto id = shortlink_id(got, page);
    if (!id) return TargetUnclear{"the page does not say which post it is; the blog's list is read first"};
    post.engine_id = *id;
  }
  return TargetIs{post};
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

std::optional<model::Post> post_at(db::Reader& reader, const model::Site& site, const Url& url) {
  if (auto found = store::find_post_by_key(reader, site.id, page_key(url.without_fragment()))) return found;
  if (site.engine == model::Engine::wordpress) {
    if (const auto id = engine_id_in(url)) return store::find_post_by_engine_id(reader, site.id, *id);
  }
  for (const auto& other : {without_query(url), without_comment_page(url)}) {
    if (!other || *other == url || !could_be_post(site, *other)) continue;
    if (auto found = store::find_post_by_key(reader, site.id, page_key(*other))) return found;
  }
  return std::nullopt;
}

std::optional<model::Post> post_with_id(db::Reader& reader, model::SiteId site, const std::string& id) {
  if (auto found = store::find_post_by_engine_id(reader, site, id)) return found;
  if (!is_number(id)) return std::nullopt;
  return store::find_post(reader, site, std::stoll(id));
}

bool knows_all_posts(db::Reader& reader, const model::Site& site) {
  return site.engine == model::Engine::wordpress &&
         store::setting(reader, site.id, "sweep_done_at").has_value();
}

net::FetchRequest ask_for_page(const model::Site& site, const Url& page) {
  net::FetchRequest request{.url = address_at_origin(site, page)};
  request.reach = net::Reach::own_origin;
  if (site.origin) {
    request.host_header = site.url.authority();
    // Behind a proxy that ends TLS the engine would else send us to its https address, that is back to the
    // proxy.
    request.headers.emplace_back("X-Forwarded-Proto", site.url.scheme());
  }
  request.headers.emplace_back("Accept", "text/html, application/xhtml+xml;q=0.9");
  return request;
}

TargetVerdict look_at_target(net::Fetcher& web, const model::Site& site, const Url& target) {
  const auto got = web.fetch(ask_for_page(site, target));
  if (!got) return TargetUnclear{"the blog could not be asked: " + std::string(net::word(got.error()))};
  return judge(site, *got);
}

}  // namespace earshot::linkback
