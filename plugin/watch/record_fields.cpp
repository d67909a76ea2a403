#include "watch/record_fields.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/url.h"
#include "markup/escape.h"

namespace earshot::watch {

using nlohmann::json;

json parse_record(std::string_view text) {
  constexpr int deepest = 4;
  return json::parse(
      text, [](int depth, json::parse_event_t, json&) { return depth <= deepest; }, false);
}

std::string RecordFields::text(const char* field, std::size_t bytes) {
  const auto found = row_.find(field);
  if (found == row_.end() || found->is_null()) return {};
  if (found->is_number_integer()) return std::to_string(found->get<std::int64_t>());
  if (found->is_string()) return std::string(cut(clean_utf8(found->get_ref<const std::string&>()), bytes));
  fail(std::string(field) + " is not a text");
  return {};
}

std::string RecordFields::name(const char* field) {
  return text(field, limits_.name_bytes);
}

// Too long is a mistake here: a cut key would be another's.
std::string RecordFields::key(const char* field) {
  auto out = text(field, max_url_bytes + 1);
  if (out.size() > max_url_bytes) fail(std::string(field) + " is too long");
  return out;
}

// As it is written: an engine spells its addresses in one way.
std::string RecordFields::address(const char* field) {
  auto written = text(field, max_url_bytes + 1);
  if (!written.empty() && !Url::parse(written)) fail(std::string(field) + " is no http or https address");
  return written;
}

std::optional<Time> RecordFields::date(const char* field) {
  const auto written = text(field, 64);
  const auto time = parse_iso8601(written);
  if (!time && !written.empty()) fail(std::string(field) + " is not ISO 8601");
  return time;
}

// `html` as it is, else `text` with its lines.
std::string RecordFields::body(std::size_t bytes) {
  auto html = text("html", bytes);
  return html.empty() ? markup::html_lines(text("text", bytes)) : html;
}

void RecordFields::fail(std::string why) {
  if (why_.empty()) why_ = std::move(why);
}

WrittenComment RecordFields::comment() {
  WrittenComment out;
  auto& c = out.comment;
  out.post_name = key("post");
  out.post_title = name("title");
  if (const auto closed = row_.find("post_closed"); closed != row_.end() && !closed->is_null()) {
    if (!closed->is_boolean()) fail("post_closed is neither true nor false");
    out.post_closed = closed->is_boolean() && closed->get<bool>();
  }
  c.engine_id = key("id");
  c.parent_engine_id = key("parent");
  if (out.post_name.empty()) fail("post is missing");
  if (c.engine_id.empty()) fail("id is missing");
  if (!c.engine_id.empty() && c.engine_id == c.parent_engine_id) fail("parent is the comment itself");
  c.url = address("url");
  c.author_name = name("author");
  c.author_url = text("author_url", max_url_bytes);
  c.account = name("account");
  c.published = date("date");
  c.html = body(limits_.html_bytes);
  return out;
}

model::Post RecordFields::post() {
  model::Post p;
  const auto url = Url::parse(address("url"));
  if (url) p.url = url->text();
  p.engine_id = key("id");
  if (p.engine_id.empty()) p.engine_id = p.url;
  if (p.engine_id.empty()) fail("id is missing");
  p.title = name("title");
  p.author_name = name("author");
  p.author_account = name("account");
  p.published = date("date");
  p.html = body(8 * limits_.html_bytes);
  return p;
}

}  // namespace earshot::watch
