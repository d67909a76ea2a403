#include "names/visible_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "markup/entities.h"
#include "markup/prose.h"
#include "markup/tokens.h"

namespace earshot::names {

namespace {

using markup::Tokens;

constexpr std::size_t max_links = 2000;

// Not text at all for the tokeniser: their content ends only with their own end tag.
constexpr std::array<std::string_view, 9> raw_elements{"iframe",   "noembed", "noframes", "script",   "style",
                                                       "textarea", "title",   "xmp",      "plaintext"};
// Nobody says anything in these: program text, forms and controls, what a browser does not show.
constexpr std::array<std::string_view, 19> silent_elements{
    "audio",  "button", "canvas", "code",   "datalist", "form",     "head", "kbd", "math", "noscript",
    "object", "pre",    "samp",   "select", "svg",      "template", "tt",   "var", "video"};
constexpr std::array<std::string_view, 3> form_controls{"button", "label", "select"};
constexpr std::array<std::string_view, 37> inline_elements{
    "a",    "abbr", "acronym", "b",     "bdi",   "bdo",         "big",    "cite", "data",   "del",
    "dfn",  "em",   "font",    "i",     "ins",   "label",       "mark",   "nobr", "output", "q",
    "ruby", "rb",   "s",       "small", "span",  "strike",      "strong", "sub",  "sup",    "time",
    "u",    "wbr",  "rt",      "rp",    "blink", "center-text", "slot"};
constexpr std::array<std::string_view, 6> objects{"img", "embed", "input", "map", "meter", "progress"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool hidden(const markup::Tag& tag) {
  if (tag.attributes.empty()) return false;
  if (tag.has("hidden")) return true;
  std::string style = lower_ascii(tag.value("style").value_or(""));
  std::erase_if(style, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  if (style.find("display:none") != std::string::npos || style.find("visibility:hidden") != std::string::npos)
    return true;
  // The box "Leave a Reply to …" below a thread names the one who is answered; nobody spoke of them.
  const auto id = tag.value("id");
  return id && *id == "respond";
}

// Markdown's blocks of program text, between lines of "```" or "~~~". One that nothing closes is no block: a
// slip should not silence the rest.
std::vector<Range> fenced_code(std::string_view text) {
  std::vector<Range> blocks;
  if (text.find("```") == std::string_view::npos && text.find("~~~") == std::string_view::npos) return blocks;
  std::size_t opened = std::string_view::npos, length = 0;
  char sign = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t'))
      line.remove_suffix(1);
    line.remove_prefix(std::min<std::size_t>(std::min(line.find_first_not_of(' '), line.size()), 3));
    const std::size_t run = line.empty() ? 0 : std::min(line.find_first_not_of(line.front()), line.size());
    const bool fence = run >= 3 && (line.front() == '`' || line.front() == '~');
    if (fence && opened == std::string_view::npos && line.find('`', run) == std::string_view::npos) {
      opened = at;
      length = run;
      sign = line.front();
    } else if (fence && opened != std::string_view::npos && line.front() == sign && run >= length &&
               run == line.size()) {
      blocks.push_back({opened, end});
      opened = std::string_view::npos;
    }
    at = end + 1;
  }
  return blocks;
}

constexpr std::array<std::string_view, 14> void_elements{"area",  "base",   "br",    "col",  "embed",
                                                         "hr",    "img",    "input", "link", "meta",
                                                         "param", "source", "track", "wbr"};

}  // namespace

class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : html_(html), tokens_(html, markup::Syntax::html) {
    out_.stretches_.push_back({0, 0, 0});
  }

  VisibleText read() {
    note_pres_of_prose();
    for (auto kind = tokens_.next(); kind != Tokens::Kind::finished; kind = tokens_.next()) {
      if (kind == Tokens::Kind::text && silent_.empty()) take_text(tokens_.text());
      if (kind == Tokens::Kind::start) open(tokens_.tag());
      if (kind == Tokens::Kind::end) close(tokens_.tag());
    }
    if (quotes_ > 0) out_.quoted_.push_back({quote_begin_, out_.text_.size()});
    close_link();
    out_.quote_marked_lines();
    return std::move(out_);
  }

