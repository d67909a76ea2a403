#include "markup/opml.h"

#include "base/text.h"
#include "markup/charset.h"
#include "markup/escape.h"
#include "markup/events.h"

namespace earshot::markup {
namespace {

constexpr std::size_t title_bytes = 512;

class OpmlEvents final : public Events {
 public:
  explicit OpmlEvents(const OpmlLimits& limits) : limits_(limits) {}

  void doctype() override { refusal_ = "It has a DOCTYPE; lists with one are not read."; }

  void open(const Tag& tag, unsigned, bool) override {
    if (!begun_ && tag.name != "opml")
      refusal_ = "It is no OPML: the document begins with <" + tag.name + ">.";
    begun_ = true;
    if (tag.name == "outline") take(tag);
  }
  void close(std::string_view, unsigned, const Tag*) override {}
  void text(std::string_view, std::string_view) override {}
  bool enough() const override { return !refusal_.empty() || list_.feeds.size() >= limits_.feeds; }

  Result<OpmlList, std::string> result() {
    if (!begun_ && refusal_.empty()) refusal_ = "It is empty or not XML.";
    if (!refusal_.empty()) return refusal_;
    if (list_.feeds.size() >= limits_.feeds)
      list_.bad.push_back("what stands behind the first " + std::to_string(limits_.feeds) + " feeds");
    return std::move(list_);
  }

 private:
  void take(const Tag& tag) {
    const auto value = [&](std::string_view name) { return std::string(trim(tag.value(name).value_or(""))); };
    const std::string feed = value("xmlUrl"), page = value("htmlUrl");
    std::string title = value("title").empty() ? value("text") : value("title");
    title = squeeze(cut(title, title_bytes));
    const bool should = !feed.empty() || !page.empty() || lower_ascii(value("type")) == "rss";
    if (!should) return;
    OpmlFeed found{title, Url::parse(feed), Url::parse(page)};
    if (found.feed || (feed.empty() && found.page)) {
      list_.feeds.push_back(std::move(found));
    } else {
      const auto& named = feed.empty() ? page : feed;
      list_.bad.push_back((title.empty() ? "an outline without a title" : "“" + title + "”") +
                          (named.empty()
                               ? " names no feed"
                               : ": no http or https address: " + std::string(cut(named, title_bytes))));
    }
  }

  const OpmlLimits& limits_;
  OpmlList list_;
  std::string refusal_;
  bool begun_ = false;
};

}  // namespace

Result<OpmlList, std::string> read_opml(std::string_view bytes, const OpmlLimits& limits) {
  if (bytes.size() > limits.bytes)
    return "It is longer than " + std::to_string(limits.bytes / (1024 * 1024)) + " MiB.";
  const std::string source = to_utf8(bytes, "", Sniff::html);
  OpmlEvents events(limits);
  read_markup(source, Syntax::xml, events);
  return events.result();
}

std::string write_opml(std::string_view title, const std::vector<OpmlFeed>& feeds) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>" +
                    xml_text(title) + "</title></head>\n<body>\n";
  for (const auto& one : feeds) {
    const auto shown = xml_text(one.title);
    out += "<outline type=\"rss\" text=\"" + shown + "\" title=\"" + shown + "\"";
    if (one.feed) out += " xmlUrl=\"" + xml_text(one.feed->text()) + "\"";
    if (one.page) out += " htmlUrl=\"" + xml_text(one.page->text()) + "\"";
    out += "/>\n";
  }
  return out + "</body>\n</opml>\n";
}

}  // namespace earshot::markup
