// The protocols' endpoints and the receipt of one ping. Every refusal says why; nothing is fetched here.
#pragma once
#include <string_view>

#include "web/context.h"

namespace earshot::web {

cgi::Response answer_webmention(const Context& context, const cgi::Request& request, std::string_view rest);
cgi::Response answer_webmention_form(const Context& context, const cgi::Request& request,
                                     std::string_view rest);
// EARSHOT_ENGINE_XMLRPC, a named location of nginx: calls that are no pings are handed on to it.
cgi::Response answer_pingback(const Context& context, const cgi::Request& request, std::string_view rest);
// `rest` is what stands behind "trackback/"; a permalink that nginx handed over comes in
// EARSHOT_TRACKBACK_TARGET. Answers GET as well: with an error, or the list of pings for `__mode=rss`.
cgi::Response answer_trackback(const Context& context, const cgi::Request& request, std::string_view rest);
// Who we are, for operators of pages that we read: our requests carry this address.
cgi::Response answer_about(const Context& context, const cgi::Request& request, std::string_view rest);
cgi::Response answer_status(const Context& context, const cgi::Request& request, std::string_view rest);

}  // namespace earshot::web
