#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "markup/elements.h"
#include "markup/events.h"
#include "markup/lines.h"
#include "markup/page_readers.h"
#include "markup/set_apart.h"

namespace earshot::markup {
namespace {

constexpr std::size_t max_head_field_bytes = 2048;  // of title, description …

struct LinkPlace {
  std::string_view element, attribute;
};
constexpr std::array<LinkPlace, 19> link_places{{
    {"a", "href"},    {"area", "href"},    {"audio", "src"}, {"blockquote", "cite"}, {"del", "cite"},
    {"embed", "src"}, {"iframe", "src"},   {"img", "src"},   {"img", "srcset"},      {"ins", "cite"},
    {"link", "href"}, {"object", "data"},  {"q", "cite"},    {"source", "src"},      {"source", "srcset"},
    {"track", "src"}, {"video", "poster"}, {"video", "src"}, {"a", "xlink:href"},
}};
constexpr std::array<std::string_view, 3> xml_link_attributes{"href", "src", "url"};
constexpr std::array<std::string_view, 2> xml_link_elements{"link", "guid"};

// Which <meta> fills what; the first of several wins.
struct MetaField {
  std::string_view name;
  std::string Page::*field;
};
constexpr std::array<MetaField, 10> meta_fields{{
    {"description", &Page::description},
    {"og:description", &Page::description},
    {"author", &Page::author},
    {"og:title", &Page::og_title},
    {"og:url", &Page::og_url},
    {"og:site_name", &Page::og_site_name},
    {"article:published_time", &Page::published},
    {"dc.date", &Page::published},
    {"date", &Page::published},
    {"robots", &Page::robots},
}};

std::string one_line(std::string_view text) {
  return squeeze(cut(text, max_head_field_bytes));
}

// Declarations that take an element, or its text, out of a reader's sight.
constexpr std::array<std::string_view, 9> hiding_styles{"display:none",
                                                        "visibility:hidden",
                                                        "visibility:collapse",
                                                        "opacity:0",
                                                        "font-size:0",
                                                        "text-indent:-",
                                                        "left:-",
                                                        "top:-",
                                                        "clip-path:inset("};
bool declares(std::string_view style, std::string_view hiding) {
  const auto at = style.rfind(hiding);  // the last one wins
  if (at == std::string_view::npos) return false;
  const auto value = style.substr(at + hiding.size(), style.find(';', at) - at - hiding.size());
  if (hiding.ends_with(":0")) {  // "opacity:0.5" hides nothing
    return value.find_first_of("123456789") == std::string_view::npos;
  }
  if (hiding.ends_with(":-")) {  // a few pixels are for looks
    const auto digits = value.find_first_not_of("0123456789");
    return std::min(digits, value.size()) >= 3 || value.find("100%") != std::string_view::npos;
  }
  if (hiding.ends_with('(')) return value.starts_with("50%") || value.starts_with("100%");
  return true;
}

bool is_hidden(const Tag& tag) {
  if (tag.has("hidden") || (tag.name == "dialog" && !tag.has("open"))) return true;
  std::string style = lower_ascii(tag.value("style").value_or(""));
  std::erase_if(style, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  return std::ranges::any_of(hiding_styles, [&](std::string_view hiding) { return declares(style, hiding); });
}

// The addresses of "a.jpg 1x, b.jpg 2x".
template <class Take>
void each_candidate(std::string_view srcset, Take take) {
  constexpr std::string_view blanks = " \t\r\n\f";
  for (std::size_t at = 0; (at = srcset.find_first_not_of(" \t\r\n\f,", at)) != std::string_view::npos;) {
    std::size_t end = std::min(srcset.find_first_of(blanks, at), srcset.size());
    std::string_view address = srcset.substr(at, end - at);
    const bool bare = address.ends_with(',');
    while (address.ends_with(',')) address.remove_suffix(1);
    take(address);
    at = bare ? end : std::min(srcset.find(',', end), srcset.size());
  }
}

class PageEvents final : public Events {
 public:
  // `base`: what its <base> says, if that is known already.
  PageEvents(Syntax syntax, const PageLimits& limits, Page& page, std::optional<Url> base)
      : syntax_(syntax), limits_(limits), page_(page), lines_(limits.text_bytes), base_(std::move(base)) {}

  void open(const Tag& tag, unsigned traits, bool stays) override {
    if ((traits & block) || tag.name == "br" || syntax_ == Syntax::xml) lines_.end_line();
    Frame frame{links_.size(), 0, false};
    if (unseen_ == 0) {
      frame.hides = (traits & aside) || (syntax_ != Syntax::xml && is_hidden(tag));
      read_meaning(tag);
      read_links(tag, frame.hides);
    }
    frame.links_end = links_.size();
    if (!stays) return;
    if (frame.hides) ++aside_;
    if (traits & unseen) ++unseen_;
    if (tag.name == "svg") ++pictures_;
    if (keeps_line_ends(tag.name) && pres_++ == 0) lines_.keep_line_ends(true);
    frames_.push_back(frame);
    apart_.open(tag, lines_);
    begin_captured_text(tag.name);
  }

  void close(std::string_view element, unsigned traits, const Tag*) override {
    const Frame frame = frames_.back();
    frames_.pop_back();
    for (std::size_t i = frame.links_begin; i < frame.links_end; ++i) end_link(links_[i].link);
    if (traits & unseen) --unseen_;
    if (frame.hides) --aside_;
    if (element == "svg") --pictures_;
    if (keeps_line_ends(element) && --pres_ == 0) lines_.keep_line_ends(false);
    if (frames_.size() < captured_depth_) end_captured_text(element);
    apart_.close(lines_);
    if ((traits & block) || syntax_ == Syntax::xml) lines_.end_line();
  }

  void text(std::string_view decoded, std::string_view raw_text) override {
    if (captured_depth_ > 0 && captured_.size() < 2 * max_head_field_bytes) captured_ += decoded;
    if (unseen_ == 0 && aside_ == 0) lines_.add(decoded, raw_text);
  }

  void script(const Tag& tag, std::string_view inside) override {
    if (equal_ignoring_case(trim(tag.value("type").value_or("")), "application/ld+json"))
      read_json_ld(inside, page_.ld);
  }

  // The base, if links to the wanted page may have been left out because it came behind them.
  std::optional<Url> missed_base() const { return base_came_late_ ? base_ : std::nullopt; }

  void finish() {
    if (base_) page_.base = *base_;
    for (auto& found : links_) {
      auto url = page_.base.resolve(found.address);
      if (!url) continue;
      found.link.url = std::move(*url);
      page_.links.push_back(std::move(found.link));
    }
    page_.robots = lower_ascii(page_.robots);
    page_.text = lines_.take();
    page_.quoted = joined(apart_.take_quoted(), apart_.take_apart(page_.text));
    for (auto& link : page_.links) {
      link.text_at = std::min(link.text_at, page_.text.size());
      link.text_end = std::clamp(link.text_end, link.text_at, page_.text.size());
    }
  }

 private:
  struct Found {
    std::string address;  // resolved at the end: a late <base> counts for all links
    Link link;
  };
  struct Frame {
    std::size_t links_begin, links_end;
    bool hides;
  };

  void read_meaning(const Tag& tag) {
    if (syntax_ == Syntax::xml) return;
    if (tag.name == "base" && !base_) {
      if (const auto href = tag.value("href")) base_ = page_.base.resolve(trim(*href));
      base_came_late_ = base_ && limits_.wanted && links_.size() >= limits_.links;
    }
    if (tag.name != "meta") return;
    const auto content = tag.value("content");
    if (!content) return;
    if (equal_ignoring_case(trim(tag.value("http-equiv").value_or("")), "status") &&
        trim(*content).starts_with("410")) {
      page_.says_gone = true;
    }
    const std::string name = lower_ascii(tag.value("name").value_or(tag.value("property").value_or("")));
    for (const auto& [wanted, field] : meta_fields) {
      if (name == wanted && (page_.*field).empty()) page_.*field = one_line(*content);
    }
  }

  void read_links(const Tag& tag, bool hidden) {
    if (syntax_ == Syntax::xml) {
      for (const auto attribute : xml_link_attributes) {
        if (const auto value = tag.value(attribute)) add_link(tag, attribute, *value, hidden);
      }
      return;
    }
    for (const LinkPlace& place : link_places) {
      if (place.element != tag.name) continue;
      const auto value = tag.value(place.attribute);
      if (!value) continue;
      if (place.attribute == "srcset") {
        each_candidate(*value, [&](std::string_view one) { add_link(tag, place.attribute, one, hidden); });
      } else {
        add_link(tag, place.attribute, *value, hidden);
      }
    }
  }

  void add_link(const Tag& tag, std::string_view attribute, std::string_view address, bool hidden) {
    constexpr std::size_t longest = max_url_bytes + 256;  // white space goes when it is resolved
    if (address.size() > longest) return;
    const auto url = [&] { return base_.value_or(page_.base).resolve(address); };
    if (!has_room(links_.size(), limits_, url)) return;
    Link link{page_.base, tag.name, std::string(attribute), {}, true, false, lines_.next(), lines_.next()};
    link.visible = !hidden && aside_ == 0 && tag.name != "link";
    if (tag.name == "link") {
      link.type = lower_ascii(one_line(tag.value("type").value_or("")));
      link.title = one_line(tag.value("title").value_or(""));
    }
    if (const auto rel = tag.value("rel")) {
      link.rels = lower_ascii(squeeze(cut(*rel, max_head_field_bytes)));
      const std::string words = " " + link.rels + " ";
      for (const std::string_view word : {" nofollow ", " ugc ", " sponsored "}) {
        if (words.find(word) != std::string::npos) link.nofollow = true;
      }
    }
    links_.push_back({std::string(address), std::move(link)});
  }

  bool keeps_line_ends(std::string_view element) const { return element == "pre" && syntax_ != Syntax::xml; }

  void end_link(Link& link) {
    // One that ends in white space only has its place behind the text so far.
    if (link.text_at < lines_.size()) link.text_at = word_begin(lines_, link.text_at);
    link.text_end = std::max(link.text_at, lines_.size());
  }

  // <title>, and in XML the text of links, is collected apart from the page's text.
  void begin_captured_text(std::string_view element) {
    if (captured_depth_ > 0) return;
    const bool title = element == "title" && page_.title.empty() && pictures_ == 0;
    const bool link = syntax_ == Syntax::xml && std::ranges::count(xml_link_elements, element) > 0;
    if (!title && !link) return;
    captured_.clear();
    captured_depth_ = frames_.size();
  }

  void end_captured_text(std::string_view element) {
    captured_depth_ = 0;
    if (element == "title") {
      page_.title = one_line(captured_);
    } else if (captured_.size() <= max_url_bytes) {
      const std::string address(trim(captured_));
      const std::size_t end = lines_.size();
      const std::size_t begin = end - std::min(end, address.size());
      const auto url = Url::parse(address);
      if (url && has_room(links_.size(), limits_, [&] { return url; }))
        links_.push_back({address, {page_.base, std::string(element), {}, {}, true, false, begin, end}});
    }
  }

  Syntax syntax_;
  const PageLimits& limits_;
  Page& page_;
  Lines lines_;
  std::optional<Url> base_;
  bool base_came_late_ = false;
  std::vector<Found> links_;
  std::vector<Frame> frames_;
  SetApart apart_;
  // How many open elements hide, draw, keep lines as they are.
  std::size_t unseen_ = 0, aside_ = 0, pictures_ = 0, pres_ = 0;
  std::string captured_;
  std::size_t captured_depth_ = 0;  // 0: nothing is collected
};

}  // namespace

void read_markup_page(std::string_view source, Syntax syntax, const PageLimits& limits, Page& page) {
  const Page unread = page;
  std::optional<Url> base;
  {
    PageEvents events(syntax, limits, page, std::nullopt);
    read_markup(source, syntax, events);
    base = events.missed_base();
    if (!base) return events.finish();
  }
  page = unread;
  PageEvents events(syntax, limits, page, std::move(base));
  read_markup(source, syntax, events);
  events.finish();
}

}  // namespace earshot::markup
