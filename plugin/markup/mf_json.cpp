#include "markup/mf_json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "markup/page.h"

namespace earshot::markup {
namespace {

using nlohmann::json;

constexpr int max_json_nesting = 32;
constexpr std::size_t max_json_items = 500, max_json_properties = 200, max_json_value_bytes = 64 * 1024;

constexpr std::array<std::string_view, 9> address_properties{
    "url", "uid", "photo", "syndication", "in-reply-to", "like-of", "repost-of", "bookmark-of", "invitee"};
// What jf2 says of an item beside its properties.
constexpr std::array<std::string_view, 5> no_properties{"type", "children", "references", "refs", "@context"};

const json* member(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? &*found : nullptr;
}

std::string text_in(const json& object, const char* name) {
  const json* found = member(object, name);
  return found && found->is_string()
             ? std::string(cut(found->get_ref<const std::string&>(), max_json_value_bytes))
             : std::string();
}

// One or a list of them.
template <class Take>
void each_of(const json& value, Take take) {
  if (!value.is_array()) return take(value);
  for (const json& one : value) take(one);
}

class JsonItems {
 public:
  explicit JsonItems(const Url& page) : page_(page) {}

  // A document is an item or has a list of them.
  void read_document(const json& root) {
    if (const json* items = member(root, "items")) return read_each(*items, std::nullopt);
    read_each(root, std::nullopt);
  }

  MfItems take() { return std::move(found_); }

 private:
  void read_each(const json& items, std::optional<std::size_t> parent) {
    each_of(items, [&](const json& one) { read_item(one, parent); });
  }

  // "h-entry" of mf2, "entry" of jf2.
  std::optional<std::size_t> read_item(const json& object, std::optional<std::size_t> parent) {
    const json* types = member(object, "type");
    if (types == nullptr || found_.items.size() >= max_json_items) return std::nullopt;
    MfItem item;
    item.parent = parent;
    item.id = text_in(object, "id");
    each_of(*types, [&](const json& one) {
      if (!one.is_string() || item.types.size() >= 10) return;
      const auto& type = one.get_ref<const std::string&>();
      item.types.push_back(type.starts_with("h-") ? type : "h-" + type);
    });
    const std::size_t at = found_.items.size();
    found_.items.push_back(std::move(item));
    const json* properties = member(object, "properties");
    read_properties(properties ? *properties : object, at);
    if (const json* children = member(object, "children")) read_each(*children, at);
    return at;
  }

  void read_properties(const json& properties, std::size_t owner) {
    if (!properties.is_object()) return;
    for (const auto& [name, values] : properties.items()) {
      if (std::ranges::count(no_properties, std::string_view(name)) > 0) continue;
      each_of(values, [&, &name = name](const json& value) { read_property(name, value, owner); });
    }
  }

  void read_property(const std::string& name, const json& value, std::size_t owner) {
    if (found_.items[owner].properties.size() >= max_json_properties) return;
    MfProperty property{'p', name, {}, {}, std::nullopt};
    const bool is_address = std::ranges::count(address_properties, std::string_view(name)) > 0;
    if (value.is_string()) {
      property.value = cut(value.get_ref<const std::string&>(), max_json_value_bytes);
    } else if (value.is_object() && value.contains("type")) {
      property.item = read_item(value, owner);
      if (!property.item) return;
      MfItem& inner = found_.items[*property.item];
      inner.is_property = true;
      if (const MfProperty* named = inner.first(is_address ? "url" : "name")) property.value = named->value;
    } else if (value.is_object()) {
      read_marked_up(value, property);
    } else {
      return;
    }
    if (is_address) {
      const auto url = page_.resolve(trim(property.value));
      property.value = url ? url->text() : std::string();
    } else {
      property.value = squeeze(property.value);
    }
    found_.items[owner].properties.push_back(std::move(property));
  }

  // {"html", "value"} of mf2, {"html", "text"} and {"content-type", "value"} of jf2; a picture is {"value",
  // "alt"}.
  void read_marked_up(const json& value, MfProperty& property) const {
    property.html = text_in(value, "html");
    property.value = text_in(value, "text");
    if (property.value.empty()) property.value = text_in(value, "value");
    if (property.html.empty() && text_in(value, "content-type") == "text/html")
      property.html = std::exchange(property.value, {});
    if (property.value.empty() && !property.html.empty())
      property.value = read_page(property.html, "text/html; charset=utf-8", page_).text;
  }

  const Url& page_;
  MfItems found_;
};

class ForeignItems {
 public:
  explicit ForeignItems(const Url& page) : page_(page) {}

  // False: it is neither of the two.
  bool read_document(const json& root) {
    if (is_activity(root)) {
      const json* list = nullptr;
      for (const char* name : {"orderedItems", "items", "first"}) list = list ? list : member(root, name);
      each_of(list ? *list : root, [&](const json& one) { read_activity(one, nullptr); });
    } else if (text_in(root, "version").starts_with("https://jsonfeed.org/version/")) {
      if (const json* items = member(root, "items"))
        each_of(*items, [&](const json& one) { read_feed_item(one, root); });
    } else {
      return false;
    }
    return true;
  }

  MfItems take() { return std::move(found_); }

 private:
  static bool is_activity(const json& root) {
    bool out = false;
    if (const json* context = member(root, "@context")) {
      each_of(*context, [&](const json& one) {
        out = out || (one.is_string() &&
                      one.get_ref<const std::string&>().find("/ns/activitystreams") != std::string::npos);
      });
    }
    return out;
  }

