// What the web server hands us, the same for a FastCGI request and for one CGI run.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::cgi {

struct RequestLimits {
  std::size_t body_bytes = 64 * 1024;  // a longer body is not read; `body_too_long` is set
  std::size_t fields = 256;
};

// Fields of a form or a query in their order, decoded, bytes as they came (the charset is the protocol's
// business).
class Form {
 public:
  static Form parse(std::string_view urlencoded, std::size_t max_fields = 256);
  std::optional<std::string> first(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  bool has(std::string_view name) const { return first(name).has_value(); }
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method;        // GET, POST …
  std::string script_name;   // the prefix without slash at the end: "/earshot"
  std::string path;          // below the prefix, without leading slash: "api/count"
  std::string query_string;  // raw
  std::string content_type;  // raw, "" if none was sent
  std::string body;
  bool body_too_long = false;
  std::string remote_address;  // textual IP, "" on a unix socket without REMOTE_ADDR
  std::string accept, if_none_match, user_agent, cookie;
  std::map<std::string, std::string, std::less<>>
      parameters;  // everything the server passed (also EARSHOT_USER …)

  Form query() const { return Form::parse(query_string); }
  Form form() const { return Form::parse(body); }
  // The media type in lower case without parameters, and the charset parameter (lower case, unquoted) if any.
  std::string media_type() const;
  std::string charset() const;
  // Does who asks want a page to look at, where `otherwise` is told unasked? By the weights of Accept (RFC
  // 9110 12.5.1): text/html weighs more, or as much and is named. "*/*" or no Accept: no.
  bool prefers_html(std::string_view otherwise = "application/json") const;
};

// Splits the address into prefix and path:
//   SCRIPT_NAME and PATH_INFO both given, as CGI means them   taken as they are: any prefix works
//   (/cgi-bin/earshot) only one of them, or both the same                        the whole path (nginx's
//   stock fastcgi_params): split at
//                                                             `default_prefix`, from the configuration
//   neither                                                   DOCUMENT_URI, else the path of REQUEST_URI,
//   decoded here
// REQUEST_URI comes last because in a subrequest of nginx it is still the page's. All others arrive decoded.
// A path outside the prefix or with control characters keeps a leading slash, which no route has: it is never
// found.
Request request_from(std::map<std::string, std::string, std::less<>> parameters, std::string body,
                     bool body_too_long, std::string_view default_prefix);

}  // namespace earshot::cgi
