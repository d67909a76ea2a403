// The endpoints of the three protocols as a sender meets them: bytes of tests/wire in, what was answered out.
#pragma once
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "cgi/request.h"
#include "doubles/linkback_scene.h"
#include "markup/template.h"
#include "web/answer_linkback.h"
#include "web/fragment_cache.h"

namespace earshot::doubles {

inline std::string wire_bytes(const std::string& name) {
  std::ifstream file(std::string(EARSHOT_TESTS "/wire/") + name + ".http", std::ios::binary);
  BOOST_REQUIRE_MESSAGE(file.good(), name);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct PingScene : LinkbackScene {
  web::Context context() { return {books(), templates, intake, fragments}; }

  static cgi::Request request(std::string_view method, std::string_view path, std::string_view query = {}) {
    cgi::Request out;
    out.method = method;
    out.script_name = "/earshot";
    out.path = path;
    out.query_string = query;
    out.remote_address = "198.51.100.7";
    out.accept = "*/*";
    return out;
  }
  static cgi::Request from_wire(const std::string& name, std::string_view path) {
    const std::string bytes = wire_bytes(name);
    const auto end = bytes.find("\r\n\r\n");
    BOOST_REQUIRE(end != std::string::npos);
    cgi::Request out = request("POST", path);
    out.body = bytes.substr(end + 4);
    std::string head = lower_ascii(bytes.substr(0, end + 2));
    if (const auto at = head.find("\r\ncontent-type: "); at != std::string::npos) {
      const auto begin = at + 16;
      out.content_type = bytes.substr(begin, bytes.find("\r\n", begin) - begin);
    }
    return out;
  }
  static cgi::Request form(std::string_view path, std::string body) {
    cgi::Request out = request("POST", path);
    out.content_type = "application/x-www-form-urlencoded";
    out.body = std::move(body);
    return out;
  }
  static std::string pair(std::string_view source, std::string_view target) {
    return "source=" + percent_encode(source) + "&target=" + percent_encode(target);
  }

  cgi::Response webmention(const cgi::Request& asked) { return web::answer_webmention(context(), asked, ""); }
  cgi::Response pingback(const cgi::Request& asked) { return web::answer_pingback(context(), asked, ""); }
  cgi::Response trackback(const cgi::Request& asked, std::string_view rest = "5") {
    return web::answer_trackback(context(), asked, rest);
  }
  cgi::Response status(std::string_view rest, std::string_view accept = "*/*") {
    cgi::Request asked = request("GET", "status/" + std::string(rest));
    asked.accept = accept;
    return web::answer_status(context(), asked, rest);
  }
  static std::string header(const cgi::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }
  static bool has(const cgi::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
  }

  markup::Templates templates;
  web::FragmentCache fragments;
};

}  // namespace earshot::doubles
