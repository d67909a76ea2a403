// The secret feeds of people's own alerts.
#pragma once
#include <string_view>

#include "web/context.h"

namespace earshot::web {

// GET feed/TOKEN. 404 for a token that nobody has, or whose person left.
cgi::Response answer_feed(const Context& context, const cgi::Request& request, std::string_view rest);

}  // namespace earshot::web
