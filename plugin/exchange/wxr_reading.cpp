// WordPress's export is one XML file of any size; only its comments matter here. They are cut out of the
// stream one by one and parsed by themselves.
#include <map>
#include <optional>

#include "base/text.h"
#include "exchange/linkback_reading.h"
#include "markup/clean.h"
#include "markup/events.h"

namespace earshot::exchange {
namespace {

constexpr std::size_t most_piece_bytes = 2 * 1024 * 1024;  // of one comment

// A window on a stream, with the line where it stands.
class Window {
 public:
  explicit Window(std::istream& file) : file_(file) {}

  // Everything before the next "<" is gone; false at the end of the file.
  bool to_tag() { return pass_to("<", 0); }
  bool at(std::string_view text) {
    fill(text.size());
    return std::string_view(held_).substr(at_).starts_with(text);
  }
  // Behind the next `text`, at least `from` bytes off; false, and at the end, if there is none.
  bool behind(std::string_view text, std::size_t from) {
    if (!pass_to(text, from)) return false;
    step(text.size());
    return true;
  }
  void step(std::size_t bytes) {
    for (std::size_t i = at_; i < at_ + bytes; ++i) lines_ += held_[i] == '\n';
    at_ += bytes;
  }
  // The source from here up to and with `end`, which does not count inside of CDATA. Nothing if it is too
  // long or breaks off.
  std::optional<std::string> take_to(std::string_view end) {
    std::string out;
    while (out.size() < most_piece_bytes) {
      const std::size_t stop = next_tag(1);
      if (stop == std::string::npos) return std::nullopt;
      out += held_.substr(at_, stop);
      step(stop);
      if (at("<![CDATA[")) {
        const std::size_t close = find("]]>", 0);
        if (close == std::string::npos) return std::nullopt;
        out += held_.substr(at_, close);
        step(close);
      } else if (at(end)) {
        out += end;
        step(end.size());
        return out;
      }
    }
    return std::nullopt;
  }
  std::int64_t line() const { return lines_ + 1; }
  std::int64_t bytes() const { return gone_ + static_cast<std::int64_t>(at_); }

 private:
  static constexpr std::size_t chunk = 64 * 1024, longest_search = 64 * 1024 * 1024;

  bool read_more() {
    if (at_ > chunk) {
      gone_ += static_cast<std::int64_t>(at_);
      held_.erase(0, at_);
      at_ = 0;
    }
    const std::size_t before = held_.size();
    held_.resize(before + chunk);
    file_.read(held_.data() + before, static_cast<std::streamsize>(chunk));
    held_.resize(before + static_cast<std::size_t>(file_.gcount()));
    return held_.size() > before;
  }
  void fill(std::size_t bytes) {
    while (held_.size() - at_ < bytes && read_more()) {
    }
  }
  std::size_t next_tag(std::size_t from) { return find("<", from); }
  // Distance from here; kept in the window.
  std::size_t find(std::string_view text, std::size_t from) {
    for (;;) {
      const auto found = held_.find(text, at_ + from);
      if (found != std::string::npos) return found - at_;
      from = std::max(from, held_.size() - at_ - std::min(held_.size() - at_, text.size() - 1));
      if (held_.size() - at_ > longest_search || !read_more()) return std::string::npos;
    }
  }
  // Like find(), but what is passed is let go.
  bool pass_to(std::string_view text, std::size_t from) {
    fill(from);
    step(std::min(from, held_.size() - at_));
    for (;;) {
      const auto found = held_.find(text, at_);
      if (found != std::string::npos) {
        step(found - at_);
        return true;
      }
      const std::size_t left = held_.size() - at_;
      if (left >= text.size()) step(left - (text.size() - 1));
      if (!read_more()) {
        step(held_.size() - at_);
        return false;
      }
    }
  }

  std::istream& file_;
  std::string held_;
  std::size_t at_ = 0;
  std::int64_t gone_ = 0, lines_ = 0;
};

// The texts of a piece's elements, and of <wp:commentmeta> the values by their keys.
class Fields final : public markup::Events {
 public:
  void open(const markup::Tag& tag, unsigned, bool stays) override {
    text_.clear();
    if (stays && tag.name == "wp:commentmeta") key_.clear();
  }
  void close(std::string_view element, unsigned, const markup::Tag*) override {
    if (element == "wp:meta_key") key_ = trim(text_);
    if (element == "wp:meta_value") {
      meta_.emplace(key_, trim(text_));
    } else {
      fields_.emplace(element, trim(text_));
    }
    text_.clear();
  }
  void text(std::string_view decoded, std::string_view) override { text_ += decoded; }

  std::string field(std::string_view name) const { return look_up(fields_, name); }
  std::string meta(std::string_view name) const { return look_up(meta_, name); }

 private:
  using Map = std::map<std::string, std::string, std::less<>>;
  static std::string look_up(const Map& map, std::string_view name) {
    const auto found = map.find(name);
    return found == map.end() ? std::string() : found->second;
  }
  std::string text_, key_;
  Map fields_, meta_;
};

Fields fields_of(std::string_view piece) {
  Fields out;
  markup::read_markup(piece, markup::Syntax::xml, out);
  return out;
}

std::optional<Time> date_of(const Fields& comment) {
  auto text = comment.field("wp:comment_date_gmt");
  if (text.empty() || text.starts_with("0000")) text = comment.field("wp:comment_date");
  if (const auto blank = text.find(' '); blank != std::string::npos) text[blank] = 'T';
  return parse_iso8601(text);
}

class WxrReading {
 public:
  WxrReading(std::istream& file, const CarriedReceiver& to) : window_(file), to_(to) {}

