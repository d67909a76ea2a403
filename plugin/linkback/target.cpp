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
