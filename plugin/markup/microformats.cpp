#include "markup/microformats.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/clean.h"
#include "markup/mf_items.h"
#include "markup/mf_json.h"

namespace earshot::markup {
namespace {

// What a page calls itself when it speaks of something; in the order of preference of the receivers in use.
struct TypeOf {
  std::string_view property, type;
};
constexpr std::array<TypeOf, 5> types_of{{{"invitee", "invite"},
                                          {"repost-of", "repost"},
                                          {"like-of", "like"},
                                          {"bookmark-of", "bookmark"},
                                          {"in-reply-to", "reply"}}};
constexpr std::array<std::string_view, 4> entry_types{"h-entry", "h-event", "h-review", "h-recipe"};
constexpr std::array<std::string_view, 3> wordless_types{"like", "repost", "bookmark"};
constexpr std::array<std::string_view, 4> rsvp_words{"yes", "no", "maybe", "interested"};

bool is_entry(const MfItem& item) {
  return std::ranges::any_of(entry_types, [&](std::string_view type) { return item.is(type); });
}

bool names(std::string_view value, const Url& target) {
  const auto url = Url::parse(value);
  return url && same_page(*url, target);
}

std::optional<Url> url_in(const MfItem& card, std::string_view name) {
  const MfProperty* property = card.first(name);
  return property == nullptr ? std::nullopt : Url::parse(property->value);
}

void fill_from_card(const MfItem& card, Author& out) {
  if (const MfProperty* name = card.first("name")) out.name = name->value;
  if (!out.url) out.url = url_in(card, "url");
  if (!out.photo) out.photo = url_in(card, "photo");
}

class EntryChoice {
 public:
  EntryChoice(const MfItems& found, const Url& page, const Url& target)
      : found_(found), page_(page), target_(target) {}

  const MfItem* entry() const {
    const MfItem *by_id = nullptr, *by_url = nullptr, *by_target = nullptr, *first = nullptr;
    const auto keep = [](const MfItem*& slot, const MfItem& item) {
      if (slot == nullptr) slot = &item;
    };
    const std::string fragment = percent_decode(page_.fragment().value_or(""));
    for (const MfItem& item : found_.items) {
      if (!is_entry(item) || item.is_property) continue;
      if (!fragment.empty() && item.id == fragment) keep(by_id, item);
      if (is_at_page(item)) keep(by_url, item);
      if (speaks_of_target(item)) keep(by_target, item);
      keep(first, item);
    }
    for (const MfItem* item : {by_id, by_url, by_target, first}) {
      if (item != nullptr) return item;
    }
    return nullptr;
  }

  bool is_named_by_fragment(const MfItem& item) const {
    const auto fragment = page_.fragment();
    if (!fragment || fragment->empty()) return false;
    return item.id == percent_decode(*fragment) ||
           std::ranges::any_of(item.properties, [&](const MfProperty& each) {
             const auto url =
                 each.name == "url" || each.name == "uid" ? Url::parse(each.value) : std::nullopt;
             return url && same_page(*url, page_) && url->fragment() == fragment;
           });
  }

  bool points_to_target(const MfItem& entry, std::string_view property) const {
    return std::ranges::any_of(entry.properties, [&](const MfProperty& each) {
      if (each.name != property) return false;
      return names(each.value, target_) || (each.item && has_url(found_.items[*each.item], target_));
    });
  }

  // https://indieweb.org/authorship, as far as it goes without a fetch.
  void fill_author(const MfItem& entry, Entry& out) const {
    const MfProperty* author = author_of(entry);
    if (author != nullptr && author->item) {
      fill_from_card(found_.items[*author->item], out.author);
    } else if (author != nullptr) {
      out.author_page = Url::parse(author->value);
      if (!out.author_page) out.author.name = author->value;
    } else if (found_.rel_author && is_permalink(entry)) {
      out.author_page = found_.rel_author;
    }
    out.author.url = out.author.url ? out.author.url : out.author_page;
    if (out.author.name.empty()) fill_from_other_cards(entry, out.author);
    if (out.author.name.empty() && out.author_page && !author) out.author.name = found_.rel_author_name;
  }

 private:
  // A comment's permalink is its page with a fragment: that makes it no entry of the page.
  bool is_at_page(const MfItem& item) const {
    return std::ranges::any_of(item.properties, [&](const MfProperty& each) {
      if (each.name != "url" && each.name != "uid") return false;
      const auto url = Url::parse(each.value);
      return url && same_page(*url, page_) && (!url->fragment() || url->fragment() == page_.fragment());
    });
  }

  bool has_url(const MfItem& item, const Url& url) const {
    return std::ranges::any_of(item.properties, [&](const MfProperty& each) {
      return (each.name == "url" || each.name == "uid") && names(each.value, url);
    });
  }

  bool speaks_of_target(const MfItem& item) const {
    return points_to_target(item, "mention-of") || std::ranges::any_of(types_of, [&](const TypeOf& each) {
             return points_to_target(item, each.property);
           });
  }

  // rel=author speaks for a page, so it counts only where the page is this entry's.
  bool is_permalink(const MfItem& entry) const {
    return is_at_page(entry) || std::ranges::count_if(found_.items, [](const MfItem& item) {
                                  return is_entry(item) && !item.is_property;
                                }) == 1;
  }

  // The entry's own, else that of a feed round it.
  const MfProperty* author_of(const MfItem& entry) const {
    const MfItem* item = &entry;
    while (true) {
      if (const MfProperty* author = item->first("author")) return author;
      if (!item->parent) return nullptr;
      item = &found_.items[*item->parent];
    }
  }

