// What an answer may use. Lent for one request; the owner is app's Site_set.
#pragma once
#include <string_view>

#include "cgi/request.h"
#include "cgi/response.h"
#include "markup/template.h"
#include "store/books.h"

namespace earshot::linkback {
class Intake;
}

namespace earshot::web {

class FragmentCache;
class Tally;

struct Context {
  store::Books books;
  const markup::Templates& templates;
  linkback::Intake& intake;
  FragmentCache& fragments;
  const Tally* tally = nullptr;  // the front's own; it lends it to each answer
};

// `rest` is what stands behind the route's path: "abc" for GET status/abc.
using AnswerFunction = cgi::Response (*)(const Context&, const cgi::Request&, std::string_view rest);

}  // namespace earshot::web
