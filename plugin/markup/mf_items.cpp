#include "markup/mf_items.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "markup/elements.h"
#include "markup/events.h"

namespace earshot::markup {
namespace {

constexpr std::size_t max_items = 500, max_properties = 200, max_text_bytes = 512 * 1024;
constexpr std::size_t max_value_bytes = 64 * 1024, max_all_values = 4 * 1024 * 1024;
constexpr std::size_t max_rel_me = 50;

// Class names of microformats 1 and what they are called now.
struct OldName {
  std::string_view old, now;
};
constexpr std::array<OldName, 3> old_items{{{"hentry", "h-entry"}, {"vcard", "h-card"}, {"hfeed", "h-feed"}}};
constexpr std::array<OldName, 9> old_properties{{{"entry-title", "p-name"},
                                                 {"entry-content", "e-content"},
                                                 {"entry-summary", "p-summary"},
                                                 {"author", "p-author"},
                                                 {"published", "dt-published"},
                                                 {"updated", "dt-updated"},
                                                 {"fn", "p-name"},
                                                 {"url", "u-url"},
                                                 {"photo", "u-photo"}}};

template <std::size_t size>
std::string_view renamed(const std::array<OldName, size>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name, &OldName::old);
  return found == names.end() ? std::string_view() : found->now;
}

template <class Take>
void each_word(std::string_view text, Take take) {
  constexpr std::string_view blanks = " \t\r\n\f";
  for (std::size_t at = 0; (at = text.find_first_not_of(blanks, at)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    take(text.substr(at, end - at));
    at = end;
  }
}

bool is_lower_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// Where the address of an element stands, and what stands for its text.
struct ValuePlaces {
  std::string_view element, url, text, date;
};
constexpr std::array<ValuePlaces, 15> value_places{{
    {"a", "href", "", ""},
    {"abbr", "", "title", "title"},
    {"area", "href", "alt", ""},
    {"audio", "src", "", ""},
    {"data", "", "value", "value"},
    {"del", "", "", "datetime"},
    {"iframe", "src", "", ""},
    {"img", "src", "alt", ""},
    {"input", "", "value", "value"},
    {"ins", "", "", "datetime"},
    {"link", "href", "title", ""},
    {"object", "data", "", ""},
    {"source", "src", "", ""},
    {"time", "", "", "datetime"},
    {"video", "src", "", ""},
}};

struct Property {
  char kind;
  std::string name;
};

struct Frame {
  std::optional<std::size_t> item;   // begun by this element
  std::optional<std::size_t> owner;  // whose properties these are
  std::vector<Property> properties;
  std::size_t text_begin = 0, html_begin = 0;
  std::optional<std::string> url, text, date;  // from attributes
  std::vector<std::string> parts;              // of the value-class pattern
  bool is_part = false, is_rel_author = false, empty = false;
};

// What stands for properties that an item leaves out.
struct Implied {
  std::size_t links = 0, images = 0;
  std::string link, image;
  bool has_text_property = false, has_url_property = false;
};

class ItemEvents final : public Events {
 public:
  ItemEvents(std::string_view source, const Url& page) : source_(source), base_(page) {}

  void open(const Tag& tag, unsigned traits, bool stays) override {
    read_to_ = tag.end;
    if (tag.name == "base" && !base_seen_) learn_base(tag);
    if (traits & block || tag.name == "br") add_text("\n");
    Frame frame;
    frame.empty = unseen_ > 0;
    if (!frame.empty) begin(tag, frame);
    if (stays && (traits & unseen)) ++unseen_;
    if (frame.item) inside_.push_back(*frame.item);
    if (tag.name == "img" && !frame.empty) add_text(" " + frame.text.value_or("") + " ");
    frames_.push_back(std::move(frame));
    if (!stays) end_last();
  }

  void close(std::string_view, unsigned traits, const Tag* end_tag) override {
    if (end_tag != nullptr) read_to_ = end_tag->at;
    if (traits & unseen) --unseen_;
    end_last();
    if (traits & block) add_text("\n");
    if (end_tag != nullptr) read_to_ = end_tag->end;
  }

  void text(std::string_view decoded, std::string_view raw_text) override {
    if (unseen_ == 0) add_text(decoded);
    read_to_ = static_cast<std::size_t>(raw_text.data() + raw_text.size() - source_.data());
  }

  MfItems take() { return std::move(found_); }

 private:
  void learn_base(const Tag& tag) {
    const auto href = tag.value("href");
    const auto base = href ? base_.resolve(trim(*href)) : std::nullopt;
    if (base) found_.base = base_ = *base;
    base_seen_ = href.has_value();
  }

  void add_text(std::string_view more) {
    if (text_.size() < max_text_bytes) text_ += cut(more, max_text_bytes - text_.size());
  }

  void begin(const Tag& tag, Frame& frame) {
    frame.text_begin = text_.size();
    frame.html_begin = tag.end;
    if (!inside_.empty()) frame.owner = inside_.back();
    read_values(tag, frame);
    const std::string classes = tag.value("class").value_or("");
    begin_item(tag, classes, frame);
    each_word(classes, [&](std::string_view word) { read_property(word, frame); });
    const std::string rels = lower_ascii(tag.value("rel").value_or(""));
    each_word(rels, [&](std::string_view rel) {
      const bool names_one = tag.name == "a" || tag.name == "link";
      if (rel == "author" && names_one && !found_.rel_author) frame.is_rel_author = true;
      if (rel == "me" && names_one && frame.url && found_.rel_me.size() < max_rel_me)
        found_.rel_me.push_back(resolved(*frame.url));
      if (rel == "bookmark" && frame.owner && found_.items[*frame.owner].old) add_property("u-url", frame);
    });
    if (frame.owner && !frame.item) imply_from(tag, frame, implied_[*frame.owner]);
    if (frame.item) imply_from(tag, frame, implied_[*frame.item]);
  }

  void read_values(const Tag& tag, Frame& frame) const {
    const auto places = std::ranges::find(value_places, std::string_view(tag.name), &ValuePlaces::element);
    if (places == value_places.end()) return;
    if (!places->url.empty()) frame.url = tag.value(places->url);
    if (!places->text.empty()) frame.text = tag.value(places->text);
    if (!places->date.empty()) frame.date = tag.value(places->date);
  }

  void begin_item(const Tag& tag, std::string_view classes, Frame& frame) {
    MfItem item;
    each_word(classes, [&](std::string_view word) {
      if (word.starts_with("h-") && is_lower_name(word) && item.types.size() < 10)
        item.types.emplace_back(word);
    });
    if (item.types.empty()) {
      item.old = true;
      each_word(classes, [&](std::string_view word) {
        if (const auto now = renamed(old_items, word); !now.empty()) item.types.emplace_back(now);
      });
    }
    if (item.types.empty() || found_.items.size() >= max_items) return;
    item.id = tag.value("id").value_or("").substr(0, max_url_bytes);
    item.parent = frame.owner;
    frame.item = found_.items.size();
    found_.items.push_back(std::move(item));
    implied_.emplace_back();
  }

  void read_property(std::string_view word, Frame& frame) {
    if (word == "value" || word == "value-title") frame.is_part = true;
    if (!frame.owner) return;
    add_property(found_.items[*frame.owner].old ? renamed(old_properties, word) : word, frame);
  }

  static void add_property(std::string_view word, Frame& frame) {
    const std::size_t dash = word.find('-');
    if (dash == std::string_view::npos || !is_lower_name(word) || frame.properties.size() >= 20) return;
    const std::string_view prefix = word.substr(0, dash);
    const bool known = prefix == "p" || prefix == "u" || prefix == "dt" || prefix == "e";
    if (known && dash + 1 < word.size())
      frame.properties.push_back({prefix[0], std::string(word.substr(dash + 1))});
  }

  static void imply_from(const Tag& tag, const Frame& frame, Implied& implied) {
    if (tag.name == "a" && frame.url && implied.links++ == 0) implied.link = *frame.url;
    if (tag.name == "img" && frame.url && implied.images++ == 0) implied.image = *frame.url;
  }

  void end_last() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.item) {
      inside_.pop_back();
      fill_in_implied(frame);
    }
    if (frame.is_part) give_part(frame);
    if (frame.is_rel_author) take_rel_author(frame);
    if (frame.empty || !frame.owner) return;
    for (auto& [kind, name] : frame.properties) {
      MfItem& owner = found_.items[*frame.owner];
      if (owner.properties.size() >= max_properties) break;
      MfProperty property{kind, std::move(name), value_of(kind, frame), {}, frame.item};
      if (kind == 'e') property.html = html_of(frame);
      if (kind == 'u') implied_[*frame.owner].has_url_property = true;
      if (kind == 'p' || kind == 'e') implied_[*frame.owner].has_text_property = true;
      if (frame.item) found_.items[*frame.item].is_property = true;
      found_.items[*frame.owner].properties.push_back(std::move(property));
    }
  }

