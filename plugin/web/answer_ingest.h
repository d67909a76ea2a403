// What an engine pushes about its posts and comments, signed as Standard Webhooks say.
#pragma once
#include "web/context.h"

namespace earshot::web {

// 202 with what became of each record; 404 where the site has no key for it, 401 for a signature that is not
// right or too old. The same message again has no effect and the same answer.
cgi::Response answer_ingest(const Context& context, const cgi::Request& request, std::string_view rest);

}  // namespace earshot::web
