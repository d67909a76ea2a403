#include "watch/feed_values.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "base/token.h"
#include "base/url.h"
#include "markup/clean.h"
#include "store/post_address.h"

namespace earshot::watch {

namespace {

constexpr std::size_t comment_bytes = 256 * 1024, post_bytes = 2 * 1024 * 1024;
constexpr std::string_view blogger_tag = "tag:blogger.com,1999:blog-";

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Engines write one comment's id with and without a slash, as address and as guid; the fragment is what
// stays.
std::string comment_key(const std::string& id, const std::optional<Url>& link) {
  for (const std::string& text : {link ? link->text() : std::string(), id}) {
    if (auto key = store::comment_in(text); !key.empty()) return key;
  }
  return id;
}

// WordPress begins an answer in its feeds with "In reply to <a href="…#comment-5">Ann</a>.", in the words of
// the blog's language. Returns the key of the comment and cuts the opening off: it is not the writer's.
std::string take_reply_opening(std::string& html) {
  constexpr std::size_t longest_words = 60, looked_at = 2048;
  const auto plain = markup::read_plain_text(std::string_view(html).substr(0, looked_at));
  if (plain.links.empty()) return {};
  const auto& link = plain.links.front();
  const auto parent = store::comment_in(link.href);
  const auto line_end = std::min(plain.text.find('\n'), plain.text.size());
  if (parent.empty() || link.begin == 0 || link.begin > longest_words || link.end > line_end) return {};
  const auto behind = trim(std::string_view(plain.text).substr(link.end, line_end - link.end));
  const auto tag = html.find("</a>");
  if (behind != "." && behind != "。" && behind != ":") return {};
  if (tag == std::string::npos) return {};
  std::string_view rest = std::string_view(html).substr(tag + std::string_view("</a>").size());
  rest.remove_prefix(std::min(rest.find(behind) + behind.size(), rest.size()));
  for (const std::string_view end : {"</p>", "<br>", "<br/>", "<br />"}) {
    if (trim(rest).starts_with(end)) rest = trim(rest).substr(end.size());
  }
  html = std::string(trim(rest));
  return parent;
}

// WordPress's feeds of RSS 0.92 and some themes name the writer in the title only: "By: Ann", "Comment on P
// by Ann".
// b2evolution's say "Ann in response to: P", Disqus's "Re: P".
constexpr std::string_view comment_on = "Comment on ", joined = " by ",
                           in_response = " in response to: ", reply_to = "Re: ";

bool is_comment_title(const std::string& title) {
  return title.starts_with(comment_on) || title.starts_with(reply_to) ||
         title.find(in_response) != std::string::npos || title.starts_with("By: ");
}

std::string author_in_title(const std::string& title) {
  constexpr std::string_view by = "By: ";
  if (title.starts_with(by)) return squeeze(title.substr(by.size()));
  if (const auto at = title.rfind(joined); title.starts_with(comment_on) && at != std::string::npos)
    return squeeze(title.substr(at + joined.size()));
  if (const auto at = title.find(in_response); at != std::string::npos) return squeeze(title.substr(0, at));
  return {};
}

// Blogger's reference is to the post; the parent is the last part of …/comments/default/542 in a related
// link.
std::string blogger_parent(const markup::FeedEntry& entry) {
  constexpr std::string_view place = "/comments/default/";
  if (!entry.related) return {};
  const std::string_view path = entry.related->path();
  const auto at = path.find(place);
  if (at == std::string_view::npos) return {};
  const auto number = path.substr(at + place.size());
  return is_number(number) ? std::string(number) : std::string();
}

void read_parents(const markup::FeedEntry& entry, FeedComment& out) {
  auto& parent = out.comment.parent_engine_id;
  for (const auto& reference : entry.in_reply_to) {
    // Of several the last is the deepest: bridges write the post first.
    parent = comment_key(reference.ref, reference.href);
    if (!reference.ref.empty()) out.post_hints.push_back(reference.ref);
    if (reference.href) out.post_hints.push_back(reference.href->text());
    if (parent.empty() && reference.href) parent = reference.href->text();
  }
  if (auto number = blogger_parent(entry); !number.empty()) parent = std::move(number);
  if (auto opening = take_reply_opening(out.comment.html); !opening.empty()) parent = std::move(opening);
}

// Drupal shows the post at …/comment/12#comment-12 too.
bool is_own_page(const Url& link, const std::string& comment) {
  const auto path = link.path();
  return !comment.empty() && path.ends_with("/" + comment) && path.find("comment") != std::string_view::npos;
}

// The page of a comment's permalink; Blogger's, LiveJournal's and TypePad's have a query that is the
// comment's.
std::string page_of(const Url& link) {
  auto page = link.without_fragment().text();
  for (const std::string_view own : {"?showComment=", "?thread="})
    page.resize(std::min(page.find(own), page.size()));
  const auto comment = store::comment_in(link.text());
  if (!comment.empty() && page.ends_with("?cid=" + comment)) page.resize(page.rfind("?cid="));
  return page;
}

// Engines without a word before the number (".../12.aspx#34", "...html?thread=34#t34") stand on the page too;
// where the path speaks of comments it is a page of theirs.
bool stands_on_page(const Url& link) {
  return link.fragment() && !link.fragment()->empty() &&
         lower_ascii(link.path()).find("comment") == std::string::npos;
}

// Its page is the one that the comment answers, or stands on.
void read_post(const markup::FeedEntry& entry, FeedComment& out) {
  for (const auto& reference : entry.in_reply_to) {
    if (reference.href) out.post_url = page_of(*reference.href);
  }
  const auto comment = entry.link ? store::comment_in(entry.link->text()) : std::string();
  if (out.post_url.empty() && !comment.empty()) {
    if (is_own_page(*entry.link, comment))
      out.own_page = entry.link->without_fragment();
    else
      out.post_url = page_of(*entry.link);
  } else if (out.post_url.empty() && entry.link && stands_on_page(*entry.link)) {
    out.post_url = page_of(*entry.link);
  }
  const auto& title = entry.title;
  if (const auto at = title.rfind(joined); title.starts_with(comment_on) && at != std::string::npos)
    out.post_title = title.substr(comment_on.size(), at - comment_on.size());
  else if (const auto response = title.find(in_response); response != std::string::npos)
    out.post_title = title.substr(response + in_response.size());
  else if (title.starts_with(reply_to))
    out.post_title = title.substr(reply_to.size());
  else if (const auto by = entry.author_name + ": "; by.size() > 2 && title.starts_with(by))
    out.post_title = title.substr(by.size());
}

std::string post_key(const markup::FeedEntry& entry) {
  return entry.id.empty() && entry.link ? entry.link->text() : entry.id;
}

std::string key_of(const markup::FeedEntry& entry) {
  auto key = comment_key(entry.id, entry.link);
  constexpr std::string_view post = ".post-";
  const auto at = key.rfind(post);
  // Blogger's comments without an address of their own.
  if (key.starts_with(blogger_tag) && at != std::string::npos) return key.substr(at + post.size());
  return key;
}

}  // namespace

std::string blogger_profile(const markup::FeedEntry& entry) {
  constexpr std::array<std::string_view, 3> hosts{"www.blogger.com", "blogger.com", "draft.blogger.com"};
  constexpr std::string_view profile = "/profile/";
  if (!entry.id.starts_with(blogger_tag) || !entry.author_url) return {};
  const std::string_view path = entry.author_url->path();
  if (std::ranges::find(hosts, entry.author_url->host()) == hosts.end()) return {};
  if (!path.starts_with(profile) || !is_number(path.substr(profile.size()))) return {};
  // Who types a name and an address in may type a profile's; Blogger shows these writers with an empty
  // picture.
  const std::string_view image = entry.author_image ? entry.author_image->path() : std::string_view();
  if (image.ends_with("/blank.gif") || image.find("openid") != std::string_view::npos) return {};
  return std::string(path.substr(profile.size()));
}

bool stands_as_comment(const markup::FeedEntry& entry) {
  return !store::comment_in(entry.link ? entry.link->text() : entry.id).empty();
}

SortedFeed sorted(markup::Feed feed, bool of_comments) {
  const bool mixed = !of_comments || std::ranges::any_of(feed.entries, stands_as_comment);
  // Blogger's comments by visitors have no place of their own, and no link.
  const auto is_comment = [&](const markup::FeedEntry& entry) {
    if (stands_as_comment(entry) || !mixed) return true;
    return of_comments && (!entry.link || !entry.in_reply_to.empty() || is_comment_title(entry.title));
  };
  SortedFeed out;
  for (auto& entry : feed.entries) {
    auto& list = is_comment(entry) ? out.comments : out.posts;
    list.entries.push_back(std::move(entry));
  }
  feed.entries.clear();
  (of_comments ? out.comments : out.posts).next_page = std::move(feed.next_page);
  return out;
}

std::vector<std::string> summaries_in(const markup::Feed& feed) {
  std::vector<std::string> out;
  for (const auto& entry : feed.entries) {
    if (!entry.whole) out.push_back(post_key(entry));
  }
  return out;
}

std::vector<model::Post> posts_in(const markup::Feed& feed) {
  std::vector<model::Post> out;
  for (const auto& entry : feed.entries) {
    if (!entry.link && entry.id.empty()) continue;
    model::Post post;
    post.engine_id = post_key(entry);
    post.url = entry.link ? entry.link->text() : std::string();
    post.title = entry.title;
    post.author_name = entry.author_name;
    if (const auto profile = blogger_profile(entry); !profile.empty())
      post.author_account = "blogger:" + profile;
    post.html = std::string(cut(entry.html, post_bytes));
    post.published = entry.published;
    post.modified = entry.updated;
    out.push_back(std::move(post));
  }
  return out;
}

std::string made_key(const model::Comment& c) {
  const auto when = c.published ? std::to_string(micros(*c.published)) : c.html;
  return "made-" + sha256_hex(c.author_name + "\n" + when).substr(0, 16);
}

std::vector<FeedComment> comments_in(const markup::Feed& feed) {
  std::vector<FeedComment> out;
  std::map<std::string, std::string> keys;  // id as written → key
  for (const auto& entry : feed.entries) {
    FeedComment one;
    auto& c = one.comment;
    c.engine_id = key_of(entry);
    if (c.engine_id.empty()) continue;
    keys.emplace(entry.id, c.engine_id);
    c.author_name = entry.author_name.empty() ? author_in_title(entry.title) : entry.author_name;
    c.author_url = entry.author_url ? entry.author_url->text() : std::string();
    if (const auto profile = blogger_profile(entry); !profile.empty()) c.account = "blogger:" + profile;
    c.url = entry.link ? entry.link->text() : std::string();
    c.html = std::string(cut(entry.html, comment_bytes));
    c.published = entry.published ? entry.published : entry.updated;
    one.dated_by_change = !entry.published;
    one.title = entry.title;
    if (markup::is_ping_text(markup::plain_text(c.html))) c.kind = "pingback";
    read_parents(entry, one);
    read_post(entry, one);
    if (entry.link) one.post_hints.push_back(entry.link->text());
    one.post_hints.push_back(entry.id);
    out.push_back(std::move(one));
  }
  for (auto& one : out) {
    const auto known = keys.find(one.comment.parent_engine_id);
    if (known != keys.end()) one.comment.parent_engine_id = known->second;
    if (one.comment.parent_engine_id == one.comment.engine_id) one.comment.parent_engine_id.clear();
  }
  return out;
}

}  // namespace earshot::watch
