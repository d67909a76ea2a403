// Which address is answered by which function: one line each, read by the front and by the tests.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>

#include "web/context.h"

namespace earshot::web {

enum class Reach {
  exact,  // this path only
  below   // also what stands behind it and a slash: the answer's `rest`
};

// What happens to a body over the limit: protocols with a form of their own for errors are asked, with
// `body_too_long` set and an empty body; all others get 413 from the front.
enum class Oversize { refused, told };

// Whether an answer waits a few milliseconds while people read. No sender of pings minds; a person who writes
// would.
enum class Pace { at_once, gives_way };

// Scripts of which pages may read the answers. `any_page`: what everybody may read anyway (the reading API);
// then OPTIONS is answered as well.
enum class Readers { own_pages, any_page };

struct Route {
  std::string_view path;    // below the prefix
  std::string_view method;  // GET also answers HEAD
  Reach reach = Reach::exact;
  std::size_t body_limit = 0;
  Oversize oversize = Oversize::refused;
  AnswerFunction answer = nullptr;
  Pace pace = Pace::at_once;
  Readers readers = Readers::own_pages;
};

// By path, then by method, nothing twice.
constexpr bool in_order(std::span<const Route> routes) {
  for (std::size_t i = 1; i < routes.size(); ++i) {
    const auto& a = routes[i - 1];
    const auto& b = routes[i];
    if (b.path < a.path || (a.path == b.path && b.method <= a.method)) return false;
  }
  return true;
}

std::span<const Route> all_routes();
// What has to be read of a body before it is known where it goes.
std::size_t longest_body();

}  // namespace earshot::web
