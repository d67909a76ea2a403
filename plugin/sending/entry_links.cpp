#include "sending/entry_links.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "markup/elements.h"
#include "markup/events.h"
#include "markup/lines.h"
#include "sending/link_header.h"

namespace earshot::sending {

namespace {

constexpr std::size_t text_bytes = 1024 * 1024;
constexpr std::size_t title_bytes = 1000;

// Where the content of an entry may stand in a page; the first kind that occurs is taken.
enum Place : std::size_t { e_content, entry_content, article, main_part, body, places };
// What stands inside an entry's element without being of the entry.
constexpr std::array<std::string_view, 5> foreign_elements{"nav", "header", "footer", "aside", "form"};
constexpr std::array<std::string_view, 8> foreign_classes{
    "h-cite", "p-comment", "u-comment", "comments", "comment", "comments-area", "comment-list", "sidebar"};
constexpr std::array<std::string_view, 2> foreign_ids{"comments", "respond"};

bool is_foreign(const markup::Tag& tag) {
  if (std::ranges::find(foreign_elements, tag.name) != foreign_elements.end()) return true;
  const std::string classes = lower_ascii(squeeze(tag.value("class").value_or("")));
  const std::string id = lower_ascii(trim(tag.value("id").value_or("")));
  return std::ranges::any_of(foreign_classes, [&](auto one) { return has_rel(classes, one); }) ||
         std::ranges::find(foreign_ids, id) != foreign_ids.end();
}

std::size_t place_of(const markup::Tag& tag) {
  const std::string classes = lower_ascii(squeeze(tag.value("class").value_or("")));
  if (has_rel(classes, "e-content")) return e_content;
  if (has_rel(classes, "entry-content")) return entry_content;
  if (tag.name == "article") return article;
  if (tag.name == "main") return main_part;
  return tag.name == "body" ? body : places;
}

// One stretch of content: its links and its words.
struct Part {
  std::vector<std::string> addresses;
  markup::Lines lines{text_bytes};
  bool seen = false, open = false;
  int foreign = 0;  // how many open elements inside it are not of the entry
};

class EntryEvents final : public markup::Events {
 public:
  explicit EntryEvents(EntryForm form) : form_(form) {}

  void open(const markup::Tag& tag, unsigned traits, bool stays) override {
    Frame frame;
    if (form_ == EntryForm::page && unseen_ == 0) {
      const std::size_t place = place_of(tag);
      frame.foreign = stays && place != body && is_foreign(tag);
      // The first of a kind is the entry; those after it are comments, or other entries.
      if (stays && !frame.foreign && place != places && !parts_[place].seen) frame.place = place;
      if (tag.name == "base" && base_.empty()) base_ = trim(tag.value("href").value_or(""));
    }
    if (frame.foreign) each_open_place([](Part& part) { ++part.foreign; });
    if (frame.place != places) parts_[frame.place].open = parts_[frame.place].seen = true;
    if (unseen_ == 0) {
      each_part([&](Part& part) {
        if ((traits & markup::block) || tag.name == "br") part.lines.end_line();
        take_links(tag, part);
      });
    }
    if (!stays) return;
    frame.unseen = (traits & markup::unseen) != 0;
    unseen_ += frame.unseen;
    frame.title = tag.name == "title" && title_.empty();
    in_title_ += frame.title;
    frames_.push_back(frame);
  }

  void close(std::string_view, unsigned traits, const markup::Tag*) override {
    const Frame frame = frames_.back();
    frames_.pop_back();
    if (traits & markup::block) each_part([](Part& part) { part.lines.end_line(); });
    if (frame.place != places) parts_[frame.place].open = false;
    if (frame.foreign) each_open_place([](Part& part) { --part.foreign; });
    unseen_ -= frame.unseen;
    in_title_ -= frame.title;
  }

  void text(std::string_view decoded, std::string_view raw) override {
    if (in_title_ > 0 && title_.size() < title_bytes) title_ += decoded;
    if (unseen_ == 0) each_part([&](Part& part) { part.lines.add(decoded, raw); });
  }

  EntryText take(const Url& page) {
    EntryText out;
    const Url base = page.resolve(base_).value_or(page);
    Part& part = chosen();
    std::set<std::string> seen;
    for (const auto& address : part.addresses) {
      const auto url = base.resolve(address);
      if (!url || !seen.insert(url->without_fragment().text()).second) continue;
      out.links.push_back({*url, as_written(address, *url)});
      if (out.links.size() == most_entry_links) break;
    }
    out.text = part.lines.take();
    out.title = squeeze(title_);
    return out;
  }

 private:
  struct Frame {
    std::size_t place = places;
    bool foreign = false, unseen = false, title = false;
  };

  template <class Do>
  void each_open_place(Do act) {
    for (auto& part : parts_) {
      if (part.open) act(part);
    }
  }

  // The parts that the next words and links belong to.
  template <class Do>
  void each_part(Do act) {
    if (form_ == EntryForm::content) return act(parts_[body]);
    each_open_place([&](Part& part) {
      if (part.foreign == 0) act(part);
    });
  }

  static void take_links(const markup::Tag& tag, Part& part) {
    constexpr std::size_t most_addresses = 10 * most_entry_links;
    const bool quotes = tag.name == "blockquote" || tag.name == "q";
    if (tag.name != "a" && !quotes) return;
    const auto address = tag.value(quotes ? "cite" : "href");
    if (address && address->size() <= max_url_bytes && part.addresses.size() < most_addresses)
      part.addresses.emplace_back(trim(*address));
  }

  Part& chosen() {
    if (form_ == EntryForm::content) return parts_[body];
    for (auto& part : parts_) {
      if (part.seen) return part;
    }
    return parts_[body];
  }

  // Receivers look for just the author's spelling in the page.
  static std::string as_written(const std::string& address, const Url& url) {
    const bool plain = std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c < 127; });
    return plain && Url::parse(address) ? address : url.text();
  }

  EntryForm form_;
  std::array<Part, places> parts_;
  std::vector<Frame> frames_;
  int unseen_ = 0, in_title_ = 0;
  std::string base_, title_;
};

}  // namespace

EntryText read_entry_links(std::string_view html, EntryForm form, const Url& base) {
  EntryEvents events(form);
  markup::read_markup(html, markup::Syntax::html, events);
  return events.take(base);
}

}  // namespace earshot::sending
