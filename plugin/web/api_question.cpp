#include "web/api_question.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "exchange/jf2.h"

namespace earshot::web {
namespace {

constexpr std::string_view invalid = "invalid_input";

// Also "name[]" and "name[0]".
bool is_list_name(std::string_view field, std::string_view name) {
  if (!field.starts_with(name)) return false;
  field.remove_prefix(name.size());
  return field.empty() || (field.front() == '[' && field.back() == ']' &&
                           std::ranges::all_of(field.substr(1, field.size() - 2),
                                               [](char c) { return c >= '0' && c <= '9'; }));
}

std::vector<std::string> list_of(const cgi::Form& query, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [field, value] : query.fields()) {
    if (is_list_name(field, name) && !trim(value).empty()) out.emplace_back(trim(value));
  }
  return out;
}

// The first of these names that is there.
std::string text_of(const cgi::Form& query, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (auto value = query.first(name)) return std::string(trim(*value));
  }
  return {};
}

std::optional<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc::result_out_of_range && text.front() != '-')
    return std::numeric_limits<std::int64_t>::max();
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

// A "+" of the offset that nobody escaped arrives as a space.
std::optional<Time> time_in(std::string text) {
  const auto offset = text.rfind(' ');
  const auto clock = text.find(':');
  if (offset != std::string::npos && clock != std::string::npos && offset > clock) text[offset] = '+';
  return parse_iso8601(text);
}

bool is_callback_name(std::string_view name) {
  constexpr std::size_t longest = 128;
  return name.size() <= longest && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                  c == '.' || c == '$' || c == '[' || c == ']';
         });
}

store::ShownOrder order_of(std::string_view word) {
  if (word == "updated") return store::ShownOrder::updated;
  if (word == "published") return store::ShownOrder::published;
  if (word == "rsvp") return store::ShownOrder::rsvp;
  return store::ShownOrder::created;
}

store::ShownPage page_of(const cgi::Form& query) {
  constexpr std::int64_t farthest = 1'000'000'000;
  store::ShownPage out;
  const auto asked = number_in(text_of(query, {"per-page", "perPage"}));
  if (asked && *asked >= 0) out.limit = std::min(*asked, most_per_page);
  const auto number = std::clamp<std::int64_t>(number_in(text_of(query, {"page"})).value_or(0), 0, farthest);
  out.offset = number * out.limit;
  out.order = order_of(text_of(query, {"sort-by"}));
  out.ascending = text_of(query, {"sort-dir"}) == "up";
  return out;
}

std::vector<std::string> types_of(const cgi::Form& query) {
  const auto asked = list_of(query, "wm-property");
  std::vector<std::string> out;
  for (const auto& property : asked) {
    if (const auto type = exchange::type_of_property(property)) out.emplace_back(*type);
  }
  // Asked only for what we do not know: nothing, rather than everything.
  if (out.empty() && !asked.empty()) out.emplace_back("none");
  return out;
}

}  // namespace

std::optional<Url> target_url(const std::string& written) {
  return Url::parse(written.starts_with("//") ? "http:" + written : written);
}

std::variant<ApiQuestion, ApiFault> read_question(const cgi::Request& request) {
  const auto query = cgi::Form::parse(request.query_string, most_targets + 64);
  ApiQuestion out;
  out.targets = list_of(query, "target");
  if (out.targets.size() > most_targets)
    return ApiFault{400, std::string(invalid), "At most " + std::to_string(most_targets) + " targets"};
  out.token = text_of(query, {"token", "access_token"});
  out.domain = lower_ascii(text_of(query, {"domain"}));
  out.jsonp = text_of(query, {"jsonp"});
  if (!is_callback_name(out.jsonp))
    return ApiFault{400, std::string(invalid), "The jsonp callback is no name of a function"};
  out.filter.types = types_of(query);
  if (const auto since = text_of(query, {"since"}); !since.empty()) {
    out.filter.since = time_in(since);
    if (!out.filter.since)
      return ApiFault{400, std::string(invalid), "since is a time such as 2026-01-31T12:00:00Z"};
    out.deleted_since = out.filter.since;
  }
  if (const auto since = text_of(query, {"deleted-since"}); !since.empty()) {
    out.deleted_since = time_in(since);
    if (!out.deleted_since)
      return ApiFault{400, std::string(invalid), "deleted-since is a time such as 2026-01-31T12:00:00Z"};
  }
  out.filter.since_id = number_in(text_of(query, {"since_id"})).value_or(0);
  out.page = page_of(query);
  return out;
}

cgi::Response tell_fault(const ApiFault& fault) {
  cgi::Response out{fault.status,
                    "application/json;charset=UTF-8",
                    exchange::written({{"error", fault.error}, {"error_description", fault.description}}),
                    {}};
  return out.with("Cache-Control", "no-store");
}

}  // namespace earshot::web
