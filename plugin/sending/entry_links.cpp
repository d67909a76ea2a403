#include "sending/entry_links.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "markup/elements.h"
#include "markup/entry_part.h"
#include "markup/events.h"
#include "markup/lines.h"

namespace earshot::sending {

namespace {

constexpr std::size_t text_bytes = 1024 * 1024;

// The links of one stretch of content and its words.
class EntryEvents final : public markup::Events {
 public:
  void open(const markup::Tag& tag, unsigned traits, bool stays) override {
    if (unseen_ == 0) {
      if ((traits & markup::block) || tag.name == "br") lines_.end_line();
      take_links(tag);
    }
    if (!stays) return;
    hidden_.push_back((traits & markup::unseen) != 0);
    unseen_ += hidden_.back();
  }

  void close(std::string_view, unsigned traits, const markup::Tag*) override {
    if (traits & markup::block) lines_.end_line();
    unseen_ -= hidden_.back();
    hidden_.pop_back();
  }

  void text(std::string_view decoded, std::string_view raw) override {
    if (unseen_ == 0) lines_.add(decoded, raw);
  }

  EntryText take(const Url& base) {
    EntryText out;
    std::set<std::string> seen;
    for (const auto& address : addresses_) {
      const auto url = base.resolve(address);
      if (!url || !seen.insert(url->without_fragment().text()).second) continue;
      out.links.push_back({*url, as_written(address, *url)});
      if (out.links.size() == most_entry_links) break;
    }
    out.text = lines_.take();
    return out;
  }

 private:
  void take_links(const markup::Tag& tag) {
    constexpr std::size_t most_addresses = 10 * most_entry_links;
    const bool quotes = tag.name == "blockquote" || tag.name == "q";
    if (tag.name != "a" && !quotes) return;
    const auto address = tag.value(quotes ? "cite" : "href");
    if (address && address->size() <= max_url_bytes && addresses_.size() < most_addresses)
      addresses_.emplace_back(trim(*address));
  }

  // Receivers look for just the author's spelling in the page.
  static std::string as_written(const std::string& address, const Url& url) {
    const bool plain = std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c < 127; });
    return plain && Url::parse(address) ? address : url.text();
  }

  std::vector<std::string> addresses_;
  markup::Lines lines_{text_bytes};
  std::vector<bool> hidden_;
  int unseen_ = 0;
};

}  // namespace

EntryText read_entry_links(std::string_view html, EntryForm form, const Url& base) {
  if (form == EntryForm::page) {
    const auto part = markup::read_entry_part(html);
    auto out = read_entry_links(part.html, EntryForm::content, base.resolve(part.base).value_or(base));
    out.title = part.title;
    return out;
  }
  EntryEvents events;
  markup::read_markup(html, markup::Syntax::html, events);
  return events.take(base);
}

}  // namespace earshot::sending