  // A card for the address we know, else the first card of the page that is not part of something else.
  void fill_from_other_cards(const MfItem& entry, Author& out) const {
    const auto is_in_another_entry = [&](const MfItem& card) {
      if (!card.parent) return false;
      const MfItem& around = found_.items[*card.parent];
      return &around != &entry && is_entry(around);
    };
    for (const MfItem& item : found_.items) {
      if (!item.is("h-card") || item.is_property) continue;
      if (out.url ? !has_url(item, *out.url) : is_in_another_entry(item)) continue;
      return fill_from_card(item, out);
    }
  }

  const MfItems& found_;
  const Url& page_;
  const Url& target_;
};

std::string value(const MfItem& item, std::string_view name) {
  const MfProperty* property = item.first(name);
  return property == nullptr ? std::string() : property->value;
}

std::vector<std::string> addresses(const MfItem& item, std::string_view name, std::size_t most) {
  std::vector<std::string> out;
  for (const MfProperty& property : item.properties) {
    if (property.name != name || out.size() >= most) continue;
    const auto url = Url::parse(property.value);
    if (url && std::ranges::count(out, url->text()) == 0) out.push_back(url->text());
  }
  return out;
}

constexpr std::size_t max_page_bytes = 2 * 1024 * 1024;

// Nothing for what is neither HTML nor JSON.
std::optional<MfItems> items_of(std::string_view bytes, std::string_view content_type, const Url& page) {
  const std::string media = media_type_of(content_type);
  const std::string_view first = trim(bytes.substr(0, 1024)).substr(0, 1);
  if (media == "application/json" || media.ends_with("+json") ||
      (media.empty() && (first == "{" || first == "[")))
    return read_json_items(to_utf8(bytes.substr(0, max_page_bytes), charset_of(content_type), Sniff::none),
                           page);
  if (!media.empty() && media != "text/html" && media != "application/xhtml+xml") return std::nullopt;
  const std::string source = to_utf8(bytes.substr(0, max_page_bytes), charset_of(content_type), Sniff::html);
  return read_items(source, media == "application/xhtml+xml" ? Syntax::xhtml : Syntax::html, page);
}

// A note has no name of its own: what parsers make up for it is the start of its text.
bool only_repeats(std::string_view name, std::string_view content) {
  if (name.ends_with("…"))
    name.remove_suffix(std::string_view("…").size());
  else if (name.ends_with("..."))
    name.remove_suffix(3);
  name = trim(name);
  if (!content.starts_with(name)) return false;
  return content.size() == name.size() || content[name.size()] == ' ';  // not "T" before "Text"
}

}  // namespace

bool Entry::is_wordless() const {
  return content.empty() && summary.empty() && std::ranges::count(wordless_types, type) > 0;
}

Entry read_entry(std::string_view bytes, std::string_view content_type, const Url& final_url,
                 const Url& target, const EntryLimits& limits) {
  Entry out;
  const auto items = items_of(bytes, content_type, final_url);
  if (!items) return out;
  const MfItems& found = *items;
  const EntryChoice choice(found, final_url, target);
  const MfItem* entry = choice.entry();
  if (entry == nullptr) return out;
  out.found = true;
  out.by_fragment = choice.is_named_by_fragment(*entry);
  for (const auto& [property, type] : types_of) {
    if (out.type == "mention" && choice.points_to_target(*entry, property)) out.type = type;
  }
  const std::string rsvp = lower_ascii(value(*entry, "rsvp"));
  if (std::ranges::count(rsvp_words, rsvp) > 0 && choice.points_to_target(*entry, "in-reply-to")) {
    out.rsvp = rsvp;
    out.type = "rsvp";
  }
  choice.fill_author(*entry, out);
  out.url = Url::parse(value(*entry, "url"));
  out.published = value(*entry, "published");
  out.summary = value(*entry, "summary");
  out.content = value(*entry, "content");
  if (const MfProperty* content = entry->first("content")) {
    const Url base = found.base.value_or(final_url);
    out.content_html = clean_html(content->html, {.bytes = limits.html_bytes}, &base);
  }
  out.photos = addresses(*entry, "photo", limits.addresses);
  out.syndication = addresses(*entry, "syndication", limits.addresses);
  out.name = value(*entry, "name");
  if (only_repeats(out.name, out.content)) out.name.clear();
  return out;
}

std::optional<Author> read_author(std::string_view bytes, std::string_view content_type, const Url& final_url,
                                  const Url& asked) {
  const auto found = items_of(bytes, content_type, final_url);
  if (!found) return std::nullopt;
  const auto is_here = [&](std::string_view address) {
    return names(address, final_url) || names(address, asked);
  };
  const auto has = [](const MfItem& item, std::string_view name, auto fits) {
    return std::ranges::any_of(item.properties,
                               [&](const MfProperty& each) { return each.name == name && fits(each.value); });
  };
  const MfItem* chosen = nullptr;
  for (const MfItem& item : found->items) {
    if (!chosen && item.is("h-card") && has(item, "url", is_here) && has(item, "uid", is_here))
      chosen = &item;
  }
  const auto is_me = [&](const std::string& address) {
    return std::ranges::count(found->rel_me, address) > 0;
  };
  for (const MfItem& item : found->items) {
    if (!chosen && item.is("h-card") && has(item, "url", is_me)) chosen = &item;
  }
  if (!chosen) return std::nullopt;
  Author out;
  fill_from_card(*chosen, out);
  out.url = asked;
  return out;
}

}  // namespace earshot::markup
