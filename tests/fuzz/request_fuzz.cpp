// The head of a FastCGI request, and the address made of parameters that anybody may have filled.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cgi/connection.h"
#include "cgi/request_head.h"

namespace cgi = earshot::cgi;

namespace {

// A longer prefix of the same bytes may only turn "incomplete" into something else.
void check_prefixes(std::string_view bytes, cgi::Head whole) {
  for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 16) {
    const auto part = cgi::check_head(bytes.substr(0, size));
    if (part != cgi::Head::incomplete && part != whole) std::abort();
  }
}

// "NAME=value" lines as environment entries.
cgi::Parameters entries_of(std::string_view bytes) {
  std::string lines(bytes);
  std::vector<const char*> entries;
  std::size_t start = 0;
  for (auto& c : lines) c = c == '\n' ? '\0' : c;
  while (start < lines.size()) {
    entries.push_back(lines.c_str() + start);
    start += std::string_view(lines.c_str() + start).size() + 1;
  }
  entries.push_back(nullptr);
  return cgi::parameters_of(entries.data());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  check_prefixes(text, cgi::check_head(text));
  auto parameters = entries_of(text);
  cgi::content_length(parameters);
  const auto request = cgi::request_from(std::move(parameters), "", false, "/earshot");
  for (const char c : request.path + request.script_name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) std::abort();
  }
  return 0;
}
