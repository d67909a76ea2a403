#include "markup/clean.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "base/url.h"
#include "markup/elements.h"
#include "markup/escape.h"
#include "markup/events.h"
#include "markup/lines.h"
#include "markup/set_apart.h"

namespace earshot::markup {
namespace {

constexpr std::size_t max_plain_bytes = 1024 * 1024;

constexpr std::array<std::string_view, 12> kept{"a",  "b",  "blockquote", "code", "em",     "i",
                                                "li", "ol", "p",          "pre",  "strong", "ul"};
static_assert(std::ranges::is_sorted(kept));

class Cleaning final : public Events {
 public:
  Cleaning(const CleanLimits& limits, const Url* base) : limits_(limits), base_(base) {}

  void open(const Tag& tag, unsigned traits, bool stays) override {
    const bool shown = unseen_ == 0 && !full();
    if (shown && (tag.name == "br" || ((traits & block) && !keeps(tag.name)))) wish_break();
    const bool keep = shown && stays && keeps(tag.name) && open_kept_ < limits_.depth;
    const std::string start = keep ? start_tag(tag) : std::string();
    if (!start.empty()) {
      if (traits & block)
        break_wished_ = false;
      else
        make_break();
      out_ += start;
      ++open_kept_;
      fresh_ = fresh_ || (traits & block) != 0;
    }
    if (stays) frames_.push_back(!start.empty());
    if (stays && (traits & unseen)) ++unseen_;
  }

  void close(std::string_view element, unsigned traits, const Tag*) override {
    if (traits & unseen) --unseen_;
    const bool kept_open = frames_.back();
    frames_.pop_back();
    if (kept_open) {
      out_ += "</" + std::string(element) + ">";
      --open_kept_;
      if (traits & block) {
        fresh_ = true;
        break_wished_ = false;
      }
    } else if ((traits & block) && unseen_ == 0) {
      wish_break();
    }
  }

  void text(std::string_view decoded, std::string_view) override {
    if (unseen_ > 0 || full()) return;
    if (trim(decoded).empty()) {
      if (!fresh_ && !break_wished_) out_ += ' ';
      return;
    }
    make_break();
    constexpr std::size_t longest_reference = 5;
    const std::size_t room = limits_.bytes - out_.size();
    std::string escaped = html_text(cut(decoded, room));
    if (escaped.size() > room) escaped = html_text(cut(decoded, room / longest_reference));
    if (escaped.size() > room || cut(decoded, room).size() < decoded.size()) ended_ = true;
    out_ += escaped;
    fresh_ = false;
  }

  bool enough() const override { return full(); }
  std::string take() { return std::move(out_); }

 private:
  static bool keeps(std::string_view element) { return std::ranges::binary_search(kept, element); }
  bool full() const { return ended_ || out_.size() >= limits_.bytes; }

  // "" if the element must not be kept.
  std::string start_tag(const Tag& tag) const {
    if (tag.name != "a") return "<" + tag.name + ">";
    const std::string href = tag.value("href").value_or("");
    const auto url = base_ != nullptr && tag.has("href") ? base_->resolve(href) : Url::parse(href);
    if (!url) return {};
    return "<a href=\"" + attribute(url->text()) + "\" rel=\"nofollow ugc noopener\">";
  }

  // A line break is written only between two pieces of text, not next to a paragraph's border.
  void wish_break() { break_wished_ = !fresh_; }
  void make_break() {
    if (break_wished_) out_ += "<br>";
    break_wished_ = false;
  }

  const CleanLimits& limits_;
  const Url* base_;
  std::string out_;
  std::vector<bool> frames_;  // was the element kept?
  std::size_t unseen_ = 0, open_kept_ = 0;
  bool fresh_ = true;  // at the start, or just behind a block's tag
  bool break_wished_ = false, ended_ = false;
};

class Plain final : public Events {
 public:
  explicit Plain(Lines& lines) : lines_(lines) {}

  void open(const Tag& tag, unsigned traits, bool stays) override {
    if ((traits & block) || tag.name == "br") lines_.end_line();
    if (!stays) return;
    Frame frame{lines_.next(), std::nullopt};
    if (unseen_ == 0 && tag.name == "a") frame.href = tag.value("href");
    apart_.open(tag, lines_);
    if (tag.name == "pre" && pres_++ == 0) lines_.keep_line_ends(true);
    if (traits & unseen) ++unseen_;
    frames_.push_back(std::move(frame));
  }

  void close(std::string_view element, unsigned traits, const Tag*) override {
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (traits & unseen) --unseen_;
    if (element == "pre" && --pres_ == 0) lines_.keep_line_ends(false);
    if (frame.href && references_.size() < max_references && frame.href->size() <= max_url_bytes) {
      references_.push_back({*frame.href, word_begin(lines_, frame.begin), lines_.size()});
    }
    apart_.close(lines_);
    if (traits & block) lines_.end_line();
  }

  void text(std::string_view decoded, std::string_view raw_text) override {
    if (unseen_ == 0) lines_.add(decoded, raw_text);
  }
  bool enough() const override { return lines_.full(); }

  Ranges take_quoted() { return apart_.take_quoted(); }
  Ranges take_apart(std::string_view text) { return apart_.take_apart(text); }
  std::vector<PlainText::Reference> take_references() { return std::move(references_); }

 private:
  static constexpr std::size_t max_references = 1000;
  struct Frame {
    std::size_t begin;
    std::optional<std::string> href;
  };

  Lines& lines_;
  std::vector<Frame> frames_;
  SetApart apart_;
  std::vector<PlainText::Reference> references_;
  std::size_t unseen_ = 0, pres_ = 0;
};

}  // namespace

std::string clean_html(std::string_view foreign, const CleanLimits& limits, const Url* base) {
  Cleaning cleaning(limits, base);
  read_markup(foreign, Syntax::html, cleaning);
  return cleaning.take();
}

PlainText read_plain_text(std::string_view html) {
  Lines lines(max_plain_bytes);
  Plain plain(lines);
  read_markup(html, Syntax::html, plain);
  PlainText out{lines.take(), plain.take_quoted(), {}, plain.take_references()};
  out.apart = plain.take_apart(out.text);
  return out;
}

std::string plain_text(std::string_view html) {
  return read_plain_text(html).text;
}

MappedText map_plain_text(std::string_view html) {
  Lines lines(max_plain_bytes, html);
  Plain plain(lines);
  read_markup(html, Syntax::html, plain);
  MappedText mapped;
  mapped.text_ = lines.take();
  for (const auto& step : lines.take_steps())
    mapped.steps_.push_back({step.text, step.source, step.source_end});
  return mapped;
}

const MappedText::Step& MappedText::step_of(std::size_t at) const {
  const auto behind = std::ranges::upper_bound(steps_, at, {}, &Step::text);
  return *(behind == steps_.begin() ? behind : behind - 1);
}

std::size_t MappedText::begin(std::size_t at) const {
  if (steps_.empty()) return 0;
  if (at >= text_.size()) return end(text_.size());
  const Step& step = step_of(at);
  return step.source_end != 0 ? step.source : step.source + (at - step.text);
}

std::size_t MappedText::end(std::size_t at) const {
  if (steps_.empty() || at == 0) return steps_.empty() ? 0 : steps_.front().source;
  const Step& step = step_of(std::min(at, text_.size()) - 1);
  return step.source_end != 0 ? step.source_end : step.source + (std::min(at, text_.size()) - step.text);
}

}  // namespace earshot::markup
