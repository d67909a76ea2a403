// What readers of the blog get: the fragment, the widget's script and facts.
#pragma once
#include "web/context.h"

namespace earshot::web {

cgi::Response answer_fragment(const Context& context, const cgi::Request& request, std::string_view rest);
cgi::Response answer_widget(const Context& context, const cgi::Request& request, std::string_view rest);
cgi::Response answer_engagement(const Context& context, const cgi::Request& request, std::string_view rest);

}  // namespace earshot::web
