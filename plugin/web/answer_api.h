// The reading API: shown linkbacks as webmention.io tells them, so that programs written for it work here.
// Beyond it: ETag, totals, and which were taken back since a time.
#pragma once
#include "web/context.h"

namespace earshot::web {

// api/mentions and api/links, the form by the end of the path: .jf2 .json .html .atom; without one JSON, or
// HTML for a browser.
cgi::Response answer_mentions(const Context& context, const cgi::Request& request, std::string_view rest);
cgi::Response answer_count(const Context& context, const cgi::Request& request, std::string_view rest);
// One of them by its number, where the feed's entries say that they are.
cgi::Response answer_mention(const Context& context, const cgi::Request& request, std::string_view rest);

}  // namespace earshot::web
