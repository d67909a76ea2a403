#include "markup/feed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/clean.h"
#include "markup/escape.h"
#include "markup/events.h"

namespace earshot::markup {
namespace {

// Feeds choose their own prefixes; we name elements by these. "" is the feed's own vocabulary.
struct Vocabulary {
  std::string_view uri, prefix;
};
constexpr std::array<Vocabulary, 15> vocabularies{{
    {"http://www.w3.org/2005/Atom", ""},
    {"http://purl.org/atom/ns#", ""},
    {"http://purl.org/rss/1.0/", ""},
    {"http://my.netscape.com/rdf/simple/0.9/", ""},
    {"http://backend.userland.com/rss2", ""},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"},
    {"http://purl.org/dc/elements/1.1/", "dc:"},
    {"http://purl.org/dc/terms/", "dcterms:"},
    {"http://purl.org/rss/1.0/modules/content/", "content:"},
    {"http://purl.org/rss/1.0/modules/slash/", "slash:"},
    {"http://purl.org/syndication/thread/1.0", "thr:"},
    {"http://wellformedweb.org/CommentAPI/", "wfw:"},
    {"http://www.w3.org/1999/xhtml", "xhtml:"},
    {"http://rssnamespace.org/feedburner/ext/1.0", "feedburner:"},
    {"http://schemas.google.com/g/2005", "gd:"},
}};

std::optional<Time> date(std::string_view text) {
  text = trim(text);
  // Go's word for no date at all, which Hugo writes for pages without one.
  if (text.starts_with("0001-01-01") || text.find(" Jan 0001 ") != std::string_view::npos)
    return std::nullopt;
  if (auto time = parse_iso8601(text)) return time;
  return parse_rfc5322(text);
}

std::optional<std::int64_t> number(std::string_view text) {
  text = trim(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// RSS has "mail@host (Name)" in <author>; an address alone is nobody's name.
std::string name_of(std::string_view author) {
  const std::size_t open = author.find('('), close = author.rfind(')');
  if (open != std::string_view::npos && close != std::string_view::npos && close > open) {
    return squeeze(author.substr(open + 1, close - open - 1));
  }
  return author.find('@') == std::string_view::npos ? squeeze(author) : std::string();
}

// The entry that is being read, with what must be ranked before it is known.
struct Draft {
  FeedEntry entry;
  int html_rank = 0;                 // content before summary
  std::optional<Url> original_link;  // where the entry stands, when its link counts clicks at a third place
  bool guid_is_link = false;
};

class FeedEvents final : public Events {
 public:
  FeedEvents(std::string_view source, const Url& feed_url, const FeedLimits& limits)
      : source_(source), base_(feed_url), limits_(limits) {}

  // RSS 0.91 was written with one that names a DTD; what brings entities of its own is not read.
  void doctype() override {
    const std::string head = lower_ascii(cut(source_, 4096));
    const std::size_t at = std::min(head.find("<!doctype"), head.size());
    const std::string words = squeeze(head.substr(at, head.find('>', at) - at));
    if (words.starts_with("<!doctype html")) return refuse("It is a page, not a feed.");
    if (words.empty() || words.find('[') != std::string::npos)
      refuse("It has a DOCTYPE with declarations; feeds with one are not read.");
  }

  void open(const Tag& tag, unsigned, bool stays) override {
    learn_prefixes(tag);
    const std::string name = canonical(tag.name);
    if (capture_depth_ > 0) {
      capture(source_.substr(tag.at, tag.end - tag.at), source_.substr(tag.at, tag.end - tag.at));
      if (stays) path_.push_back(name);
      return;
    }
    if (path_.empty() && !root_seen_) begin_document(tag, name);
    path_.push_back(name);
    if (draft_ == std::nullopt && (name == "item" || name == "entry")) {
      draft_.emplace();
      draft_->entry.id = trim(tag.value("rdf:about").value_or(""));
      entry_depth_ = path_.size();
    } else {
      begin_element(tag, name);
    }
    if (!stays) close(tag.name, 0, &tag);
  }

  void close(std::string_view, unsigned, const Tag* end_tag) override {
    if (capture_depth_ > 0 && path_.size() > capture_depth_) {
      if (end_tag != nullptr) {
        const auto raw = source_.substr(end_tag->at, end_tag->end - end_tag->at);
        capture(raw, raw);
      }
      path_.pop_back();
      return;
    }
    if (capture_depth_ > 0) {
      capture_depth_ = 0;
      if (draft_)
        take_for_entry(path_.back());
      else
        take_for_feed(path_.back());
      captured_.clear();
    }
    if (draft_ && path_.size() == entry_depth_) end_entry(end_tag != nullptr);
    path_.pop_back();
  }

  void text(std::string_view decoded, std::string_view raw) override {
    if (capture_depth_ > 0) capture(decoded, raw);
  }

  bool enough() const override { return !refusal_.empty() || feed_.entries.size() >= limits_.entries; }

  Result<Feed, std::string> result() {
    if (refusal_.empty() && !root_seen_) refuse("It is empty or not XML.");
    if (!refusal_.empty()) return refusal_;
    for (auto& entry : feed_.entries) {
      if (entry.author_name.empty()) entry.author_name = author_name_;
    }
    return std::move(feed_);
  }

 private:
  void refuse(std::string why) {
    if (refusal_.empty()) refusal_ = std::move(why);
  }

  void begin_document(const Tag& tag, const std::string& name) {
    root_seen_ = true;
    if (name != "rss" && name != "feed" && name != "rdf:rdf") {
      refuse("It is not a feed: the document begins with <" + tag.name + ">.");
    }
    if (const auto base = tag.value("xml:base")) base_ = base_.resolve(*base).value_or(base_);
  }

  void learn_prefixes(const Tag& tag) {
    constexpr std::size_t most_prefixes = 100;
    for (const auto& attribute : tag.attributes) {
      if (!attribute.name.starts_with("xmlns")) continue;
      const std::string prefix =
          attribute.name.size() > 6 ? lower_ascii(attribute.name.substr(6)) + ":" : std::string();
      const auto known = std::ranges::find(vocabularies, trim(attribute.raw), &Vocabulary::uri);
      if (known == vocabularies.end() || prefix.empty() || prefixes_.size() >= most_prefixes) continue;
      std::erase_if(prefixes_, [&](const auto& each) { return each.first == prefix; });
      prefixes_.emplace_back(prefix, known->prefix);
    }
  }

  std::string canonical(std::string_view name) const {
    const std::size_t colon = name.find(':');
    if (colon == std::string_view::npos) return std::string(name);
    for (const auto& [prefix, ours] : prefixes_) {
      if (name.substr(0, colon + 1) == prefix) return std::string(ours).append(name.substr(colon + 1));
    }
    return std::string(name);
  }

  std::optional<Url> resolve(const std::optional<std::string>& reference) const {
    if (!reference || trim(*reference).empty()) return std::nullopt;
    return base_.resolve(trim(*reference));
  }

  // Does the innermost element stand where its name means something: in the entry or channel itself, or in
  // its author?
  bool stands_well() const {
    const std::size_t direct = draft_ ? entry_depth_ + 1 : (!path_.empty() && path_[0] == "feed" ? 2 : 3);
    return path_.size() == direct || (path_.size() == direct + 1 && path_[direct - 1] == "author");
  }

  void begin_element(const Tag& tag, const std::string& name) {
    if (!stands_well()) return;
    if (name == "link") {
      read_link(tag);
    } else if (name == "xhtml:meta" && !draft_) {
      read_meta(tag);
    } else if (name == "thr:in-reply-to" && draft_) {
      constexpr std::size_t most_references = 20;
      auto& references = draft_->entry.in_reply_to;
      FeedReference reference{std::string(trim(tag.value("ref").value_or(""))), resolve(tag.value("href"))};
      if (references.size() < most_references) references.push_back(std::move(reference));
    } else if (name == "gd:image" && draft_) {
      draft_->entry.author_image = resolve(tag.value("src"));
    }
    capture_depth_ = name == "author" && path_[0] == "feed" ? 0 : path_.size();
    const std::string type = lower_ascii(tag.value("type").value_or(""));
    const bool escaped = tag.value("mode").value_or("") == "escaped";
    raw_ = type == "xhtml" || (type == "application/xhtml+xml" && !escaped);
    plain_ =
        path_[0] == "feed" && !raw_ && !escaped && (type.empty() || type == "text" || type == "text/plain");
    permalink_ = tag.value("ispermalink").value_or("true") != "false";
  }

  void read_meta(const Tag& tag) {
    if (lower_ascii(tag.value("name").value_or("")) != "robots") return;
    feed_.robots = lower_ascii(squeeze(cut(tag.value("content").value_or(""), 256)));
  }

  void read_link(const Tag& tag) {
    const auto url = resolve(tag.value("href"));
    if (!url) return;
    const std::string rel = lower_ascii(trim(tag.value("rel").value_or("alternate")));
    if (!draft_) {
      if (rel == "alternate" && !feed_.link) feed_.link = url;
      if (rel == "next" && !feed_.next_page) feed_.next_page = url;
      return;
    }
    FeedEntry& entry = draft_->entry;
    if (rel == "alternate" && !entry.link) entry.link = url;
    if (rel == "related" && !entry.related) entry.related = url;
    const std::string type = lower_ascii(tag.value("type").value_or(""));
    // ikiwiki's word for it.
    if (rel == "comments" && type == "application/atom+xml" && !entry.comments_feed)
      entry.comments_feed = url;
    if (rel == "replies") {
      if (type != "text/html" && !entry.comments_feed) entry.comments_feed = url;
      for (const auto& attribute : tag.attributes) {
        if (canonical(lower_ascii(attribute.name)) != "thr:count") continue;
        if (const auto count = number(attribute.raw); count && !entry.comment_count)
          entry.comment_count = count;
      }
    }
  }

  void capture(std::string_view decoded, std::string_view raw) {
    const std::string_view part = raw_ ? raw : decoded;
    if (captured_.size() < limits_.entry_bytes)
      captured_ += cut(part, limits_.entry_bytes - captured_.size());
  }

  std::string title() const { return squeeze(plain_ ? captured_ : plain_text(captured_)); }
  std::string html() const { return plain_ ? html_text(captured_) : captured_; }

  void take_html(int rank) {
    if (rank <= draft_->html_rank || trim(captured_).empty()) return;
    draft_->html_rank = rank;
    draft_->entry.whole = rank == 3;
    draft_->entry.html = html();
  }

  void take_for_feed(const std::string& name) {
    const bool in_author = path_.size() >= 2 && path_[path_.size() - 2] == "author";
    if (in_author) {
      if (name == "name") author_name_ = squeeze(captured_);
    } else if (name == "title" && feed_.title.empty()) {
      feed_.title = title();
    } else if (name == "link" && !feed_.link) {
      feed_.link = resolve(captured_);
    }
  }

  void take_for_entry(const std::string& name) {
    FeedEntry& entry = draft_->entry;
    if (path_[path_.size() - 2] == "author") {
      if (name == "name" && entry.author_name.empty()) entry.author_name = squeeze(captured_);
      if ((name == "uri" || name == "url") && !entry.author_url) entry.author_url = resolve(captured_);
      return;
    }
    if (name == "title")
      entry.title = title();
    else if (name == "id")
      entry.id = trim(captured_);
    else if (name == "guid")
      take_guid();
    else if (name == "link" && !entry.link)
      entry.link = resolve(captured_);
    else if (name == "content:encoded" || name == "content")
      take_html(3);
    else if (name == "description")
      take_html(2);
    else if (name == "summary")
      take_html(1);
    else if (name == "dc:creator")
      entry.author_name = squeeze(plain_text(captured_));
    else if (name == "author" && entry.author_name.empty())
      entry.author_name = name_of(plain_text(captured_));
    else if (name == "wfw:commentrss" && !entry.comments_feed)
      entry.comments_feed = resolve(captured_);
    else if (name == "feedburner:origlink")
      draft_->original_link = resolve(captured_);
    else if (name == "slash:comments" || name == "thr:total")
      take_count();
    else
      take_date(name);
  }

  void take_guid() {
    draft_->entry.id = trim(captured_);
    draft_->guid_is_link = permalink_;
  }

  void take_count() {
    if (const auto count = number(captured_)) draft_->entry.comment_count = count;
  }

  void take_date(std::string_view name) {
    FeedEntry& entry = draft_->entry;
    const bool first = name == "pubdate" || name == "published" || name == "issued" || name == "dc:date";
    const bool last = name == "updated" || name == "modified" || name == "dcterms:modified";
    if (first && !entry.published) entry.published = date(captured_);
    if (last && !entry.updated) entry.updated = date(captured_);
  }

  // An entry that the document cuts off is dropped: half a comment must not look like a whole one.
  void end_entry(bool complete) {
    FeedEntry entry = std::move(draft_->entry);
    if (draft_->original_link) entry.link = draft_->original_link;
    if (!entry.link && draft_->guid_is_link) entry.link = Url::parse(entry.id);
    draft_.reset();
    if (entry.id.empty() && entry.link) entry.id = entry.link->text();
    const bool says_something = !entry.id.empty() || !entry.title.empty() || !entry.html.empty();
    if (complete && says_something) feed_.entries.push_back(std::move(entry));
  }

  std::string_view source_;
  Url base_;
  const FeedLimits& limits_;
  Feed feed_;
  std::string refusal_, author_name_;
  std::vector<std::pair<std::string, std::string_view>> prefixes_;
  std::vector<std::string> path_;
  std::optional<Draft> draft_;
  std::size_t entry_depth_ = 0, capture_depth_ = 0;  // 0: nothing is captured
  std::string captured_;
  bool root_seen_ = false, raw_ = false, plain_ = false, permalink_ = true;
};

}  // namespace

bool is_ping_text(std::string_view text) {
  const auto stands_round = [&](std::string_view mark) {
    return text.size() > 2 * mark.size() && text.starts_with(mark) && text.ends_with(mark);
  };
  return stands_round("[…]") || stands_round("[...]");
}

Result<Feed, std::string> read_feed(std::string_view bytes, std::string_view content_type,
                                    const Url& feed_url, const FeedLimits& limits) {
  const std::string source = to_utf8(bytes.substr(0, limits.bytes), charset_of(content_type), Sniff::html);
  FeedEvents events(source, feed_url, limits);
  read_markup(source, Syntax::xml, events);
  return events.result();
}

}  // namespace earshot::markup
