// Hints from the web server: only that there may be something to look at, never what.
#pragma once
#include "web/context.h"

namespace earshot::web {

// A comment was just posted: the engine is asked soon, and once more when it had time to store it. Answers
// 204 at once.
cgi::Response answer_comment_hook(const Context& context, const cgi::Request& request, std::string_view rest);

}  // namespace earshot::web