  void read() {
    std::int64_t told = 0;
    constexpr std::int64_t every = 1024 * 1024;
    while (window_.to_tag()) {
      read_tag();
      if (window_.bytes() - told > every) to_.progress(told = window_.bytes());
    }
    to_.progress(window_.bytes());
    if (!is_wxr_) to_.bad(1, "no items in it: not an export of WordPress");
  }

 private:
  void read_tag() {
    if (window_.at("<!--")) {
      window_.behind("-->", 4);
    } else if (window_.at("<![CDATA[")) {
      window_.behind("]]>", 9);
    } else if (window_.at("<item>")) {
      is_wxr_ = true;
      post_.clear();
      window_.step(1);
    } else if (window_.at("<link>")) {
      // Also the blog's own, before the first item: replaced by that of each item.
      if (const auto piece = window_.take_to("</link>")) {
        post_ = fields_of(*piece).field("link");
      } else {
        window_.step(1);
      }
    } else if (window_.at("<wp:comment>")) {
      const auto line = window_.line();
      if (auto piece = window_.take_to("</wp:comment>")) {
        comment(line, fields_of(*piece));
      } else {
        to_.bad(line, "a comment that is too long or breaks off");
        window_.step(1);  // the same tag must not be met again
      }
    } else {
      window_.step(1);
    }
  }

  void comment(std::int64_t line, const Fields& comment) {
    const auto approved = comment.field("wp:comment_approved");
    if (approved != "1" && approved != "0") return;  // spam and what lies in the bin stay there
    if (post_.empty()) return to_.bad(line, "the item has no link");
    const auto type = comment.field("wp:comment_type");
    const bool by_plugin = comment.meta("protocol") == "webmention" || type == "webmention" ||
                           !comment.meta("webmention_source_url").empty();
    if (type == "pingback" || type == "trackback" || by_plugin) return linkback(line, comment, by_plugin);
    if ((type.empty() || type == "comment") && approved == "1") ordinary(line, comment);
  }

  void linkback(std::int64_t line, const Fields& comment, bool by_plugin) {
    Carried out;
    auto& l = out.linkback;
    const auto type = comment.field("wp:comment_type");
    l.protocol = by_plugin             ? model::Protocol::webmention
                 : type == "trackback" ? model::Protocol::trackback
                                       : model::Protocol::pingback;
    l.state = comment.field("wp:comment_approved") == "1" ? model::LinkbackState::shown
                                                          : model::LinkbackState::waiting;
    l.source = comment.meta("webmention_source_url");
    if (l.source.empty()) l.source = comment.field("wp:comment_author_url");
    l.target = post_;
    // Both old protocols put the linking page's title into the author's place.
    auto& name = by_plugin ? l.author_name : l.title;
    name = markup::plain_text(comment.field("wp:comment_author"));
    if (by_plugin) {
      l.author_url = comment.field("wp:comment_author_url");
      out.page.author_photo = comment.meta("avatar");
      const auto kind = comment.meta("semantic_linkbacks_type");
      l.type = !kind.empty() ? kind : type == "comment" || type == "webmention" ? "mention" : type;
      out.page.content_html = comment.field("wp:comment_content");
    } else {
      l.excerpt = markup::plain_text(comment.field("wp:comment_content"));
    }
    if (const auto date = date_of(comment)) l.received = *date;
    auto fit = made_fit(std::move(out));
    if (auto* carried = std::get_if<Carried>(&fit)) {
      to_.linkback(line, std::move(*carried));
    } else {
      to_.bad(line, std::get<std::string>(fit));
    }
  }

  void ordinary(std::int64_t line, const Fields& comment) {
    const auto date = date_of(comment);
    if (!date) return to_.bad(line, "the comment's date is none");
    const auto parent = comment.field("wp:comment_parent"), user = comment.field("wp:comment_user_id");
    nlohmann::ordered_json out = {{"post", post_},
                                  {"id", comment.field("wp:comment_id")},
                                  {"author", comment.field("wp:comment_author")},
                                  {"author_url", comment.field("wp:comment_author_url")},
                                  {"date", iso8601(*date)},
                                  {"text", markup::plain_text(comment.field("wp:comment_content"))}};
    out["parent"] =
        parent.empty() || parent == "0" ? nlohmann::ordered_json() : nlohmann::ordered_json(parent);
    out["account"] =
        user.empty() || user == "0" ? nlohmann::ordered_json() : nlohmann::ordered_json("wordpress:" + user);
    to_.comment(line, {std::move(out)});
  }

  Window window_;
  const CarriedReceiver& to_;
  std::string post_;  // the item's address
  bool is_wxr_ = false;
};

}  // namespace

void read_wxr(std::istream& file, const CarriedReceiver& to) {
  WxrReading(file, to).read();
}

}  // namespace earshot::exchange
