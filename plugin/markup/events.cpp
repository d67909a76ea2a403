#include "markup/events.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "markup/elements.h"
#include "markup/entities.h"

namespace earshot::markup {
namespace {

constexpr auto none = static_cast<std::size_t>(-1);
// Elements that hide what is in them are followed a little deeper than others, or depth would be a way to
// unhide.
constexpr std::size_t max_unseen_depth = max_depth + 64;

// Names are compared in a stack of up to 256 for each end tag: as numbers that is 0.1 µs.
constexpr std::uint32_t number_of(std::string_view name) {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

// Whose start ends which open siblings, up to which borders.
struct ImpliedEnd {
  std::string_view opens;
  std::array<std::string_view, 3> ends;
  std::array<std::string_view, 3> borders;
};
constexpr std::array<ImpliedEnd, 13> implied_ends{{
    {"li", {"li"}, {"ul", "ol", "menu"}},
    {"dd", {"dd", "dt"}, {"dl"}},
    {"dt", {"dd", "dt"}, {"dl"}},
    {"option", {"option"}, {"select", "optgroup"}},
    {"optgroup", {"optgroup", "option"}, {"select"}},
    {"tr", {"tr"}, {"table"}},
    {"td", {"td", "th"}, {"table", "tr"}},
    {"th", {"td", "th"}, {"table", "tr"}},
    {"tbody", {"tbody", "thead", "tfoot"}, {"table"}},
    {"thead", {"tbody", "thead", "tfoot"}, {"table"}},
    {"tfoot", {"tbody", "thead", "tfoot"}, {"table"}},
    {"body", {"head"}, {}},
    {"frameset", {"head"}, {}},
}};

constexpr std::array<std::string_view, 18> shadow_hosts{
    "article", "aside", "blockquote", "body",   "div",  "footer", "h1", "h2",      "h3",
    "h4",      "h5",    "h6",         "header", "main", "nav",    "p",  "section", "span"};

class Reading {
 public:
  Reading(std::string_view source, Syntax syntax, Events& events)
      : tokens_(source, syntax), syntax_(syntax), events_(events) {}

  void run() {
    using Kind = Tokens::Kind;
    for (Kind kind = tokens_.next(); kind != Kind::finished && !events_.enough(); kind = tokens_.next()) {
      switch (kind) {
        case Kind::text:
          text(tokens_.text(), tokens_.literal());
          break;
        case Kind::start:
          start(tokens_.tag());
          break;
        case Kind::end:
          end(tokens_.tag());
          break;
        case Kind::doctype:
          events_.doctype();
          break;
        case Kind::finished:
          break;
      }
    }
    while (!open_.empty()) pop(nullptr);
  }

 private:
  struct Open {
    std::string name;
    unsigned traits;
    std::uint32_t too_deep;   // start tags dropped while this was the innermost: as many end tags are dropped
    bool has_shadow = false;  // a template in it is shown in its place
  };

  void text(std::string_view raw_text, bool literal) {
    if (syntax_ != Syntax::xml && !open_.empty() && open_.back().name == "head" &&
        raw_text.find_first_not_of(" \t\r\n\f") != std::string_view::npos) {
      pop(nullptr);
    }
    if (literal) {
      events_.text(raw_text, raw_text);
      return;
    }
    Pieces pieces(raw_text, Place::text);
    for (Piece piece; pieces.next(piece);) events_.text(piece.decoded, piece.raw);
  }

  void start(const Tag& tag) {
    unsigned traits = syntax_ != Syntax::xml ? traits_of(tag.name) : 0;
    if (syntax_ != Syntax::xml) end_what_this_ends(tag.name, traits);
    if (tag.name == "template" && begins_shadow(tag)) traits &= ~unsigned{unseen};
    const bool alone =
        (traits & empty_element) ||
        (tag.closes_itself && (syntax_ != Syntax::html || foreign_ > 0 || is_foreign(tag.name)));
    const std::size_t deepest = (traits & unseen) ? max_unseen_depth : max_depth;
    if (alone || open_.size() >= deepest) {
      if (!alone) ++open_.back().too_deep;
      events_.open(tag, traits, false);
    } else {
      events_.open(tag, traits, true);
      push(tag.name, traits);
    }
    if (syntax_ == Syntax::html && !alone && (traits & raw) &&
        (foreign_ == 0 || tag.name == "script" || tag.name == "style")) {
      const bool with_text = tag.name == "title" || tag.name == "textarea";
      const std::string_view inside = tokens_.take_raw(tag.name);
      if (with_text) text(inside, false);
      if (tag.name == "script") events_.script(tag, inside);
    }
  }

  // Browsers show the first open shadow root of an element that may have one, and where it is.
  bool begins_shadow(const Tag& tag) {
    if (syntax_ != Syntax::html || open_.empty()) return false;
    Open& host = open_.back();
    const bool may_have = host.name.find('-') != std::string::npos ||
                          std::ranges::count(shadow_hosts, std::string_view(host.name)) > 0;
    if (!may_have || host.has_shadow || host.too_deep > 0) return false;
    host.has_shadow = equal_ignoring_case(tag.value("shadowrootmode").value_or(""), "open");
    return host.has_shadow;
  }

  void end_what_this_ends(std::string_view name, unsigned traits) {
    if (!open_.empty() && open_.back().name == "head" && !(traits & in_head)) pop(nullptr);
    if (traits & ends_paragraph) pop_to(find("p", wall));
    for (const auto& rule : implied_ends) {
      if (rule.opens == name) pop_to(find_sibling(rule));
    }
    if (name == "a") pop_to(find("a", scope));
  }

  void end(const Tag& tag) {
    if (open_.empty()) return;
    if (open_.back().too_deep > 0) {
      --open_.back().too_deep;
      return;
    }
    const unsigned traits = syntax_ != Syntax::xml ? traits_of(tag.name) : 0;
    if (tag.name == "body" || tag.name == "html") {
      if (syntax_ != Syntax::xml) return;  // what comes behind is still shown
    }
    const unsigned borders = syntax_ == Syntax::xml ? 0U
                             : (traits & scope)     ? unsigned{wall}
                                                    : unsigned{scope};
    const std::size_t found = find(tag.name, borders);
    if (found == none) return;
    while (open_.size() > found + 1) pop(nullptr);
    pop(&tag);
  }

  // The innermost open element of that name which stands inside the nearest border (that one included).
  std::size_t find(std::string_view name, unsigned borders) const {
    const std::uint32_t wanted = number_of(name);
    for (std::size_t i = open_.size(); i-- > 0;) {
      if (numbers_[i] == wanted) return i;
      if (open_[i].traits & borders) return none;
    }
    return none;
  }

  std::size_t find_sibling(const ImpliedEnd& rule) const {
    for (std::size_t i = open_.size(); i-- > 0;) {
      const auto is = [&](std::string_view name) { return !name.empty() && open_[i].name == name; };
      if (std::ranges::any_of(rule.ends, is)) return i;
      if (std::ranges::any_of(rule.borders, is) || (open_[i].traits & wall)) return none;
    }
    return none;
  }

  void pop_to(std::size_t found) {
    if (found == none) return;
    while (open_.size() > found) pop(nullptr);
  }

  static bool is_foreign(std::string_view name) { return name == "svg" || name == "math"; }

  void push(const std::string& name, unsigned traits) {
    if (is_foreign(name)) ++foreign_;
    open_.push_back({name, traits, 0, false});
    numbers_.push_back(number_of(name));
  }

  void pop(const Tag* end_tag) {
    const Open last = std::move(open_.back());
    open_.pop_back();
    numbers_.pop_back();
    if (is_foreign(last.name)) --foreign_;
    events_.close(last.name, last.traits, end_tag);
  }

  Tokens tokens_;
  Syntax syntax_;
  Events& events_;
  std::vector<Open> open_;
  std::vector<std::uint32_t> numbers_;
  std::size_t foreign_ = 0;
};

}  // namespace

void read_markup(std::string_view source, Syntax syntax, Events& events) {
  Reading(source, syntax, events).run();
}

}  // namespace earshot::markup