  // Bounded in sum, before any work: nested properties would else have the same text read at each level.
  std::string_view within_bounds(std::string_view text) {
    if (values_bytes_ >= max_all_values) return {};
    text = cut(text, max_value_bytes);
    values_bytes_ += text.size();
    return text;
  }

  std::string text_of(const Frame& frame) {
    return squeeze(within_bounds(std::string_view(text_).substr(frame.text_begin)));
  }

  std::string html_of(const Frame& frame) {
    const std::size_t end = std::max(read_to_, frame.html_begin);
    return std::string(within_bounds(source_.substr(frame.html_begin, end - frame.html_begin)));
  }

  std::string resolved(std::string_view address) const {
    const auto url = base_.resolve(trim(address));
    return url ? url->text() : std::string();
  }

  std::string value_of(char kind, const Frame& frame) {
    if (frame.item) {
      const MfProperty* of_item = found_.items[*frame.item].first(kind == 'u' ? "url" : "name");
      if (of_item != nullptr) return of_item->value;
    }
    if (kind == 'u') {
      const auto address = frame.url ? frame.url : frame.text ? frame.text : first_part(frame);
      return resolved(address ? *address : text_of(frame));
    }
    if (kind == 'd')
      return frame.date ? squeeze(*frame.date) : frame.parts.empty() ? text_of(frame) : joined_date(frame);
    if (kind == 'p' && frame.text) return squeeze(*frame.text);
    if (kind == 'p' && !frame.parts.empty()) {
      std::string all;
      for (const auto& part : frame.parts) all += part;
      return squeeze(all);
    }
    return text_of(frame);
  }

