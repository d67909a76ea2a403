// What we answer. Written out once, by the connection, with a Content-Length.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::cgi {

struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers =
      {};  // further ones; control characters never get out

  Response& with(std::string_view name, std::string_view value) {
    headers.emplace_back(name, value);
    return *this;
  }
};

std::string_view reason_phrase(int status);
// CGI form: "Status: 200 OK\r\nContent-Type: …\r\n…\r\n\r\n" and the body (left out for HEAD, 204 and 304).
std::string wire_form(const Response& response, bool head_only);

}  // namespace earshot::cgi
