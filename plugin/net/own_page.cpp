#include "net/own_page.h"

#include <string>
#include <string_view>

namespace earshot::net {
namespace {

std::string_view without_last_slash(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// `page`, which lies below `from`, at the same place below `to`. Elsewhere on `from`'s host: there on `to`'s
// host.
Url moved(const Url& page, const Url& from, const Url& to) {
  std::string text = to.origin();
  if (lies_below(page, from)) {
    text += without_last_slash(to.path());
    text += page.path().substr(without_last_slash(from.path()).size());
  } else {
    text += page.path();
  }
  if (const auto query = page.query()) text += "?" + std::string(*query);
  return Url::parse(text).value_or(page);
}

// The site as the engine itself bears it.
Url inner_site(const Url& site, const Url& origin) {
  if (origin.path() != "/") return origin;
  return Url::parse(origin.origin() + std::string(site.path())).value_or(origin);
}

}  // namespace

FetchRequest own_page(const Url& site, const std::optional<Url>& origin, const Url& page) {
  FetchRequest request{.url = page.without_fragment()};
  if (!same_host(page, site)) return request;
  request.reach = Reach::own_origin;
  if (!origin) return request;
  request.url = moved(request.url, site, inner_site(site, *origin));
  request.host_header = site.authority();
  // Behind a proxy that ends TLS an engine that insists on https would else send us back to the proxy.
  request.headers.emplace_back("X-Forwarded-Proto", std::string(site.scheme()));
  return request;
}

Url public_address(const Url& site, const std::optional<Url>& origin, const Url& page) {
  const Url bare = page.without_fragment();
  if (!origin || !same_host(bare, *origin)) return bare;
  return moved(bare, inner_site(site, *origin), site);
}

}  // namespace earshot::net
