#include "cgi/response.h"

#include <algorithm>

namespace earshot::cgi {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr Phrase phrases[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
};
static_assert(std::is_sorted(std::begin(phrases), std::end(phrases),
                             [](const Phrase& a, const Phrase& b) { return a.status < b.status; }));

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  std::remove_copy_if(name.begin(), name.end(), std::back_inserter(out),
                      [](char c) { return is_control(c) || c == ':' || c == ' '; });
  out += ": ";
  std::remove_copy_if(value.begin(), value.end(), std::back_inserter(out), is_control);
  out += "\r\n";
}

}  // namespace

std::string_view reason_phrase(int status) {
  const auto* found = std::find_if(std::begin(phrases), std::end(phrases),
                                   [&](const Phrase& phrase) { return phrase.status == status; });
  return found == std::end(phrases) ? std::string_view("Unknown") : found->text;
}

std::string wire_form(const Response& response, bool head_only) {
  const bool no_body = response.status == 204 || response.status == 304;
  std::string out = "Status: " + std::to_string(response.status) + " ";
  out.reserve(256 + response.body.size());
  out += reason_phrase(response.status);
  out += "\r\n";
  if (!no_body) {
    append_header(out, "Content-Type", response.content_type);
    append_header(out, "Content-Length", std::to_string(response.body.size()));
  }
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  out += "\r\n";
  if (!no_body && !head_only) out += response.body;
  return out;
}

}  // namespace earshot::cgi
