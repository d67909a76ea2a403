#include "markup/json_ld.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace earshot::markup {
namespace {

using nlohmann::json;

constexpr std::size_t max_script_bytes = 64 * 1024, max_field_bytes = 2048;
constexpr int max_nesting = 32, max_things = 200;

constexpr std::array<std::string_view, 8> articles{"Article",
                                                   "BlogPosting",
                                                   "NewsArticle",
                                                   "TechArticle",
                                                   "SocialMediaPosting",
                                                   "Report",
                                                   "DiscussionForumPosting",
                                                   "ScholarlyArticle"};

std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  return squeeze(cut(clean_utf8(found->get_ref<const std::string&>()), max_field_bytes));
}

bool is_of_type(const json& thing, auto wanted) {
  const auto type = thing.find("@type");
  if (type == thing.end()) return false;
  const auto fits = [&](const json& word) { return word.is_string() && wanted(word.get<std::string>()); };
  return fits(*type) || (type->is_array() && std::ranges::any_of(*type, fits));
}

// A list of one's own or a graph: things refer to each other by @id in it.
class Things {
 public:
  explicit Things(const json& root) { collect(root, 0); }

  const json* article() const {
    for (const json* thing : things_) {
      if (is_of_type(*thing, [](const std::string& type) { return std::ranges::count(articles, type) > 0; }))
        return thing;
    }
    for (const json* thing : things_) {
      if (is_of_type(*thing, [](const std::string& type) { return type == "WebPage"; })) return thing;
    }
    return nullptr;
  }

  const json& meant_by(const json& thing) const {
    const std::string id = text_of(thing, "@id");
    if (id.empty() || thing.contains("name")) return thing;
    for (const json* other : things_) {
      if (other->contains("name") && text_of(*other, "@id") == id) return *other;
    }
    return thing;
  }

 private:
  void collect(const json& value, int depth) {
    if (depth > 3 || things_.size() >= max_things) return;
    if (value.is_array()) {
      for (const auto& each : value) collect(each, depth + 1);
    } else if (value.is_object()) {
      things_.push_back(&value);
      if (const auto graph = value.find("@graph"); graph != value.end()) collect(*graph, depth + 1);
    }
  }
  std::vector<const json*> things_;
};

void fill(std::string& slot, std::string value) {
  if (slot.empty()) slot = std::move(value);
}

void fill_author(const Things& things, const json& author, JsonLd& out) {
  if (!out.author_name.empty()) return;
  if (author.is_string()) {
    out.author_name = squeeze(cut(clean_utf8(author.get_ref<const std::string&>()), max_field_bytes));
  } else if (author.is_array() && !author.empty()) {
    if (!author.front().is_array()) fill_author(things, author.front(), out);
  } else if (author.is_object()) {
    const json& person = things.meant_by(author);
    out.author_name = text_of(person, "name");
    fill(out.author_url, text_of(person, "url"));
    fill(out.author_photo, text_of(person, "image"));
    if (const auto image = person.find("image"); image != person.end() && image->is_object())
      fill(out.author_photo, text_of(*image, "url"));
  }
}

}  // namespace

void read_json_ld(std::string_view script, JsonLd& out) {
  if (script.size() > max_script_bytes) return;
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= max_nesting; };
  const json root = json::parse(script, shallow, false);
  if (root.is_discarded()) return;
  const Things things(root);
  const json* article = things.article();
  if (!article) return;
  fill(out.headline, text_of(*article, "headline"));
  fill(out.headline, text_of(*article, "name"));
  fill(out.published, text_of(*article, "datePublished"));
  if (const auto author = article->find("author"); author != article->end())
    fill_author(things, *author, out);
}

}  // namespace earshot::markup
