// What a client of the reading API asks for: webmention.io's parameters, read as leniently as there.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cgi/request.h"
#include "cgi/response.h"
#include "store/shown_store.h"

namespace earshot::web {

// More targets than one page of links holds, and more entries than clients ask for (9001, 9999 and 10000 are
// seen); above, an answer would take memory without end.
inline constexpr std::size_t most_targets = 256;
inline constexpr std::int64_t most_per_page = 10000;

struct ApiQuestion {
  std::vector<std::string> targets;  // as written
  std::string token, domain, jsonp;
  store::ShownFilter filter;  // without posts
  store::ShownPage page;
  std::optional<Time> deleted_since;  // tell of those taken back since then, too
};

struct ApiFault {
  int status = 400;
  std::string error, description;
};

std::variant<ApiQuestion, ApiFault> read_question(const cgi::Request& request);
// An address with or without scheme; nothing if it is none.
std::optional<Url> target_url(const std::string& written);
cgi::Response tell_fault(const ApiFault& fault);

}  // namespace earshot::web
