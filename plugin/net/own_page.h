// The site's own pages, asked of the engine itself where it stands behind us (`origin`). A path of the origin
// stands in the place of the site's own; an origin without one serves the blog at the blog's path.
#pragma once
#include <optional>

#include "base/url.h"
#include "net/fetcher.h"

namespace earshot::net {

// The question for `page`, under the public name of the site; a page that lies elsewhere is asked as a
// stranger's.
FetchRequest own_page(const Url& site, const std::optional<Url>& origin, const Url& page);
// The other way round: the address that readers know, for one that the engine named or led to. Without
// fragment.
Url public_address(const Url& site, const std::optional<Url>& origin, const Url& page);

}  // namespace earshot::net
