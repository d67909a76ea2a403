#include "exchange/linkback_export.h"

#include <cassert>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "exchange/carried.h"
#include "exchange/jf2.h"
#include "markup/clean.h"
#include "markup/escape.h"
#include "store/answer_store.h"
#include "store/by_hand_store.h"
#include "store/comment_store.h"
#include "store/identity_store.h"
#include "store/post_store.h"

namespace earshot::exchange {
namespace {

using model::LinkbackState;
using store::ShownLinkback;

// Text that may hold anything, also "]]>".
std::string cdata(std::string_view text) {
  std::string out = "<![CDATA[";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 && c != '\n' && c != '\t') continue;
    if (text.substr(i).starts_with("]]>")) {
      out += "]]]]><![CDATA[>";
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out + "]]>";
}

std::string element(std::string_view name, std::string_view content) {
  return "<" + std::string(name) + ">" + std::string(content) + "</" + std::string(name) + ">\n";
}

std::string wordpress_date(Time time) {
  auto text = iso8601(time);
  text[text.find('T')] = ' ';
  text.pop_back();
  return text;
}

class Wxr {
 public:
  Wxr(const model::Site& site, std::ostream& to) : to_(to) {
    to_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\""
           " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
           " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\">\n"
           "<channel>\n"
        << element("title", markup::xml_text(site.name)) << element("link", markup::xml_text(site.url.text()))
        << element("wp:wxr_version", "1.2");
  }
  void item(const model::Post& post) {
    end_item();
    open_ = true;
    to_ << "<item>\n"
        << element("title", cdata(post.title)) << element("link", markup::xml_text(post.url))
        << element("dc:creator", cdata(post.author_name)) << element("content:encoded", cdata(post.html))
        << element("wp:post_id", markup::xml_text(post.engine_id));
    if (post.published) to_ << element("wp:post_date_gmt", cdata(wordpress_date(*post.published)));
    to_ << element("wp:status", cdata("publish")) << element("wp:post_type", cdata("post"));
  }
  struct Comment {
    std::string id, author, author_url, content, type, parent, user;
    Time date{};
    bool approved = true;
    std::vector<std::pair<std::string, std::string>> meta;
  };
  void comment(const Comment& one) {
    to_ << "<wp:comment>\n"
        << element("wp:comment_id", markup::xml_text(one.id))
        << element("wp:comment_author", cdata(one.author))
        << element("wp:comment_author_url", markup::xml_text(one.author_url))
        << element("wp:comment_date", cdata(wordpress_date(one.date)))
        << element("wp:comment_date_gmt", cdata(wordpress_date(one.date)))
        << element("wp:comment_content", cdata(one.content))
        << element("wp:comment_approved", cdata(one.approved ? "1" : "0"))
        << element("wp:comment_type", cdata(one.type))
        << element("wp:comment_parent", markup::xml_text(one.parent.empty() ? "0" : one.parent))
        << element("wp:comment_user_id", markup::xml_text(one.user.empty() ? "0" : one.user));
    for (const auto& [key, value] : one.meta)
      to_ << "<wp:commentmeta>" << element("wp:meta_key", cdata(key))
          << element("wp:meta_value", cdata(value)) << "</wp:commentmeta>\n";
    to_ << "</wp:comment>\n";
  }
  void finish() {
    end_item();
    to_ << "</channel>\n</rss>\n";
  }

 private:
  void end_item() {
    if (open_) to_ << "</item>\n";
    open_ = false;
  }
  std::ostream& to_;
  bool open_ = false;
};

Wxr::Comment as_wordpress(const ShownLinkback& shown) {
  const auto& l = shown.linkback;
  Wxr::Comment out;
  out.id = std::to_string(l.id);
  out.date = l.received;
  out.approved = l.state == LinkbackState::shown;
  if (l.protocol == model::Protocol::webmention) {
    out.type = l.type == "reply" || l.type == "mention" ? "comment" : l.type;
    out.author = author_of(l);
    out.author_url = l.author_url.empty() ? l.source : l.author_url;
    out.content =
        shown.page.content_html.empty() ? markup::html_text(text_of(shown)) : shown.page.content_html;
    out.meta = {
        {"protocol", "webmention"}, {"webmention_source_url", l.source}, {"semantic_linkbacks_type", l.type}};
    if (!shown.page.author_photo.empty()) out.meta.emplace_back("avatar", shown.page.author_photo);
  } else {
    out.type = model::word(l.protocol);
    out.author = l.title.empty() ? author_of(l) : l.title;
    out.author_url = l.source;
    out.content = markup::html_text(text_of(shown));
  }
  return out;
}

std::int64_t linkbacks_as_wxr(const store::Books& books, db::Reader& reader, std::ostream& to) {
  Wxr wxr(books.site, to);
  std::int64_t count = 0;
  std::optional<model::RowId> post_id;
  store::each_kept(reader, books.site.id, store::KeptOrder::by_post, [&](const ShownLinkback& shown) {
    const auto& l = shown.linkback;
    if (l.state == LinkbackState::hidden || !l.post_id) return;
    if (post_id != l.post_id) {
      const auto post = store::find_post(reader, books.site.id, *l.post_id);
      if (!post) return;
      wxr.item(*post);
      post_id = l.post_id;
    }
    wxr.comment(as_wordpress(shown));
    ++count;
  });
  wxr.finish();
  return count;
}

std::int64_t linkbacks_as_jf2(const store::Books& books, db::Reader& reader, std::ostream& to) {
  std::int64_t count = 0;
  to << "{\"type\":\"feed\",\"name\":\"Webmentions\",\"children\":[\n";
  store::each_kept(reader, books.site.id, store::KeptOrder::by_number, [&](const ShownLinkback& shown) {
    if (shown.linkback.state != LinkbackState::shown) return;
    to << (count++ == 0 ? "" : ",\n") << written(jf2_entry(shown));
  });
  to << "\n]}\n";
  return count;
}

std::int64_t linkbacks_as_lines(const store::Books& books, db::Reader& reader, std::ostream& to) {
  std::int64_t count = 0;
  store::each_kept(reader, books.site.id, store::KeptOrder::by_number, [&](const ShownLinkback& shown) {
    to << written(carried_line(shown)) << "\n";
    ++count;
  });
  return count;
}

std::string user_of(const model::Comment& comment) {
  constexpr std::string_view engine = "wordpress:";
  return comment.account.starts_with(engine) ? comment.account.substr(engine.size()) : std::string();
}

// What people said about the comments under one post.
class HandWords {
 public:
  HandWords(db::Reader& reader, model::SiteId site, model::RowId post,
            const std::vector<model::Comment>& comments)
      : writers_(store::identity_words_in_post(reader, site, post)),
        words_(store::said_by_hand_under(reader, site, post)) {
    if (words_.empty()) return;
    for (const auto& comment : comments) engine_ids_[comment.id] = comment.engine_id;
    for (const auto& answer : store::answers_in_post(reader, site, post)) {
      if (answer.rule == model::AnswerRule::manual) answers_[answer.answer_id].push_back(answer.item_id);
    }
  }