 private:
  // Looks ahead for what markup's SetApart sees behind: which <pre> are the page's text (markup/prose.h).
  void note_pres_of_prose() {
    if (html_.find("<pre") == std::string_view::npos && html_.find("<PRE") == std::string_view::npos) return;
    struct Pre {
      std::size_t at;  // of its tag
      std::string text;
      bool program = false;
    };
    std::vector<Pre> pres;
    std::size_t elsewhere = 0, depth = 0, links = 0, head = 0;
    Tokens ahead(html_, markup::Syntax::html);
    for (auto kind = ahead.next(); kind != Tokens::Kind::finished; kind = ahead.next()) {
      if (kind == Tokens::Kind::text && depth > 0) {
        markup::Pieces pieces(ahead.text(), markup::Place::text);
        for (markup::Piece piece; pieces.next(piece);) pres.back().text += piece.decoded;
      } else if (kind == Tokens::Kind::text) {
        elsewhere += links + head == 0 ? markup::count_words(ahead.text()) : 0;
      }
      if (kind != Tokens::Kind::start && kind != Tokens::Kind::end) continue;
      const std::string& name = ahead.tag().name;
      const bool opens = kind == Tokens::Kind::start;
      if (opens && among(raw_elements, name)) ahead.take_raw(name);
      if (name == "pre" && opens && depth++ == 0) pres.push_back({ahead.tag().at, {}});
      if (name == "pre" && !opens && depth > 0) --depth;
      if (depth > 0 && opens && (name == "code" || name == "samp" || name == "kbd"))
        pres.back().program = true;
      if (name == "a") links = opens ? 1 : 0;
      if (name == "head" || name == "body") head = name == "head" && opens ? 1 : 0;
    }
    std::size_t inside = 0;
    for (const Pre& pre : pres) {
      if (pre.program || !markup::looks_like_prose(pre.text)) continue;
      pres_of_prose_.push_back(pre.at);
      inside += markup::count_words(pre.text);
    }
    if (!markup::is_page_text(inside, elsewhere)) pres_of_prose_.clear();
  }

  void stretch(std::string_view text, std::size_t source_begin, std::size_t source_end) {
    out_.stretches_.push_back({out_.text_.size(), source_begin, source_end});
    out_.text_ += text;
  }

  void take_text(std::string_view text) {
    markup::Pieces pieces(text, markup::Place::text);
    markup::Piece piece;
    while (pieces.next(piece)) {
      const auto at = static_cast<std::size_t>(piece.raw.data() - html_.data());
      const std::size_t begin = out_.text_.size();
      stretch(piece.decoded, at, at + piece.raw.size());
      if (open_pres_ > 0) continue;
      // A line break of the source is a space to the reader; lines that he sees come from blocks.
      std::replace_if(
          out_.text_.begin() + static_cast<std::ptrdiff_t>(begin), out_.text_.end(),
          [](char c) { return c == '\n' || c == '\r'; }, ' ');
    }
  }

  void insert(std::string_view text, std::size_t at) {
    if (silent_.empty()) stretch(text, at, at);
  }

  void open(const markup::Tag& tag) {
    if (!silent_.empty()) {
      if (tag.name == silent_ && !tag.closes_itself) ++silent_depth_;
    } else if (among(raw_elements, tag.name)) {
      insert("\n\n", tag.at);
    } else if ((among(silent_elements, tag.name) && !holds_the_page(tag) && !is_prose(tag)) ||
               (hidden(tag) && !among(void_elements, tag.name))) {
      insert(among(silent_elements, tag.name) ? "\uFFFC" : "\n\n", tag.at);
      silent_ = tag.name;
      silent_depth_ = 1;
    } else {
      open_visible(tag);
    }
    if (!among(raw_elements, tag.name)) return;
    const bool title = tag.name == "title" && !titled_ && (silent_.empty() || silent_ == "head");
    const std::string_view inside = tokens_.take_raw(tag.name);
    if (title) take_title(inside);
  }

  // What stands in the bar of the window is read like a heading.
  void take_title(std::string_view inside) {
    titled_ = true;
    const auto begin = static_cast<std::size_t>(inside.data() - html_.data());
    take_text(inside);
    stretch("\n\n", begin + inside.size(), begin + inside.size());
  }

