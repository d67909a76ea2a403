// Which post of the blog an address means where our books are not complete: a look at the page tells.
#pragma once
#include <string>
#include <variant>

#include "base/url.h"
#include "model/linkback.h"
#include "model/post.h"
#include "model/site.h"
#include "net/fetcher.h"

namespace earshot::linkback {

struct TargetIs {
  model::Post post;  // without id
};
struct TargetIsNot {
  model::Refusal why;
};
struct TargetUnclear {
  std::string why;
};
using TargetVerdict = std::variant<TargetIs, TargetIsNot, TargetUnclear>;

// Asks the site itself, at its origin if it has one. Holds no transaction and writes nothing.
TargetVerdict look_at_target(net::Fetcher& web, const model::Site& site, const Url& target);

}  // namespace earshot::linkback
