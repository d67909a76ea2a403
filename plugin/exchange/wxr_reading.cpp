// WordPress's export is one XML file of any size; only its comments matter here. They are cut out of the
// stream one by one and parsed by themselves.
#include <optional>

#include "base/text.h"
#include "exchange/linkback_reading.h"
#include "exchange/xml_pieces.h"
#include "markup/clean.h"

namespace earshot::exchange {
namespace {

// As much of a pingback's or trackback's words as we keep of one that comes to us.
constexpr std::size_t quoted_characters = 300;

std::optional<Time> date_of(const PieceFields& comment) {
  auto text = comment.field("wp:comment_date_gmt");
  if (text.empty() || text.starts_with("0000")) text = comment.field("wp:comment_date");
  if (const auto blank = text.find(' '); blank != std::string::npos) text[blank] = 'T';
  return parse_iso8601(text);
}

// WordPress keeps the lines of a comment as lines, and makes paragraphs of them when it shows it.
std::string with_breaks(const std::string& content) {
  if (content.find("<p") != std::string::npos || content.find("<br") != std::string::npos) return content;
  std::string out;
  for (const char c : content) {
    if (c == '\n') out += "<br>";
    if (c != '\r') out += c;
  }
  return out;
}

class WxrReading {
 public:
  WxrReading(XmlWindow& window, const CarriedReceiver& to) : window_(window), to_(to) {}

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
      title_.clear();
      closed_ = false;
      public_ = true;
      window_.step(1);
    } else if (window_.at("<link>")) {
      // Also the blog's own, before the first item: replaced by that of each item.
      if (const auto piece = window_.take_to("</link>")) {
        post_ = fields_of_piece(*piece).field("link");
      } else {
        window_.step(1);
      }
    } else if (window_.at("<title>")) {
      if (const auto piece = window_.take_to("</title>")) {
        title_ = markup::plain_text(fields_of_piece(*piece).field("title"));
      } else {
        window_.step(1);
      }
    } else if (window_.at("<wp:comment_status>")) {
      closed_ = word_to("</wp:comment_status>", "wp:comment_status") == "closed";
    } else if (window_.at("<wp:status>")) {
      const auto status = word_to("</wp:status>", "wp:status");
      public_ = status == "publish" || status == "inherit";  // an attachment is as public as its post
    } else if (window_.at("<wp:comment>")) {
      const auto line = window_.line();
      if (auto piece = window_.take_to("</wp:comment>")) {
        comment(line, fields_of_piece(*piece));
      } else {
        to_.bad(line, "a comment that is too long or breaks off");
        window_.step(1);  // the same tag must not be met again
      }
    } else {
      window_.step(1);
    }
  }

  // The text of the element that begins here; "" if it breaks off.
  std::string word_to(std::string_view end, const std::string& element) {
    if (const auto piece = window_.take_to(end)) return fields_of_piece(*piece).field(element);
    window_.step(1);
    return {};
  }

  void comment(std::int64_t line, const PieceFields& comment) {
    if (!public_) return;  // below drafts and private posts: nobody outside ever read them
    const auto approved = comment.field("wp:comment_approved");
    if (approved != "1" && approved != "0") return;  // spam and what lies in the bin stay there
    if (post_.empty()) return to_.bad(line, "the item has no link");
    const auto type = comment.field("wp:comment_type");
    const bool by_plugin = comment.meta("protocol") == "webmention" || type == "webmention" ||
                           !comment.meta("webmention_source_url").empty();
    if (type == "pingback" || type == "trackback" || by_plugin) return linkback(line, comment, by_plugin);
    if ((type.empty() || type == "comment") && approved == "1") ordinary(line, comment);
  }

  void linkback(std::int64_t line, const PieceFields& comment, bool by_plugin) {
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
      l.excerpt =
          shorten(squeeze(markup::plain_text(comment.field("wp:comment_content"))), quoted_characters);
    }
    if (const auto date = date_of(comment)) l.received = *date;
    auto fit = made_fit(std::move(out));
    if (auto* carried = std::get_if<Carried>(&fit)) {
      to_.linkback(line, std::move(*carried));
    } else {
      to_.bad(line, std::get<std::string>(fit));
    }
  }

  void ordinary(std::int64_t line, const PieceFields& comment) {
    const auto date = date_of(comment);
    if (!date) return to_.bad(line, "the comment's date is none");
    const auto parent = comment.field("wp:comment_parent"), user = comment.field("wp:comment_user_id");
    nlohmann::ordered_json out = {{"post", post_},
                                  {"title", title_},
                                  {"id", comment.field("wp:comment_id")},
                                  {"author", comment.field("wp:comment_author")},
                                  {"author_url", comment.field("wp:comment_author_url")},
                                  {"date", iso8601(*date)},
                                  {"text", markup::plain_text(comment.field("wp:comment_content"))},
                                  {"html", with_breaks(comment.field("wp:comment_content"))}};
    out["parent"] =
        parent.empty() || parent == "0" ? nlohmann::ordered_json() : nlohmann::ordered_json(parent);
    if (closed_) out["post_closed"] = true;
    out["account"] =
        user.empty() || user == "0" ? nlohmann::ordered_json() : nlohmann::ordered_json("wordpress:" + user);
    to_.comment(line, {std::move(out)});
  }

  XmlWindow& window_;
  const CarriedReceiver& to_;
  // Of the item: address, title, can nobody comment there any more, can anybody read it?
  std::string post_, title_;
  bool closed_ = false, public_ = true;
  bool is_wxr_ = false;
};

}  // namespace

CarriedForm read_xml(std::istream& file, const CarriedReceiver& to) {
  XmlWindow window(file);
  while (window.to_tag() && (window.at("<?") || window.at("<!--"))) window.step(1);
  if (window.at("<disqus")) {
    read_disqus(window, to);
    return CarriedForm::disqus;
  }
  WxrReading(window, to).read();
  return CarriedForm::wxr;
}

}  // namespace earshot::exchange
