#include "web/mention_pages.h"

#include "base/text.h"
#include "base/url.h"
#include "markup/clean.h"
#include "markup/escape.h"

namespace earshot::web {
namespace {

using markup::xml_text;
using store::ShownLinkback;

std::string element(std::string_view name, std::string_view text) {
  return "<" + std::string(name) + ">" + xml_text(text) + "</" + std::string(name) + ">";
}

std::string mention_address(const model::Site& site, model::RowId id) {
  return site.public_url("api/mention/" + std::to_string(id));
}

// Our cleaner's HTML is XML but for its line breaks and characters that XML forbids.
std::string as_xhtml(std::string_view html) {
  std::string out;
  constexpr std::string_view open_break = "<br>";
  const std::string clean = markup::clean_html(html);
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const auto c = static_cast<unsigned char>(clean[i]);
    if (std::string_view(clean).substr(i).starts_with(open_break)) {
      out += "<br/>";
      i += open_break.size() - 1;
    } else if (c >= 0x20 || c == '\t' || c == '\n') {
      out += clean[i];
    }
  }
  return out;
}

std::string lines_as_xhtml(std::string_view text) {
  std::string out;
  for (const char c : xml_text(text)) {
    if (c == '\n') out += "<br/>";
    if (c != '\r') out += c;
  }
  return out;
}

std::string content(const ShownLinkback& shown, exchange::Detail detail, const MentionFeed::Links& links) {
  std::string out;
  if (detail == exchange::Detail::full && !shown.page.content_html.empty()) {
    out = as_xhtml(shown.page.content_html);
  } else if (const auto text = exchange::text_of(shown); !text.empty()) {
    out = lines_as_xhtml(text);
  }
  const auto link = [](const std::string& to, const std::string& text) {
    return "<a href=\"" + xml_text(to) + "\">" + xml_text(text) + "</a>";
  };
  const auto& target = shown.linkback.target;
  return out + "<p>" + link(exchange::address_of(shown), exchange::author_of(shown.linkback)) + ": " +
         link(exchange::only_web(target), target) + "</p>" +
         (links.show.empty() ? "" : "<p>" + link(links.show, "Show it to readers") + "</p>") +
         (links.hide.empty() ? "" : "<p>" + link(links.hide, "Hide it from readers") + "</p>");
}

// "fan.example liked /rocket/".
std::string title(const ShownLinkback& shown) {
  const auto target = Url::parse(shown.linkback.target);
  const auto sentence = exchange::sentence_of(shown);
  const auto author = exchange::author_of(shown.linkback);
  // The sentence is "author verb a post target".
  const auto verb_end = sentence.rfind(" a post ");
  const std::string verb = sentence.substr(author.size(), verb_end - author.size());
  return shown.linkback.source_host + verb + " " + (target ? std::string(target->path()) : "");
}

}  // namespace

MentionFeed::MentionFeed(const model::Site& site, std::string_view query)
    : site_(site), self_(site.public_url("api/mentions.atom")), newest_(site.since) {
  if (!query.empty()) self_ += "?" + std::string(query);
}

void MentionFeed::add(const ShownLinkback& shown, exchange::Detail detail, const Links& links) {
  const auto& l = shown.linkback;
  newest_ = std::max(newest_, shown.updated);
  entries_ += "<entry>\n" + element("id", mention_address(site_, l.id)) + "\n";
  const bool waits = l.state == model::LinkbackState::waiting;
  entries_ += element("title", (waits ? "Waits: " : "") + title(shown)) + "\n";
  entries_ += element("updated", iso8601(shown.updated)) + "\n";
  entries_ += element("published", iso8601(l.published.value_or(l.received))) + "\n";
  entries_ += "<author>" + element("name", exchange::author_of(l));
  if (const auto url = exchange::only_web(l.author_url); !url.empty()) entries_ += element("uri", url);
  entries_ += "</author>\n<link rel=\"alternate\" type=\"text/html\" href=\"" +
              xml_text(exchange::address_of(shown)) + "\"/>\n";
  entries_ += "<link rel=\"related\" href=\"" + xml_text(exchange::only_web(l.target)) + "\"/>\n";
  entries_ += "<category term=\"" + xml_text(exchange::property_of_type(l.type)) + "\"/>\n";
  if (!l.title.empty()) entries_ += element("summary", l.title) + "\n";
  entries_ += "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">" +
              content(shown, detail, links) + "</div></content>\n</entry>\n";
}

std::string MentionFeed::finish(const std::vector<store::Withdrawn>& withdrawn) const {
  Time newest = newest_;
  std::string gone;
  for (const auto& one : withdrawn) {
    newest = std::max(newest, one.when);
    gone += "<at:deleted-entry ref=\"" + xml_text(mention_address(site_, one.linkback_id)) + "\" when=\"" +
            iso8601(one.when) + "\"/>\n";
  }
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\""
      " xmlns:at=\"http://purl.org/atompub/tombstones/1.0\">\n";
  out += element("id", self_) + "\n" + element("title", "Mentions of " + site_.name) + "\n";
  out += element("updated", iso8601(newest)) + "\n";
  out += "<author>" + element("name", site_.name) + "</author>\n";
  out += "<link rel=\"self\" type=\"application/atom+xml\" href=\"" + xml_text(self_) + "\"/>\n";
  out += "<link rel=\"alternate\" type=\"text/html\" href=\"" + xml_text(site_.url.text()) + "\"/>\n";
  return out + gone + entries_ + "</feed>\n";
}

void add_mention(markup::Filling& page, const ShownLinkback& shown, exchange::Detail detail) {
  const auto& l = shown.linkback;
  auto& entry = page.add("MENTION");
  const auto property = exchange::property_of_type(l.type);
  entry.set("URL", exchange::address_of(shown))
      .set("TARGET", exchange::only_web(l.target))
      // An answer to an invitation is in reply to it.
      .set("PROPERTY", property == "rsvp" ? "in-reply-to" : property)
      .set("AUTHOR", exchange::author_of(l))
      .set("RECEIVED", iso8601(l.received));
  if (const auto url = exchange::only_web(l.author_url); !url.empty()) {
    entry.add("AUTHOR_LINK").set("AUTHOR_URL", url);
  } else {
    entry.add("AUTHOR_NAME");
  }
  if (!l.title.empty()) entry.add("NAME").set("TITLE", l.title);
  if (!shown.page.rsvp.empty()) entry.add("RSVP").set("ANSWER", shown.page.rsvp);
  auto text = exchange::text_of(shown);
  if (detail == exchange::Detail::brief) text = shorten(text, 200);
  if (!text.empty()) entry.add("CONTENT").set("TEXT", text);
  if (const auto when = exchange::published_of(shown); !when.empty())
    entry.add("PUBLISHED").set("WHEN", when);
}

}  // namespace earshot::web
