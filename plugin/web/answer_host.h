// For the host: is Earshot well, what did it do, and what does nginx put into the engine's pages.
#pragma once
#include "web/context.h"

namespace earshot::web {

// 200 and "status":"ok" when the store takes writes, else 503 and the reason. Writes a small fact to find
// out.
cgi::Response answer_health(const Context& context, const cgi::Request& request, std::string_view rest);
// Prometheus' text format.
cgi::Response answer_metrics(const Context& context, const cgi::Request& request, std::string_view rest);
// Asked by nginx once per page (templates/nginx/earshot-page.conf): 204; the headers carry what goes into the
// page. Touches nothing that can be slow.
cgi::Response answer_page(const Context& context, const cgi::Request& request, std::string_view rest);

}  // namespace earshot::web