  // Null where nothing was said.
  nlohmann::ordered_json of(model::RowId comment) const {
    nlohmann::ordered_json out;
    if (const auto found = writers_.find(comment); found != writers_.end()) {
      const auto& word = found->second;
      out["written_by"] = {{"person", word.person},
                           {"identity", model::word(word.identity)},
                           {"who", word.who},
                           {"evidence", word.evidence}};
    }
    const auto found = words_.find(comment);
    if (found == words_.end()) return out;
    if (found->second == model::HandWord::needed || found->second == model::HandWord::not_needed) {
      out["needs_answer"] = found->second == model::HandWord::needed;
      return out;
    }
    auto& answers = out["answers"] = nlohmann::ordered_json::array();
    if (const auto items = answers_.find(comment); items != answers_.end()) {
      for (const auto item : items->second) answers.push_back(engine_ids_.at(item));
    }
    return out;
  }

 private:
  std::map<model::RowId, store::IdentityWord> writers_;
  std::map<model::RowId, model::HandWord> words_;
  std::map<model::RowId, std::vector<model::RowId>> answers_;
  std::map<model::RowId, std::string> engine_ids_;
};

// What `earshot import comments` makes the same comment of; the last four only where it would not guess
// them.
std::string comment_line(const model::Post& post, const model::Comment& comment, const HandWords& words) {
  const auto text = markup::plain_text(comment.html);
  nlohmann::ordered_json out = {{"post", post.url.empty() ? post.engine_id : post.url},
                                {"id", comment.engine_id},
                                {"parent", text_or_null(comment.parent_engine_id)},
                                {"author", comment.author_name},
                                {"author_url", comment.author_url},
                                {"account", text_or_null(comment.account)},
                                {"date", iso8601(comment.published.value_or(comment.seen))},
                                {"text", text}};
  if (markup::html_lines(text) != comment.html) out["html"] = comment.html;
  if (!comment.url.empty() && comment.url != post.url + "#comment-" + comment.engine_id)
    out["url"] = comment.url;
  if (post.title != out["post"].get<std::string>()) out["title"] = post.title;
  if (auto said = words.of(comment.id); !said.is_null()) out["by_hand"] = std::move(said);
  return written(out);
}

Wxr::Comment as_wordpress(const model::Comment& comment) {
  Wxr::Comment out;
  out.id = comment.engine_id;
  out.author = comment.author_name;
  out.author_url = comment.author_url;
  out.content = comment.html;
  out.type = "comment";
  out.parent = comment.parent_engine_id;
  out.user = user_of(comment);
  out.date = comment.published.value_or(comment.seen);
  return out;
}

}  // namespace

std::int64_t export_linkbacks(const store::Books& books, ExportForm form, std::ostream& to) {
  return books.database.read([&](db::Reader& reader) {
    switch (form) {
      case ExportForm::wxr:
        return linkbacks_as_wxr(books, reader, to);
      case ExportForm::webmention_io:
        return linkbacks_as_jf2(books, reader, to);
      case ExportForm::ndjson:
        break;
    }
    return linkbacks_as_lines(books, reader, to);
  });
}

std::int64_t export_comments(const store::Books& books, ExportForm form, std::ostream& to) {
  assert(form != ExportForm::webmention_io);
  std::optional<Wxr> wxr;
  if (form == ExportForm::wxr) wxr.emplace(books.site, to);
  std::int64_t count = 0;
  books.database.read([&](db::Reader& reader) {
    const auto site = books.site.id;
    for (const auto& live : store::live_posts(reader, site)) {
      const auto post = store::find_post(reader, site, live.id);
      bool begun = false;
      const auto comments = store::comments_of_post(reader, site, live.id);
      const HandWords words(reader, site, live.id, comments);
      for (const auto& comment : comments) {
        if (comment.state != model::Visibility::open || comment.kind != "comment") continue;
        if (wxr) {
          if (!begun) wxr->item(*post);
          wxr->comment(as_wordpress(comment));
        } else {
          to << comment_line(*post, comment, words) << "\n";
        }
        begun = true;
        ++count;
      }
    }
  });
  if (wxr) wxr->finish();
  return count;
}

}  // namespace earshot::exchange
