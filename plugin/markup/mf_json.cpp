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

}  // namespace

MfItems read_json_items(std::string_view source, const Url& page) {
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= max_json_nesting; };
  const json root = json::parse(source, shallow, false);
  JsonItems items(page);
  if (!root.is_discarded()) items.read_document(root);
  return items.take();
}

}  // namespace earshot::markup
