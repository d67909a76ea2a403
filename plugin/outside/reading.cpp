#include "outside/reading.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "base/token.h"
#include "markup/clean.h"
#include "markup/microformats.h"
#include "outside/feed_links.h"
#include "store/outside_store.h"

namespace earshot::outside {
namespace {

using model::OutsideItem;
using model::OutsideKind;

std::string name_from(std::string_view written) {
  return shorten(squeeze(written), name_characters);
}

void take_text(OutsideItem& item, std::string_view text, const markup::Ranges& quoted, std::size_t bytes) {
  item.text = std::string(cut(text, bytes));
  for (auto [begin, end] : quoted) {
    end = std::min(end, item.text.size());
    if (begin < end) item.quoted.emplace_back(begin, end);
  }
}

void take_html(OutsideItem& item, std::string_view html, std::size_t bytes) {
  auto plain = markup::read_plain_text(html);
  take_text(item, plain.text, markup::joined(std::move(plain.quoted), plain.apart), bytes);
}

// A clock that goes before ours must not make an item that is never old.
std::optional<Time> not_after(std::optional<Time> written, Time now) {
  return written ? std::optional(std::min(*written, now)) : std::nullopt;
}

OutsideItem from_entry(const markup::FeedEntry& entry, const Url& place, OutsideKind kind, Time now) {
  OutsideItem item;
  item.kind = kind;
  const Url& url = entry.link ? *entry.link : place;
  item.url = url.text();
  item.host = url.host();
  item.author_name = name_from(entry.author_name);
  if (entry.author_url) item.author_url = entry.author_url->text();
  take_html(item, entry.html, kind == OutsideKind::post ? text_bytes : comment_bytes);
  item.published = not_after(entry.published ? entry.published : entry.updated, now);
  return item;
}

// Where neither address nor guid tells entries apart, their words do.
std::string digest_of(const markup::FeedEntry& entry) {
  return sha256_hex(entry.title + "\n" + entry.author_name + "\n" + entry.html);
}

// Does the comment have a place of its own, or only that of its page?
bool has_own_place(const std::optional<Url>& url, const Url& page) {
  return url && store::outside_key(*url) != store::outside_key(page);
}

bool names_page(const markup::FeedEntry& entry, const Url& page) {
  const auto is_page = [&](const std::optional<Url>& url) {
    return url && page_key(url->without_fragment()) == page_key(page.without_fragment());
  };
  return is_page(entry.link) || std::ranges::any_of(entry.in_reply_to, [&](const markup::FeedReference& one) {
           return is_page(one.href) || is_page(Url::parse(one.ref));
         });
}

std::string first_of(std::initializer_list<std::string_view> texts) {
  for (const auto text : texts) {
    if (auto squeezed = squeeze(text); !squeezed.empty()) return squeezed;
  }
  return {};
}

}  // namespace

std::vector<OutsideItem> posts_in(const markup::Feed& feed, const Url& feed_url, Time now) {
  std::vector<OutsideItem> out;
  // What several entries share names none of them: links that all lead to the blog, guids that never change.
  std::map<std::string, int> times;
  for (const auto& entry : feed.entries) {
    if (out.size() >= most_entries) break;
    auto item = from_entry(entry, feed.link.value_or(feed_url), OutsideKind::post, now);
    item.title = shorten(squeeze(entry.title), title_characters);
    item.key = entry.link ? store::outside_key(*entry.link) : std::string();
    item.guid_key = store::guid_key(entry.id);
    if (entry.comments_feed) item.comments_feed = entry.comments_feed->text();
    item.comment_count = entry.comment_count;
    ++times["at " + item.key];
    ++times["named " + item.guid_key];
    out.push_back(std::move(item));
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto& item = out[i];
    if (times["named " + item.guid_key] > 1) item.guid_key.clear();
    if (!item.key.empty() && times["at " + item.key] == 1) continue;
    const auto name = item.guid_key.empty() ? digest_of(feed.entries[i]) : feed.entries[i].id;
    item.key = store::outside_key(feed_url.text(), name);
  }
  return out;
}

std::vector<OutsideItem> comments_in(const markup::Feed& feed, const Url& page, bool only_of_page, Time now) {
  std::vector<OutsideItem> out;
  for (const auto& entry : feed.entries) {
    if (out.size() >= most_comments) break;
    if (only_of_page && !names_page(entry, page)) continue;
    auto item = from_entry(entry, page, OutsideKind::comment, now);
    if (markup::is_ping_text(item.text)) continue;  // somebody's page, not somebody's words here
    item.key = has_own_place(entry.link, page)
                   ? store::outside_key(*entry.link)
                   : store::outside_key(page.text(), entry.id.empty() ? digest_of(entry) : entry.id);
    out.push_back(std::move(item));
  }
  return out;
}

std::vector<OutsideItem> comments_in(const std::vector<markup::PageComment>& comments, const Url& page,
                                     Time now) {
  std::vector<OutsideItem> out;
  for (const auto& comment : comments) {
    if (out.size() >= most_comments) break;
    OutsideItem item;
    item.kind = OutsideKind::comment;
    const Url& url = comment.url ? *comment.url : page;
    item.url = url.text();
    item.host = url.host();
    item.author_name = name_from(comment.author_name);
    if (comment.author_url) item.author_url = comment.author_url->text();
    take_html(item, comment.html, comment_bytes);
    item.published = not_after(comment.published, now);
    item.key = has_own_place(comment.url, page)
                   ? store::outside_key(url)
                   : store::outside_key(page.text(), sha256_hex(item.author_name + "\n" + item.text));
    out.push_back(std::move(item));
  }
  return out;
}

OutsideItem post_on(const net::Fetched& got, const markup::Page& page, Time now) {
  const auto entry = markup::read_entry(got.body, got.header("content-type"), got.final_url, got.final_url,
                                        {.html_bytes = 2 * text_bytes});
  OutsideItem item;
  item.from_page = true;
  item.url = got.final_url.text();
  item.host = got.final_url.host();
  item.key = store::outside_key(got.final_url);
  item.title =
      shorten(first_of({entry.name, page.og_title, page.ld.headline, page.title, got.final_url.host()}),
              title_characters);
  item.author_name = name_from(first_of({entry.author.name, page.ld.author_name, page.author}));
  if (entry.author.url) item.author_url = entry.author.url->text();
  // The entry alone where the page marks it: what stands round it is said by others.
  item.whole = entry.content.empty();
  if (item.whole) {
    take_text(item, page.text, page.quoted, text_bytes);
  } else if (entry.content_html.empty()) {
    take_text(item, entry.content, {}, text_bytes);
  } else {
    take_html(item, entry.content_html, text_bytes);
  }
  for (const auto* written : {&entry.published, &page.published, &page.ld.published}) {
    auto time = parse_iso8601(trim(*written));
    if (!time) time = parse_rfc5322(trim(*written));
    if (item.published = not_after(time, now); item.published) break;
  }
  if (const auto feed = comments_feed_of(page, got.final_url); feed && feed->of_page_only)
    item.comments_feed = feed->url.text();
  return item;
}

const model::Person* signed_by(const model::Roster& roster, std::string_view author, Time at) {
  std::string name = folded(squeeze(author));
  if (name.starts_with('@')) name.erase(0, 1);
  if (name.empty()) return nullptr;
  const auto is_name = [&](const std::string& known) { return folded(known) == name; };
  const model::Person* found = nullptr;
  for (const auto& person : roster.people) {
    const bool theirs = is_name(person.name) || std::ranges::any_of(person.aliases, is_name) ||
                        std::ranges::any_of(person.handles, is_name);
    if (!theirs || !person.staff_at(at)) continue;
    if (found) return nullptr;
    found = &person;
  }
  return found;
}

bool asks(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \n\t"), text.size());
    const auto word = text.substr(0, end);
    const bool address = word.find("://") != std::string_view::npos || word.starts_with("www.");
    if (!address) {
      for (const std::string_view mark : {"?", "？", "؟", "¿"}) {
        if (word.find(mark) != std::string_view::npos) return true;
      }
      // The Greek question mark looks like a semicolon and is one of its own.
      if (word.find("\xCD\xBE") != std::string_view::npos) return true;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

}  // namespace earshot::outside
