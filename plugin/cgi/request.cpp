#include "cgi/request.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/url.h"

namespace earshot::cgi {
namespace {

using Parameters = std::map<std::string, std::string, std::less<>>;

std::string_view value_of(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

bool is_ip_address(std::string_view text) {
  const std::string copy(text);
  std::array<unsigned char, sizeof(in6_addr)> room{};
  return inet_pton(AF_INET, copy.c_str(), room.data()) == 1 ||
         inet_pton(AF_INET6, copy.c_str(), room.data()) == 1;
}

std::string_view without_slash_at_end(std::string_view path) {
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  return path;
}

std::string whole_path(const Parameters& parameters) {
  for (const auto name : {"SCRIPT_NAME", "PATH_INFO", "DOCUMENT_URI"}) {
    const auto value = value_of(parameters, name);
    if (!value.empty()) return std::string(value);
  }
  const auto uri = value_of(parameters, "REQUEST_URI");
  return percent_decode(uri.substr(0, uri.find('?')));
}

struct Split {
  std::string prefix, path;
};

Split split_address(const Parameters& parameters, std::string_view default_prefix) {
  const auto script = value_of(parameters, "SCRIPT_NAME"), info = value_of(parameters, "PATH_INFO");
  Split split;
  if (!script.empty() && !info.empty() && script != info) {
    split = {std::string(without_slash_at_end(script)), std::string(info)};
    if (split.path.front() == '/') split.path.erase(0, 1);
  } else {
    const auto prefix = without_slash_at_end(default_prefix);
    split = {std::string(prefix), whole_path(parameters)};
    if (split.path == prefix) {
      split.path.clear();
    } else if (split.path.starts_with(prefix) && split.path[prefix.size()] == '/') {
      split.path.erase(0, prefix.size() + 1);
    } else {
      split.path.insert(0, "/");
    }
  }
  if (has_control_character(split.path) || has_control_character(split.prefix)) {
    split = {std::string(without_slash_at_end(default_prefix)), "/"};
  }
  return split;
}

// A token or a quoted string (RFC 9110, 5.6.4), of which only the backslash is special.
std::string parameter_value(std::string_view text) {
  if (text.empty() || text.front() != '"') {
    return lower_ascii(trim(text.substr(0, text.find(';'))));
  }
  std::string value;
  for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  return lower_ascii(trim(value));
}

// How much a type is wanted, by the range of Accept that fits it most closely.
struct Weight {
  enum class How { not_at_all, any, any_of_its_kind, named };
  int thousandths = 0;
  How how = How::not_at_all;
};

// 0 to 1, three digits of it; what is no number is as if it were not there.
int thousandths_in(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return 1000;
  int value = (text[0] - '0') * 1000, unit = 100;
  if (text.size() > 1 && text[1] != '.') return 1000;
  for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return 1000;
    value += (text[i] - '0') * unit;
  }
  return std::min(value, 1000);
}

Weight::How how_it_fits(std::string_view range, std::string_view type) {
  if (range == "*/*") return Weight::How::any;
  if (equal_ignoring_case(range, type)) return Weight::How::named;
  const auto kind = type.substr(0, type.find('/') + 1);
  const bool all_of_it = range.size() == kind.size() + 1 && range.back() == '*';
  return all_of_it && equal_ignoring_case(range.substr(0, kind.size()), kind) ? Weight::How::any_of_its_kind
                                                                              : Weight::How::not_at_all;
}

std::string_view take_until(std::string_view& rest, char mark) {
  const auto end = std::min(rest.find(mark), rest.size());
  const auto taken = trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return taken;
}

Weight weight_of(std::string_view type, std::string_view accept) {
  if (trim(accept).empty()) return {1000, Weight::How::any};
  Weight out;
  while (!accept.empty()) {
    std::string_view parameters = take_until(accept, ',');
    const auto how = how_it_fits(take_until(parameters, ';'), type);
    if (how == Weight::How::not_at_all || how < out.how) continue;
    int thousandths = 1000;
    while (!parameters.empty()) {
      std::string_view value = take_until(parameters, ';');
      if (equal_ignoring_case(take_until(value, '='), "q")) thousandths = thousandths_in(trim(value));
    }
    out.thousandths = how == out.how ? std::max(out.thousandths, thousandths) : thousandths;
    out.how = how;
  }
  return out;
}

}  // namespace

Form Form::parse(std::string_view urlencoded, std::size_t max_fields) {
  Form form;
  while (!urlencoded.empty() && form.fields_.size() < max_fields) {
    const auto end = std::min(urlencoded.find('&'), urlencoded.size());
    const auto field = urlencoded.substr(0, end);
    urlencoded.remove_prefix(std::min(end + 1, urlencoded.size()));
    if (field.empty()) continue;
    const auto equals = std::min(field.find('='), field.size());
    form.fields_.emplace_back(percent_decode(field.substr(0, equals), true),
                              percent_decode(field.substr(std::min(equals + 1, field.size())), true));
  }
  return form;
}

std::optional<std::string> Form::first(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Form::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : fields_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

bool Request::prefers_html(std::string_view otherwise) const {
  const Weight html = weight_of("text/html", accept), other = weight_of(otherwise, accept);
  if (html.thousandths == 0) return false;
  return html.thousandths > other.thousandths ||
         (html.thousandths == other.thousandths && html.how == Weight::How::named);
}

std::string Request::media_type() const {
  return lower_ascii(trim(std::string_view(content_type).substr(0, content_type.find(';'))));
}

std::string Request::charset() const {
  std::string_view rest = content_type;
  bool quoted = false;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (quoted && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"') {
      quoted = !quoted;
    } else if (rest[i] == ';' && !quoted) {
      const auto parameter = trim(rest.substr(i + 1));
      const auto equals = parameter.find('=');
      if (equals == std::string_view::npos) continue;
      if (!equal_ignoring_case(trim(parameter.substr(0, equals)), "charset")) continue;
      return parameter_value(trim(parameter.substr(equals + 1)));
    }
  }
  return {};
}

Request request_from(Parameters parameters, std::string body, bool body_too_long,
                     std::string_view default_prefix) {
  Request request;
  const auto text = [&](std::string_view name) { return std::string(value_of(parameters, name)); };
  auto split = split_address(parameters, default_prefix);
  request.method = text("REQUEST_METHOD");
  request.script_name = std::move(split.prefix);
  request.path = std::move(split.path);
  request.query_string = text("QUERY_STRING");
  request.content_type = text("CONTENT_TYPE");
  request.body = std::move(body);
  request.body_too_long = body_too_long;
  if (auto address = text("REMOTE_ADDR"); is_ip_address(address)) request.remote_address = std::move(address);
  request.accept = text("HTTP_ACCEPT");
  request.if_none_match = text("HTTP_IF_NONE_MATCH");
  request.user_agent = text("HTTP_USER_AGENT");
  request.cookie = text("HTTP_COOKIE");
  request.parameters = std::move(parameters);
  return request;
}

}  // namespace earshot::cgi
