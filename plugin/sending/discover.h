// Where does a page want to be told that we link to it? Webmention, else pingback, else trackback: one
// endpoint, found with one GET.
//
// The target is asked by GET at once and not by HEAD first: of the three protocols two may name their
// endpoint in the page alone, so that a HEAD would mostly be a second request for nothing.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "base/url.h"
#include "model/linkback.h"
#include "net/fetcher.h"

namespace earshot::sending {

struct Endpoint {
  model::Protocol protocol = model::Protocol::webmention;
  Url url;
};
struct NoEndpoint {
  std::string why;
};
struct TargetUnread {
  std::string why;
  int status = 0;
  bool for_good = false;    // else it may be tried again
  std::string retry_after;  // the header as sent, or ""
};
using Discovery = std::variant<Endpoint, NoEndpoint, TargetUnread>;

struct DiscoverLimits {
  net::FetchLimits fetch = {.redirects = 10};
  std::size_t links = 20000;  // of the page; an endpoint named behind them is not found
  std::size_t rdf_blocks = 200;
};

// What the answer names, its relative addresses taken from the page's final address and <base>. `target` as
// it stands in our entry. Pingback links in the page are found only as the specification writes them, unless
// `lenient_pingback`.
std::optional<Endpoint> find_endpoint(const net::Fetched& answer, const Url& target, bool lenient_pingback,
                                      const DiscoverLimits& limits = {});

// Fetches the target once. Holds no transaction and writes nothing.
Discovery discover(net::Fetcher& web, const Url& target, bool lenient_pingback,
                   const DiscoverLimits& limits = {});

}  // namespace earshot::sending
