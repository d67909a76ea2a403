// The public page and feeds of all staff answers, with what they answered; and one of each person who agreed.
#pragma once
#include "web/context.h"

namespace earshot::web {

// `answers`, and `answers/ID` for people who agreed (roster key public_page): 404 for all others. Behind an
// id .atom and .json are that person's feeds.
cgi::Response answer_answers(const Context& context, const cgi::Request& request, std::string_view rest);
cgi::Response answer_answers_atom(const Context& context, const cgi::Request& request, std::string_view rest);
cgi::Response answer_answers_json(const Context& context, const cgi::Request& request, std::string_view rest);

}  // namespace earshot::web
