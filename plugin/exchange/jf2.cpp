#include "exchange/jf2.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"
#include "base/url.h"
#include "markup/escape.h"

namespace earshot::exchange {

using nlohmann::ordered_json;
using store::ShownLinkback;

namespace {

struct Relation {
  std::string_view type, property;
  std::string_view in_links;  // the older form's word
  std::string_view verb;      // "Rosa ___ a post"
};
constexpr std::array relations{
    Relation{"mention", "mention-of", "link", "linked to"},
    Relation{"reply", "in-reply-to", "reply", "replied to"},
    Relation{"like", "like-of", "like", "liked"},
    Relation{"repost", "repost-of", "repost", "reposted"},
    Relation{"bookmark", "bookmark-of", "bookmark", "bookmarked"},
    Relation{"rsvp", "rsvp", "rsvp", "answered an invitation in"},
    Relation{"invite", "invitee", "invite", "invited somebody in"},
};

const Relation& relation_of(std::string_view type) {
  for (const auto& one : relations) {
    if (one.type == type) return one;
  }
  return relations.front();
}

constexpr std::size_t brief_characters = 200;

std::string detailed(const std::string& text, Detail detail) {
  return detail == Detail::full ? text : shorten(text, brief_characters);
}

ordered_json web_list(const std::vector<std::string>& addresses) {
  auto out = ordered_json::array();
  for (const auto& address : addresses) {
    if (auto safe = only_web(address); !safe.empty()) out.push_back(std::move(safe));
  }
  return out;
}

// As the sender wrote it, but for what widgets would let out of a quoted attribute: they insert it unescaped.
std::string linkable(std::string_view address) {
  std::string out;
  for (const char c : address) {
    constexpr std::string_view breaks_out = " \"<>`\\";
    const auto byte = static_cast<unsigned char>(c);
    if (breaks_out.find(c) != std::string_view::npos || byte < 0x20 || byte == 0x7f) {
      constexpr std::string_view digits = "0123456789ABCDEF";
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    } else {
      out += c;
    }
  }
  return out;
}

// The name of an entry that is only the beginning of its text says nothing new; a host is none.
bool names_itself(const ShownLinkback& shown) {
  const auto title = squeeze(shown.linkback.title);
  const auto url = Url::parse(address_of(shown));
  if (url && title == url->host()) return false;
  return !title.empty() && !squeeze(shown.page.content_text).starts_with(title);
}

ordered_json content(const ShownLinkback& shown, Detail detail) {
  ordered_json out = ordered_json::object();
  if (detail == Detail::full && !shown.page.content_html.empty()) out["html"] = shown.page.content_html;
  if (auto text = text_of(shown); !text.empty()) out["text"] = detailed(text, detail);
  return out;
}

ordered_json seconds_or_null(const std::optional<Time>& time) {
  if (!time) return nullptr;
  return std::chrono::floor<std::chrono::seconds>(*time).time_since_epoch().count();
}

}  // namespace

ordered_json text_or_null(std::string text) {
  if (text.empty()) return nullptr;
  return text;
}

std::string_view property_of_type(std::string_view type) {
  return relation_of(type).property;
}

std::optional<std::string_view> type_of_property(std::string_view property) {
  for (const auto& one : relations) {
    if (one.property == property) return one.type;
  }
  return std::nullopt;
}

std::string only_web(std::string_view address) {
  const auto url = Url::parse(address);
  return url && !url->has_credentials() ? url->text() : std::string();
}

std::string author_of(const model::Linkback& linkback) {
  if (!linkback.author_name.empty()) return linkback.author_name;
  return linkback.blog_name.empty() ? linkback.source_host : linkback.blog_name;
}

std::string address_of(const ShownLinkback& shown) {
  const auto source = Url::parse(shown.linkback.source), final_url = Url::parse(shown.page.final_url);
  if (!source) return {};
  return final_url && !same_page(*source, *final_url) ? final_url->text() : source->text();
}

std::string text_of(const ShownLinkback& shown) {
  return shown.page.content_text.empty() ? shown.linkback.excerpt : shown.page.content_text;
}

std::string published_of(const ShownLinkback& shown) {
  if (auto written = tidy_date(shown.page.published_text)) return *written;
  return shown.linkback.published ? iso8601(*shown.linkback.published) : std::string();
}

std::string sentence_of(const ShownLinkback& shown) {
  return author_of(shown.linkback) + " " + std::string(relation_of(shown.linkback.type).verb) + " a post " +
         shown.linkback.target;
}

ordered_json jf2_entry(const ShownLinkback& shown, Detail detail) {
  const auto& l = shown.linkback;
  const auto& page = shown.page;
  ordered_json out = {{"type", "entry"},
                      {"author",
                       {{"type", "card"},
                        {"name", author_of(l)},
                        {"photo", only_web(page.author_photo)},
                        {"url", only_web(l.author_url)}}},
                      {"url", address_of(shown)},
                      {"published", text_or_null(published_of(shown))},
                      {"wm-received", iso8601(l.received)},
                      {"wm-id", l.id},
                      {"wm-source", linkable(l.source)},
                      {"wm-target", linkable(l.target)},
                      {"wm-protocol", model::word(l.protocol)}};
  if (names_itself(shown)) out["name"] = l.title;
  if (auto list = web_list(page.syndication); !list.empty()) out["syndication"] = std::move(list);
  if (!page.summary.empty())
    out["summary"] = {{"content-type", "text/plain"}, {"value", detailed(page.summary, detail)}};
  if (auto list = web_list(page.photos); !list.empty()) out["photo"] = std::move(list);
  if (auto said = content(shown, detail); !said.empty()) out["content"] = std::move(said);
  const auto& relation = relation_of(l.type);
  if (relation.type == "rsvp") {
    out["rsvp"] = page.rsvp;
    out["in-reply-to"] = linkable(l.target);
  } else {
    out[std::string(relation.property)] = linkable(l.target);
  }
  out["wm-property"] = relation.property;
  out["wm-private"] = false;
  if (auto canonical = only_web(page.canonical); !canonical.empty())
    out["rels"] = {{"canonical", std::move(canonical)}};
  return out;
}

ordered_json link_entry(const ShownLinkback& shown, Detail detail) {
  const auto& l = shown.linkback;
  const auto& page = shown.page;
  const auto& relation = relation_of(l.type);
  // Always HTML, since clients cannot see which of the two they got.
  const bool has_html = detail == Detail::full && !page.content_html.empty();
  std::string said = has_html ? page.content_html : markup::html_text(detailed(text_of(shown), detail));
  ordered_json entry = {{"author",
                         {{"name", author_of(l)},
                          {"url", text_or_null(only_web(l.author_url))},
                          {"photo", text_or_null(only_web(page.author_photo))}}},
                        {"url", address_of(shown)},
                        {"name", text_or_null(names_itself(shown) ? l.title : std::string())},
                        {"content", text_or_null(std::move(said))},
                        {"published", text_or_null(published_of(shown))},
                        {"published_ts", seconds_or_null(l.published)}};
  if (relation.type == "rsvp") entry["rsvp"] = page.rsvp;
  const std::string who = markup::html_text(author_of(l));
  const auto link = [](std::string_view to, std::string_view text) {
    return "<a href=\"" + markup::attribute(to) + "\">" + std::string(text) + "</a>";
  };
  const std::string sentence_html = link(address_of(shown), who) + " " + std::string(relation.verb) + " " +
                                    link(only_web(l.target), "a post");
  ordered_json out = {
      {"source", linkable(l.source)},
      {"verified", true},
      {"verified_date", iso8601(shown.updated)},
      {"id", l.id},
      {"private", false},
      {"data", std::move(entry)},
      {"activity",
       {{"type", relation.in_links}, {"sentence", sentence_of(shown)}, {"sentence_html", sentence_html}}}};
  if (auto canonical = only_web(page.canonical); !canonical.empty())
    out["rels"] = {{"canonical", std::move(canonical)}};
  out["target"] = linkable(l.target);
  return out;
}

std::string written(const ordered_json& json, bool ascii) {
  return json.dump(-1, ' ', ascii, ordered_json::error_handler_t::replace);
}

}  // namespace earshot::exchange