  static std::optional<std::string> first_part(const Frame& frame) {
    return frame.parts.empty() ? std::nullopt : std::optional(frame.parts.front());
  }

  // Date, time and zone may stand in elements of their own, in any order.
  static std::string joined_date(const Frame& frame) {
    std::string day, clock;
    for (const auto& part : frame.parts) {
      const std::string text = squeeze(part);
      const bool is_number = !text.empty() && text.front() >= '0' && text.front() <= '9';
      const auto last = text.find_last_not_of('.');
      const bool has_half = last != std::string::npos && (text[last] | 0x20) == 'm';  // 5pm
      const bool is_clock = has_half || text.find(':') != std::string::npos;
      const bool is_day = is_number && (!is_clock || text.find('-') == 4);
      (is_day ? day : clock) += text;
    }
    const bool apart = !day.empty() && !clock.empty() && day.find('T') == std::string::npos;
    return day + (apart ? "T" : "") + clock;
  }

  void give_part(const Frame& part) {
    for (std::size_t i = frames_.size(); i-- > 0;) {
      Frame& outer = frames_[i];
      if (!outer.properties.empty() && outer.owner == part.owner && outer.parts.size() < 10) {
        outer.parts.push_back(part.date ? *part.date : part.text ? *part.text : text_of(part));
      }
      if (!outer.properties.empty() || outer.item) return;
    }
  }

  void take_rel_author(const Frame& frame) {
    if (found_.rel_author || !frame.url) return;
    found_.rel_author = base_.resolve(trim(*frame.url));
    found_.rel_author_name = text_of(frame);
  }

  void fill_in_implied(const Frame& frame) {
    MfItem& item = found_.items[*frame.item];
    const Implied& implied = implied_[*frame.item];
    const auto imply = [&](char kind, std::string name, std::string value) {
      if (!value.empty())
        item.properties.push_back({kind, std::move(name), std::move(value), {}, std::nullopt});
    };
    if (item.first("name") == nullptr && !implied.has_text_property && !item.old) {
      imply('p', "name", frame.text ? squeeze(*frame.text) : text_of(frame));
    }
    // The only link of a reply is what it replies to, not its own address; of a card with a picture it still
    // is.
    if (item.first("url") == nullptr && implied.links == 1 &&
        (!implied.has_url_property || item.is("h-card"))) {
      imply('u', "url", resolved(implied.link));
    }
    if (item.first("photo") == nullptr && !implied.has_url_property && implied.images == 1) {
      imply('u', "photo", resolved(implied.image));
    }
  }

  std::string_view source_;
  MfItems found_;
  std::vector<Implied> implied_;  // for each item
  Url base_;
  bool base_seen_ = false;
  std::vector<Frame> frames_;
  std::vector<std::size_t> inside_;  // items that are open
  std::string text_;
  std::size_t unseen_ = 0, values_bytes_ = 0, read_to_ = 0;
};

}  // namespace

bool MfItem::is(std::string_view type) const {
  return std::ranges::count(types, type) > 0;
}

const MfProperty* MfItem::first(std::string_view name) const {
  const auto found = std::ranges::find(properties, name, &MfProperty::name);
  return found == properties.end() ? nullptr : &*found;
}

MfItems read_items(std::string_view source, Syntax syntax, const Url& page) {
  ItemEvents events(source, page);
  read_markup(source, syntax, events);
  return events.take();
}

}  // namespace earshot::markup
