#include "linkback/target.h"

#include "markup/charset.h"
#include "markup/page.h"
#include "net/own_page.h"
#include "store/post_address.h"

namespace earshot::linkback {

using model::Refusal;

namespace {

// WordPress names a post's number on its page: Link: <https://blog.example/?p=5>; rel=shortlink
std::optional<std::string> shortlink_id(const net::Fetched& got, const markup::Page& page) {
  for (const auto& [name, value] : got.headers) {
    if (name != "link" || value.find("shortlink") == std::string::npos) continue;
    const auto open = value.find('<');
    const auto close = value.find('>', open == std::string::npos ? 0 : open);
    if (open == std::string::npos || close == std::string::npos) continue;
    const auto url = Url::parse(std::string_view(value).substr(open + 1, close - open - 1));
    if (!url) continue;
    if (auto id = store::engine_id_in(*url)) return id;
  }
  for (const auto& link : page.links) {
    if (link.element == "link" && link.rels == "shortlink") {
      if (auto id = store::engine_id_in(link.url)) return id;
    }
  }
  return std::nullopt;
}

// The address by which the page itself wants to be known: /index.html, ?p=1 and ?from=mail are one page.
std::optional<Url> canonical_of(const model::Site& site, const Url& read_from, const markup::Page& page) {
  for (const auto& link : page.links) {
    if (link.element == "link" && (" " + link.rels + " ").find(" canonical ") != std::string::npos)
      return net::public_address(site.url, site.origin, link.url);
  }
  const auto og_url = read_from.resolve(page.og_url);
  if (page.og_url.empty() || !og_url) return std::nullopt;
  return net::public_address(site.url, site.origin, *og_url);
}

bool is_home(const model::Site& site, const Url& address) {
  const auto bare = Url::parse(address.origin() + std::string(address.path()));
  return bare && page_key(*bare) == page_key(site.url);
}

TargetVerdict judge(const model::Site& site, const net::Fetched& got) {
  if (got.status == 404 || got.status == 410) return TargetIsNot{Refusal::target_unknown};
  if (got.status != 200) return TargetUnclear{"the blog answered " + std::to_string(got.status)};
  const std::string type = markup::media_type_of(got.header("content-type"));
  if (type != "text/html" && type != "application/xhtml+xml") return TargetIsNot{Refusal::target_not_ours};
  const Url address = net::public_address(site.url, site.origin, got.final_url);
  if (!store::could_be_post(site, address)) return TargetIsNot{Refusal::target_not_ours};

  const markup::Page page = markup::read_page(got.body, got.header("content-type"), got.final_url);
  model::Post post;
  post.url = address.text();
  post.title = page.title;
  if (site.engine != model::Engine::wordpress) {
    auto canonical = canonical_of(site, got.final_url, page);
    if (canonical && !lies_below(*canonical, site.url)) canonical.reset();
    const Url named = canonical ? *canonical : store::without_index(address);
    // A number behind the home page's address means nothing to engines that we do not know, unless they say
    // so.
    const bool no_post = canonical ? !store::could_be_post(site, named) : is_home(site, named);
    if (no_post) return TargetIsNot{Refusal::target_not_ours};
    post.url = named.text();
  }
  post.engine_id = post.url;
  if (site.engine == model::Engine::wordpress) {
    const auto id = shortlink_id(got, page);
    if (!id) return TargetUnclear{"the page does not say which post it is; the blog's list is read first"};
    post.engine_id = *id;
  }
  return TargetIs{post};
}

}  // namespace

TargetVerdict look_at_target(net::Fetcher& web, const model::Site& site, const Url& target) {
  auto request = net::own_page(site.url, site.origin, target);
  request.headers.emplace_back("Accept", "text/html, application/xhtml+xml;q=0.9");
  const auto got = web.fetch(request);
  if (!got) return TargetUnclear{"the blog could not be asked: " + std::string(net::word(got.error()))};
  return judge(site, *got);
}

}  // namespace earshot::linkback
