#include "markup/entry_part.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "markup/elements.h"
#include "markup/events.h"

namespace earshot::markup {

namespace {

constexpr std::size_t entry_title_bytes = 1000;

// Where the content of an entry may stand in a page; the first kind that occurs is taken.
enum PartPlace : std::size_t { at_e_content, at_entry_content, at_article, at_main, at_body, part_places };
// What stands inside an entry's element without being of the entry.
constexpr std::array<std::string_view, 5> foreign_elements{"nav", "header", "footer", "aside", "form"};
constexpr std::array<std::string_view, 8> foreign_classes{
    "h-cite", "p-comment", "u-comment", "comments", "comment", "comments-area", "comment-list", "sidebar"};
constexpr std::array<std::string_view, 2> foreign_ids{"comments", "respond"};

bool has_class(std::string_view classes, std::string_view one) {
  return (" " + std::string(classes) + " ").find(" " + std::string(one) + " ") != std::string::npos;
}

std::string part_classes(const Tag& tag) {
  return lower_ascii(squeeze(tag.value("class").value_or("")));
}

bool is_foreign_part(const Tag& tag) {
  if (std::ranges::find(foreign_elements, tag.name) != foreign_elements.end()) return true;
  const std::string classes = part_classes(tag);
  const std::string id = lower_ascii(trim(tag.value("id").value_or("")));
  return std::ranges::any_of(foreign_classes, [&](auto one) { return has_class(classes, one); }) ||
         std::ranges::find(foreign_ids, id) != foreign_ids.end();
}

std::size_t part_place(const Tag& tag) {
  const std::string classes = part_classes(tag);
  if (has_class(classes, "e-content")) return at_e_content;
  if (has_class(classes, "entry-content")) return at_entry_content;
  if (tag.name == "article") return at_article;
  if (tag.name == "main") return at_main;
  return tag.name == "body" ? at_body : part_places;
}

struct PartOfPage {
  std::string html;
  bool seen = false, open = false;
  int foreign = 0;  // how many open elements inside it are not of the entry
};

class EntryPartEvents final : public Events {
 public:
  EntryPartEvents(std::string_view source, std::size_t html_bytes)
      : source_(source), html_bytes_(html_bytes) {}

  void open(const Tag& tag, unsigned traits, bool stays) override {
    Open frame;
    const bool hidden = (traits & unseen) != 0;
    if (unseen_ == 0) {
      const std::size_t place = part_place(tag);
      frame.foreign = stays && place != at_body && is_foreign_part(tag);
      // The first of a kind is the entry; those after it are comments, or other entries.
      if (stays && !frame.foreign && place != part_places && !parts_[place].seen) frame.place = place;
      if (tag.name == "base" && out_.base.empty()) out_.base = trim(tag.value("href").value_or(""));
    }
    if (frame.foreign) each_open_part([](PartOfPage& part) { ++part.foreign; });
    if (unseen_ == 0 && !hidden) write(source_.substr(tag.at, tag.end - tag.at));
    if (frame.place != part_places) parts_[frame.place].open = parts_[frame.place].seen = true;
    if (!stays) return;
    frame.unseen = hidden;
    unseen_ += frame.unseen;
    frame.title = tag.name == "title" && title_.empty();
    in_title_ += frame.title;
    frames_.push_back(frame);
  }

  void close(std::string_view element, unsigned, const Tag*) override {
    const Open frame = frames_.back();
    frames_.pop_back();
    unseen_ -= frame.unseen;
    in_title_ -= frame.title;
    if (frame.place != part_places) parts_[frame.place].open = false;
    if (unseen_ == 0 && !frame.unseen) write("</" + std::string(element) + ">");
    if (frame.foreign) each_open_part([](PartOfPage& part) { --part.foreign; });
  }

  void text(std::string_view decoded, std::string_view raw) override {
    if (in_title_ > 0 && title_.size() < entry_title_bytes) title_ += decoded;
    if (unseen_ == 0) write(raw);
  }

  EntryPart take() {
    const auto found = std::ranges::find_if(parts_, &PartOfPage::seen);
    if (found != parts_.end()) out_.html = std::move(found->html);
    out_.marked = found - parts_.begin() < static_cast<std::ptrdiff_t>(at_main);
    out_.title = squeeze(title_);
    return std::move(out_);
  }

 private:
  struct Open {
    std::size_t place = part_places;
    bool foreign = false, unseen = false, title = false;
  };

  template <class Do>
  void each_open_part(Do act) {
    for (auto& part : parts_) {
      if (part.open) act(part);
    }
  }

  void write(std::string_view html) {
    each_open_part([&](PartOfPage& part) {
      if (part.foreign == 0 && part.html.size() + html.size() <= html_bytes_) part.html += html;
    });
  }

  std::string_view source_;
  std::size_t html_bytes_;
  std::array<PartOfPage, part_places> parts_;
  std::vector<Open> frames_;
  int unseen_ = 0, in_title_ = 0;
  std::string title_;
  EntryPart out_;
};

}  // namespace

EntryPart read_entry_part(std::string_view page, std::size_t html_bytes) {
  EntryPartEvents events(page, html_bytes);
  read_markup(page, Syntax::html, events);
  return events.take();
}

}  // namespace earshot::markup