  // `done_by`: who made the activity round it.
  void read_activity(const json& object, const json* done_by) {
    const std::string type = text_in(object, "type");
    const json* about = member(object, "object");
    const json* who = member(object, "attributedTo");
    if (!who) who = member(object, "actor");
    if (!who) who = done_by;
    if ((type == "Create" || type == "Update") && about && about->is_object() && !done_by)
      return read_activity(*about, who ? who : &object);
    const auto at = add_item("h-entry");
    if (!at) return;
    if (type == "Like" && about) add_addresses(*at, "like-of", *about);
    if (type == "Announce" && about) add_addresses(*at, "repost-of", *about);
    if (const json* parent = member(object, "inReplyTo")) add_addresses(*at, "in-reply-to", *parent);
    add_addresses(*at, "url", object);
    for (const char* name : {"name", "published"}) add(*at, name, text_in(object, name));
    add(*at, "summary", text_of_html(text_in(object, "summary")));
    std::string content = text_in(object, "content");
    if (const json* by_language = member(object, "contentMap"); content.empty() && by_language) {
      for (const json& one : *by_language) {
        if (one.is_string() && content.empty()) content = cut(one.get<std::string>(), max_json_value_bytes);
      }
    }
    const std::string media = text_in(object, "mediaType");
    add_content(*at, media.empty() || media == "text/html" ? content : "", content);
    if (who) add_author(*at, *who);
  }

  void read_feed_item(const json& item, const json& feed) {
    const auto at = add_item("h-entry");
    if (!at) return;
    for (const char* name : {"url", "id"}) add_address(*at, "url", text_in(item, name));
    add_address(*at, "mention-of", text_in(item, "external_url"));
    add(*at, "name", text_in(item, "title"));
    add(*at, "summary", text_in(item, "summary"));
    add(*at, "published", text_in(item, "date_published"));
    add_content(*at, text_in(item, "content_html"), text_in(item, "content_text"));
    for (const json* from : {&item, &feed}) {
      const json* who = member(*from, "authors");
      if (!who) who = member(*from, "author");
      if (who) return add_author(*at, *who);
    }
  }

  std::optional<std::size_t> add_item(const char* type) {
    if (found_.items.size() >= max_json_items) return std::nullopt;
    found_.items.emplace_back().types.emplace_back(type);
    return found_.items.size() - 1;
  }

  void add(std::size_t owner, const char* name, std::string_view text, std::string html = {}) {
    auto& properties = found_.items[owner].properties;
    std::string value = squeeze(clean_utf8(text));
    if ((value.empty() && html.empty()) || properties.size() >= max_json_properties) return;
    properties.push_back({'p', name, std::move(value), std::move(html), std::nullopt});
  }

  void add_address(std::size_t owner, const char* name, std::string_view address) {
    const auto url = address.empty() ? std::nullopt : page_.resolve(trim(address));
    if (url) add(owner, name, url->text());
  }

  // A thing is written as its address, as an object that has one, or as a list of these.
  void add_addresses(std::size_t owner, const char* name, const json& things) {
    each_of(things, [&](const json& thing) {
      if (thing.is_string()) return add_address(owner, name, thing.get_ref<const std::string&>());
      for (const char* of : {"id", "href"}) add_address(owner, name, text_in(thing, of));
      const json* urls = member(thing, "url");
      if (!urls) return;
      each_of(*urls, [&](const json& url) {
        const std::string text = url.is_string() ? url.get<std::string>() : text_in(url, "href");
        add_address(owner, name, text);
      });
    });
  }

  std::string text_of_html(const std::string& html) const {
    return html.empty() ? html : read_page(html, "text/html; charset=utf-8", page_).text;
  }

  void add_content(std::size_t owner, const std::string& html, const std::string& text) {
    add(owner, "content", html.empty() ? text : text_of_html(html), html);
    if (html.empty()) return;
    constexpr std::size_t most = 50;
    const Page inside = read_page(html, "text/html; charset=utf-8", page_, {.links = most});
    for (const Link& link : inside.links) add(owner, "mention-of", link.url.text());
  }

  void add_author(std::size_t owner, const json& authors) {
    const json& who = authors.is_array() && !authors.empty() ? authors.front() : authors;
    if (who.is_string()) return add_address(owner, "author", who.get_ref<const std::string&>());
    const auto card = who.is_object() ? add_item("h-card") : std::nullopt;
    if (!card) return;
    found_.items[*card].is_property = true;
    found_.items[*card].parent = owner;
    for (const char* name : {"name", "preferredUsername"}) add(*card, "name", text_in(who, name));
    for (const char* name : {"url", "id"}) add_address(*card, "url", text_in(who, name));
    add_address(*card, "photo", text_in(who, "avatar"));
    if (const json* icon = member(who, "icon")) add_address(*card, "photo", text_in(*icon, "url"));
    const MfProperty* name = found_.items[*card].first("name");
    MfProperty author{'p', "author", name ? name->value : std::string(), {}, card};
    found_.items[owner].properties.push_back(std::move(author));
  }

  const Url& page_;
  MfItems found_;
};

}  // namespace

MfItems read_json_items(std::string_view source, const Url& page) {
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= max_json_nesting; };
  const json root = json::parse(source, shallow, false);
  ForeignItems foreign(page);
  if (root.is_object() && foreign.read_document(root)) return foreign.take();
  JsonItems items(page);
  if (!root.is_discarded()) items.read_document(root);
  return items.take();
}

}  // namespace earshot::markup