  bool is_prose(const markup::Tag& tag) {
    return tag.name == "pre" && (open_pres_ > 0 || std::ranges::binary_search(pres_of_prose_, tag.at));
  }

  // ASP.NET, which many blogs of 2005 ran on, sets the whole page into one form and marks that with a field.
  bool holds_the_page(const markup::Tag& tag) {
    if (tag.name != "form") return false;
    constexpr std::size_t head = 4096;
    const std::string_view begin = html_.substr(tag.end, head);
    const bool asp_net =
        tag.value("id") == "aspnetForm" || begin.find("__VIEWSTATE") != std::string_view::npos;
    return (forms_++ == 0 && asp_net) || holds_prose(tag);
  }

  // Forums set all posts of a page into one form with boxes to tick; nobody is asked for so many words.
  bool holds_prose(const markup::Tag& form) {
    constexpr std::size_t prose = 1000, most_forms = 16;
    if (forms_ > most_forms) return false;
    Tokens ahead(html_.substr(form.end), markup::Syntax::html);
    int controls = 0;
    for (std::size_t said = 0; said < prose;) {
      const auto kind = ahead.next();
      if (kind == Tokens::Kind::finished || (kind == Tokens::Kind::end && ahead.tag().name == "form"))
        return false;
      if (kind == Tokens::Kind::text && controls == 0) said += squeeze(ahead.text()).size();
      if (kind == Tokens::Kind::start && among(raw_elements, ahead.tag().name))
        ahead.take_raw(ahead.tag().name);
      const bool control = kind != Tokens::Kind::text && among(form_controls, ahead.tag().name);
      if (control) controls = std::max(0, controls + (kind == Tokens::Kind::start ? 1 : -1));
    }
    return true;
  }

  void open_visible(const markup::Tag& tag) {
    if (tag.name == "a") {
      close_link();
      const auto href = tag.value("href");
      if (href && out_.links_.size() < max_links) {
        out_.links_.push_back({{out_.text_.size(), out_.text_.size()}, *href});
        link_open_ = true;
      }
    }
    if (tag.name == "pre") ++open_pres_;
    if (tag.name == "br") {
      insert("\n", tag.at);
    } else if (among(objects, tag.name)) {
      insert("\uFFFC", tag.at);
    } else if (!among(inline_elements, tag.name)) {
      insert("\n\n", tag.at);
    }
    if (tag.name == "blockquote" && quotes_++ == 0) quote_begin_ = out_.text_.size();
  }

  void close(const markup::Tag& tag) {
    if (!silent_.empty()) {
      // An open <head> ends where the body begins, whatever the author forgot.
      if (tag.name == silent_ && --silent_depth_ == 0) silent_.clear();
      return;
    }
    if (tag.name == "a") close_link();
    if (tag.name == "pre" && open_pres_ > 0) --open_pres_;
    if (!among(inline_elements, tag.name) && !among(objects, tag.name)) insert("\n\n", tag.at);
    if (tag.name == "blockquote" && quotes_ > 0 && --quotes_ == 0) {
      out_.quoted_.push_back({quote_begin_, out_.text_.size()});
    }
  }

  void close_link() {
    if (link_open_) out_.links_.back().place.end = out_.text_.size();
    link_open_ = false;
  }

