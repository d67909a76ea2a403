#include "exchange/carried.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/url.h"
#include "exchange/jf2.h"
#include "markup/clean.h"

namespace earshot::exchange {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

// No less than what a ping leaves in the books, or our own lines would come in shorter than they went out.
constexpr std::size_t title_characters = 250, name_characters = 100, excerpt_characters = 1000,
                      content_bytes = 64 * 1024, most_addresses = 20;

// "" for what is missing, null or no text.
std::string text_in(const json& object, std::string_view name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& part_of(const json& object, std::string_view name) {
  static const json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

std::vector<std::string> texts_in(const json& object, std::string_view name) {
  const auto& list = part_of(object, name);
  std::vector<std::string> out;
  if (list.is_string()) out.push_back(list.get<std::string>());
  if (!list.is_array()) return out;
  for (const auto& one : list) {
    if (one.is_string()) out.push_back(one.get<std::string>());
  }
  return out;
}

std::optional<Time> time_in(const json& object, std::string_view name) {
  return parse_iso8601(text_in(object, name));
}

// Our own numbers: any other form's are somebody else's.
model::RowId number_in(const json& object, std::string_view name) {
  const auto& number = part_of(object, name);
  if (!number.is_number_integer()) return 0;
  const auto value = number.get<std::int64_t>();
  return value > 0 && value <= model::last_id ? value : 0;
}

// Whole seconds would give copies another order than ours.
std::string exact(Time time) {
  std::string out = iso8601(time);
  const auto rest = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  if (rest == 0) return out;
  const auto digits = std::to_string(rest);
  out.back() = '.';
  return out.append(6 - digits.size(), '0') + digits + "Z";
}

template <class E>
bool read_word(const json& object, std::string_view name, E& to) {
  const auto text = text_in(object, name);
  if (text.empty()) return true;
  const auto value = model::from_word<E>(text);
  if (value) to = *value;
  return value.has_value();
}

CarriedOrWhy from_own_line(const json& object) {
  Carried out;
  auto& l = out.linkback;
  l.id = number_in(object, "id");
  l.state = model::LinkbackState::shown;
  if (!read_word(object, "state", l.state)) return "state is none that we know";
  if (!read_word(object, "protocol", l.protocol)) return "protocol is none that we know";
  l.source = text_in(object, "source");
  l.target = text_in(object, "target");
  if (const auto type = text_in(object, "type"); !type.empty()) l.type = type;
  l.title = text_in(object, "title");
  l.excerpt = text_in(object, "excerpt");
  l.author_name = text_in(object, "author");
  l.author_url = text_in(object, "author_url");
  l.blog_name = text_in(object, "blog");
  l.published = time_in(object, "published");
  if (const auto received = time_in(object, "received")) l.received = *received;
  auto& page = out.page;
  page.final_url = text_in(object, "url");
  page.content_html = text_in(object, "content_html");
  page.content_text = text_in(object, "content_text");
  page.summary = text_in(object, "summary");
  page.author_photo = text_in(object, "author_photo");
  page.published_text = text_in(object, "published_text");
  page.rsvp = text_in(object, "rsvp");
  page.canonical = text_in(object, "canonical");
  page.syndication = texts_in(object, "syndication");
  page.photos = texts_in(object, "photos");
  return out;
}

// The content of either form: {html, text}, {content-type, value}, or HTML alone.
void read_content(const json& content, model::SourcePage& page) {
  if (content.is_string()) page.content_html = content.get<std::string>();
  page.content_html += text_in(content, "html");
  page.content_text = text_in(content, "text");
  if (!page.content_html.empty() || !page.content_text.empty()) return;
  auto& to = text_in(content, "content-type") == "text/html" ? page.content_html : page.content_text;
  to = text_in(content, "value");
}

void read_author(const json& author, Carried& out) {
  out.linkback.author_name = text_in(author, "name");
  out.linkback.author_url = text_in(author, "url");
  out.page.author_photo = text_in(author, "photo");
}

// What webmention.io's two forms say alike; `said` is the entry itself, `object` what is said of it.
void read_entry(const json& said, const json& object, const std::string& received, Carried& out) {
  auto& l = out.linkback;
  l.state = model::LinkbackState::shown;
  l.title = text_in(said, "name");
  read_author(part_of(said, "author"), out);
  l.published = time_in(said, "published");
  if (const auto at = time_in(object, received)) l.received = *at;
  read_content(part_of(said, "content"), out.page);
  out.page.final_url = text_in(said, "url");
  out.page.published_text = text_in(said, "published");
  out.page.rsvp = text_in(said, "rsvp");
  out.page.canonical = text_in(part_of(object, "rels"), "canonical");
}

CarriedOrWhy from_jf2(const json& object) {
  Carried out;
  auto& l = out.linkback;
  const auto property = text_in(object, "wm-property");
  if (part_of(object, "wm-private") == true) return "it is private";
  l.type = type_of_property(property).value_or("mention");
  if (!read_word(object, "wm-protocol", l.protocol)) return "wm-protocol is none that we know";
  l.source = text_in(object, "wm-source");
  l.target = text_in(object, "wm-target");
  // Older ones name the source by url only, the target by what it was done to.
  if (l.source.empty()) l.source = text_in(object, "url");
  if (l.target.empty()) l.target = text_in(object, l.type == "rsvp" ? "in-reply-to" : property);
  read_entry(object, object, "wm-received", out);
  out.page.summary = text_in(part_of(object, "summary"), "value");
  out.page.syndication = texts_in(object, "syndication");
  out.page.photos = texts_in(object, "photo");
  return out;
}

CarriedOrWhy from_link(const json& object) {
  if (part_of(object, "verified") == false) return "it was never verified";
  if (part_of(object, "private") == true) return "it is private";
  Carried out;
  auto& l = out.linkback;
  const auto& said = part_of(object, "data");
  l.source = text_in(object, "source");
  l.target = text_in(object, "target");
  const auto type = text_in(part_of(object, "activity"), "type");
  l.type = type.empty() || type == "link" ? "mention" : type;
  read_entry(said, object, "verified_date", out);
  return out;
}

void bound(std::string& text, std::size_t characters) {
  text = shorten(squeeze(clean_utf8(text)), characters);
}

void bound_addresses(std::vector<std::string>& addresses) {
  for (auto& one : addresses) one = only_web(one);
  std::erase_if(addresses, [](const auto& one) { return one.empty(); });
  if (addresses.size() > most_addresses) addresses.resize(most_addresses);
}

void bound_page(model::SourcePage& page) {
  page.content_html = markup::clean_html(clean_utf8(page.content_html), {.bytes = content_bytes});
  page.content_text = cut(clean_utf8(page.content_text), content_bytes);
  if (page.content_text.empty()) page.content_text = markup::plain_text(page.content_html);
  page.summary = cut(squeeze(clean_utf8(page.summary)), content_bytes);
  bound(page.rsvp, 20);
  if (!tidy_date(page.published_text)) page.published_text.clear();
  for (auto* address : {&page.final_url, &page.author_photo, &page.canonical}) *address = only_web(*address);
  bound_addresses(page.syndication);
  bound_addresses(page.photos);
}

}  // namespace

bool looks_carried(const json& object) {
  if (!object.is_object()) return false;
  for (const char* mark : {"wm-property", "wm-source", "wm-id", "activity"}) {
    if (object.contains(mark)) return true;
  }
  return object.contains("source") && !object.contains("post");
}

CarriedOrWhy carried_from(const json& object) {
  if (!object.is_object()) return "not a JSON object";
  auto read = object.contains("activity") || object.contains("verified") ? from_link(object)
              : object.contains("source")                                ? from_own_line(object)
                                                                         : from_jf2(object);
  if (auto* carried = std::get_if<Carried>(&read)) return made_fit(std::move(*carried));
  return read;
}

CarriedOrWhy made_fit(Carried carried) {
  using model::LinkbackState;
  auto& l = carried.linkback;
  for (auto* address : {&l.source, &l.target}) *address = clean_utf8(*address);
  const auto source = Url::parse(l.source), target = Url::parse(l.target);
  if (!source || source->has_credentials())
    return l.source.empty() ? "source is missing" : "source is no http or https address";
  if (!target) return l.target.empty() ? "target is missing" : "target is no http or https address";
  if (same_page(*source, *target)) return "source and target are the same page";
  constexpr std::array kept{LinkbackState::shown, LinkbackState::waiting, LinkbackState::hidden};
  if (std::ranges::find(kept, l.state) == kept.end())
    return "its state is " + std::string(model::word(l.state)) + ": only shown, waiting and hidden are taken";
  constexpr std::array<std::string_view, 7> types{"mention",  "reply", "like",  "repost",
                                                  "bookmark", "rsvp",  "invite"};
  if (std::ranges::find(types, l.type) == types.end()) l.type = "mention";
  l.source_host = source->host();
  bound(l.title, title_characters);
  bound(l.excerpt, excerpt_characters);
  bound(l.author_name, name_characters);
  bound(l.blog_name, name_characters);
  l.author_url = only_web(l.author_url);
  bound_page(carried.page);
  return carried;
}

ordered_json carried_line(const store::ShownLinkback& shown) {
  const auto& l = shown.linkback;
  const auto& page = shown.page;
  ordered_json out = {{"id", l.id},
                      {"source", l.source},
                      {"target", l.target},
                      {"protocol", model::word(l.protocol)},
                      {"state", model::word(l.state)},
                      {"type", l.type},
                      {"received", exact(l.received)}};
  if (l.published) out["published"] = exact(*l.published);
  const std::pair<const char*, const std::string&> texts[] = {{"title", l.title},
                                                              {"excerpt", l.excerpt},
                                                              {"author", l.author_name},
                                                              {"author_url", l.author_url},
                                                              {"blog", l.blog_name},
                                                              {"url", page.final_url},
                                                              {"content_html", page.content_html},
                                                              {"content_text", page.content_text},
                                                              {"summary", page.summary},
                                                              {"author_photo", page.author_photo},
                                                              {"published_text", page.published_text},
                                                              {"rsvp", page.rsvp},
                                                              {"canonical", page.canonical}};
  for (const auto& [name, text] : texts) {
    if (!text.empty()) out[name] = text;
  }
  if (!page.syndication.empty()) out["syndication"] = page.syndication;
  if (!page.photos.empty()) out["photos"] = page.photos;
  return out;
}

}  // namespace earshot::exchange
