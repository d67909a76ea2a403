#include "watch/wordpress_json.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"
#include "base/url.h"
#include "markup/clean.h"

namespace earshot::watch {

namespace {

using nlohmann::json;

// An answer for one row is an object, for many an array of them.
Result<std::vector<json>, std::string> read_rows(std::string_view text, const JsonLimits& limits) {
  bool too_deep = false;
  const auto guard = [&](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > limits.depth;
    return depth <= limits.depth;
  };
  json all = json::parse(text, guard, false);
  if (all.is_discarded()) return std::string("the engine's answer is not JSON");
  if (too_deep) return std::string("the engine's answer is nested too deep");
  std::vector<json> out;
  if (all.is_object()) {
    if (all.contains("code") && all.contains("message"))
      return std::string("the engine answers with an error");
    out.push_back(std::move(all));
    return out;
  }
  if (!all.is_array()) return std::string("the engine's answer is not a list");
  for (auto& row : all) {
    if (out.size() == limits.rows) break;
    if (row.is_object()) out.push_back(std::move(row));
  }
  return out;
}

std::optional<std::int64_t> number_in(const json& row, const char* name) {
  const auto found = row.find(name);
  if (found == row.end() || !found->is_number_integer()) return std::nullopt;
  if (found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  return found->get<std::int64_t>();
}

std::string text_in(const json& row, const char* name, std::size_t bytes) {
  const auto found = row.find(name);
  if (found == row.end() || !found->is_string()) return {};
  return std::string(cut(clean_utf8(found->get_ref<const std::string&>()), bytes));
}

std::string rendered_in(const json& row, const char* name, std::size_t bytes) {
  const auto found = row.find(name);
  return found != row.end() && found->is_object() ? text_in(*found, "rendered", bytes) : std::string();
}

std::string address_in(const json& row, const char* name) {
  const auto url = Url::parse(text_in(row, name, max_url_bytes));
  return url ? url->text() : std::string();
}

std::optional<EngineComment> comment_from(const json& row, const JsonLimits& limits) {
  const auto number = number_in(row, "id");
  const auto post = number_in(row, "post");
  if (!number || !post || *number <= 0 || *post <= 0) return std::nullopt;
  const auto status = text_in(row, "status", 32);
  if (!status.empty() && status != "approved") return std::nullopt;
  EngineComment out;
  out.number = *number;
  out.post = std::to_string(*post);
  auto& c = out.comment;
  c.engine_id = std::to_string(*number);
  if (const auto type = text_in(row, "type", 32); type == "pingback" || type == "trackback") c.kind = type;
  if (const auto parent = number_in(row, "parent"); parent && *parent > 0) {
    c.parent_engine_id = std::to_string(*parent);
  }
  if (const auto author = number_in(row, "author"); author && *author > 0) {
    c.account = "wordpress:" + std::to_string(*author);
  }
  // Names come with entities, as the theme would print them.
  c.author_name = markup::plain_text(text_in(row, "author_name", limits.name_bytes));
  c.author_url = address_in(row, "author_url");
  c.url = address_in(row, "link");
  c.html = rendered_in(row, "content", limits.html_bytes);
  c.published = parse_iso8601(text_in(row, "date_gmt", 64));
  return out;
}

std::optional<EnginePost> post_from(const json& row, const JsonLimits& limits) {
  const auto number = number_in(row, "id");
  EnginePost out;
  out.post.url = address_in(row, "link");
  if (!number || *number <= 0 || out.post.url.empty()) return std::nullopt;
  const auto status = text_in(row, "status", 32);
  if (!status.empty() && status != "publish") return std::nullopt;
  out.number = *number;
  auto& p = out.post;
  p.engine_id = std::to_string(*number);
  p.title = markup::plain_text(rendered_in(row, "title", 4 * limits.name_bytes));
  p.html = rendered_in(row, "content", 8 * limits.html_bytes);
  p.published = parse_iso8601(text_in(row, "date_gmt", 64));
  p.modified = parse_iso8601(text_in(row, "modified_gmt", 64));
  p.pings_open = text_in(row, "ping_status", 16) != "closed";
  if (const auto comments = text_in(row, "comment_status", 16); !comments.empty())
    p.comments_open = comments != "closed";
  out.author = number_in(row, "author").value_or(0);
  if (out.author > 0) p.author_account = "wordpress:" + std::to_string(out.author);
  return out;
}

template <class T, class Read>
Result<std::vector<T>, std::string> read_all(std::string_view text, const JsonLimits& limits, Read read) {
  const auto rows = read_rows(text, limits);
  if (!rows) return rows.error();
  std::vector<T> out;
  for (const auto& row : *rows) {
    if (auto one = read(row)) out.push_back(std::move(*one));
  }
  return out;
}

}  // namespace

Result<std::vector<EngineComment>, std::string> read_comments(std::string_view text,
                                                              const JsonLimits& limits) {
  return read_all<EngineComment>(text, limits, [&](const json& row) { return comment_from(row, limits); });
}

Result<std::vector<EnginePost>, std::string> read_posts(std::string_view text, const JsonLimits& limits) {
  return read_all<EnginePost>(text, limits, [&](const json& row) { return post_from(row, limits); });
}

Result<std::vector<EngineUser>, std::string> read_users(std::string_view text, const JsonLimits& limits) {
  return read_all<EngineUser>(text, limits, [&](const json& row) -> std::optional<EngineUser> {
    const auto number = number_in(row, "id");
    if (!number || *number <= 0) return std::nullopt;
    return EngineUser{*number, markup::plain_text(text_in(row, "name", limits.name_bytes))};
  });
}

}  // namespace earshot::watch