  std::string_view html_;
  Tokens tokens_;
  VisibleText out_;
  std::string silent_;
  std::size_t silent_depth_ = 0, quotes_ = 0, quote_begin_ = 0, forms_ = 0, open_pres_ = 0;
  std::vector<std::size_t> pres_of_prose_;  // where their tags stand, in order
  bool link_open_ = false, titled_ = false;
};

VisibleText VisibleText::of_html(std::string_view html) {
  return HtmlReader(html.substr(0, max_html_bytes)).read();
}

VisibleText VisibleText::of_plain(std::string_view text) {
  VisibleText out;
  const auto blocks = fenced_code(text);
  std::size_t from = 0;
  for (const Range& block : blocks) {
    out.stretches_.push_back({out.text_.size(), from, block.begin});
    out.text_.append(text, from, block.begin - from);
    out.stretches_.push_back({out.text_.size(), block.begin, block.end});
    out.text_ += "\n\uFFFC\n\n";
    from = block.end;
  }
  if (!blocks.empty()) out.stretches_.push_back({out.text_.size(), from, text.size()});
  out.text_.append(text, from);
  out.quote_marked_lines();
  return out;
}

void VisibleText::quote_marked_lines() {
  if (text_.find('>') == std::string::npos) return;
  std::vector<Range> marked;
  for (std::size_t at = 0; at < text_.size();) {
    const std::size_t end = std::min(text_.find('\n', at), text_.size());
    const std::size_t first = text_.find_first_not_of(" \t\r", at);
    if (first < end && text_[first] == '>') marked.push_back({at, end});
    at = end + 1;
  }
  if (marked.empty()) return;
  marked.insert(marked.end(), quoted_.begin(), quoted_.end());
  std::ranges::sort(marked, {}, &Range::begin);
  quoted_.clear();
  for (const Range& next : marked) {
    if (!quoted_.empty() && next.begin <= quoted_.back().end) {
      quoted_.back().end = std::max(quoted_.back().end, next.end);
    } else {
      quoted_.push_back(next);
    }
  }
}

bool VisibleText::quoted(std::size_t at) const {
  const auto behind = std::ranges::upper_bound(quoted_, at, {}, &Range::begin);
  return behind != quoted_.begin() && at < (behind - 1)->end;
}

const VisibleText::Stretch& VisibleText::stretch_at(std::size_t at) const {
  return *(std::ranges::upper_bound(stretches_, at, {}, &Stretch::text_begin) - 1);
}

std::size_t VisibleText::text_end_of(const Stretch& stretch) const {
  const Stretch* next = &stretch + 1;
  return next == stretches_.data() + stretches_.size() ? as_written().size() : next->text_begin;
}

VisibleText VisibleText::mended(const std::vector<Mend>& mends) const {
  VisibleText out = *this;
  if (mends.empty()) return out;
  out.written_ = text_;
  out.text_.clear();
  std::size_t from = 0;
  for (const Mend& mend : mends) {
    out.text_.append(text_, from, mend.place.begin - from);
    out.mends_.push_back({{out.text_.size(), out.text_.size() + mend.whole.size()}, mend.place});
    out.text_ += mend.whole;
    from = mend.place.end;
  }
  out.text_.append(text_, from);
  const auto moved = [&](std::size_t at) {
    const auto behind =
        std::ranges::lower_bound(out.mends_, at, {}, [](const Mended& mend) { return mend.written.begin; });
    if (behind == out.mends_.begin()) return at;
    const Mended& mend = *(behind - 1);
    return mend.written.end <= at ? mend.whole.end + (at - mend.written.end) : mend.whole.begin;
  };
  for (Link& link : out.links_) link.place = {moved(link.place.begin), moved(link.place.end)};
  return out;
}

Range VisibleText::as_written(Range place) const {
  Range out = place;
  const auto first =
      std::ranges::upper_bound(mends_, place.begin, {}, [](const Mended& mend) { return mend.whole.begin; });
  if (first != mends_.begin()) {
    const Mended& mend = *(first - 1);
    out.begin =
        place.begin < mend.whole.end ? mend.written.begin : mend.written.end + (place.begin - mend.whole.end);
  }
  const auto last =
      std::ranges::lower_bound(mends_, place.end, {}, [](const Mended& mend) { return mend.whole.begin; });
  if (last != mends_.begin()) {
    const Mended& mend = *(last - 1);
    out.end =
        place.end <= mend.whole.end ? mend.written.end : mend.written.end + (place.end - mend.whole.end);
  }
  return out;
}

Range VisibleText::origin(Range place) const {
  if (stretches_.empty()) return place;
  const Stretch& first = stretch_at(place.begin);
  const Stretch& last = stretch_at(place.end - 1);
  const auto copied = [this](const Stretch& s) {
    return text_end_of(s) - s.text_begin == s.source_end - s.source_begin;
  };
  return {copied(first) ? first.source_begin + (place.begin - first.text_begin) : first.source_begin,
          copied(last) ? last.source_begin + (place.end - last.text_begin) : last.source_end};
}

}  // namespace earshot::names
