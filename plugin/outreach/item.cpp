#include "outreach/item.h"

#include "base/text.h"
#include "markup/clean.h"
#include "store/case_store.h"
#include "store/comment_store.h"
#include "store/linkback_store.h"
#include "store/outside_answer_store.h"
#include "store/outside_store.h"
#include "store/post_store.h"

namespace earshot::outreach {
namespace {

using model::Identity;
using model::ItemKind;

bool before_us(const model::Site& site, std::optional<Time> published) {
  return published && *published < site.since;
}

std::string person_of_account(const model::Site& site, const std::string& account, Time at) {
  const auto* person = account.empty() ? nullptr : site.roster.person_with_account(account);
  return person && person->staff_at(at) ? person->id : std::string();
}

bool is_sure(Identity identity) {
  return identity == Identity::proven || identity == Identity::confirmed;
}

std::vector<std::string> hrefs(const markup::PlainText& plain) {
  std::vector<std::string> out;
  for (const auto& link : plain.links) out.push_back(link.href);
  return out;
}

// Ranges of a text that now stands behind another.
markup::Ranges behind(const std::string& head, markup::Ranges ranges) {
  for (auto& [begin, end] : ranges) {
    begin += head.size();
    end += head.size();
  }
  return ranges;
}

std::string author_of(const model::Site& site, const model::Post& post) {
  return person_of_account(site, post.author_account, post.published.value_or(Time{}));
}

std::optional<Item> read_post(db::Reader& reader, const model::Site& site, model::RowId id) {
  const auto post = store::find_post(reader, site.id, id);
  if (!post) return std::nullopt;
  Item item;
  item.open = post->state == model::Visibility::open;
  item.old = before_us(site, post->published);
  auto plain = markup::read_plain_text(post->html);
  item.links = hrefs(plain);
  const std::string head = post->title + "\n\n";
  item.text = head + plain.text;
  item.body_at = item.likely_at = head.size();
  item.quoted = behind(head, markup::joined(std::move(plain.quoted), plain.apart));
  item.writer = post->author_name;
  item.source = "post " + std::to_string(id);
  item.source_words = "the post “" + post->title + "”";
  item.at = post->published.value_or(Time{});
  item.writer_person = item.post_author = author_of(site, *post);
  item.url = item.post_url = post->url;
  item.title = item.post_title = post->title;
  item.root_kind = ItemKind::post;
  item.root_id = id;
  item.account = post->author_account;
  return item;
}

// Readers see their names beside the text: the post's author and whoever wrote below it.
names::Present present_at(db::Reader& reader, const model::Site& site, const model::Post& post,
                          const std::string& writer) {
  names::Present out;
  const auto author = person_of_account(site, post.author_account, post.published.value_or(Time{}));
  if (!author.empty()) out.staff.push_back(author);
  for (auto& one : store::writers_under(reader, site.id, post.id)) {
    if (!one.person.empty()) {
      if (one.person != author) out.staff.push_back(std::move(one.person));
    } else if (one.name != writer) {
      out.others.push_back(std::move(one.name));
    }
  }
  return out;
}

std::optional<Item> read_comment(db::Reader& reader, const model::Site& site, model::RowId id) {
  const auto comment = store::find_comment(reader, site.id, id);
  if (!comment) return std::nullopt;
  const auto post = store::find_post(reader, site.id, comment->post_id);
  Item item;
  item.open = comment->state == model::Visibility::open;
  item.old = comment->imported || before_us(site, comment->published);
  auto plain = markup::read_plain_text(comment->html);
  item.links = hrefs(plain);
  item.text = std::move(plain.text);
  item.quoted = markup::joined(std::move(plain.quoted), plain.apart);
  item.writer = comment->author_name;
  item.source = "writer " + store::author_key(*comment);
  item.source_words = "comments by " + (item.writer.empty() ? "this writer" : item.writer);
  item.at = comment->published.value_or(comment->seen);
  if (is_sure(comment->identity)) item.writer_person = comment->person;
  item.writer_url = comment->author_url;
  item.needs_answer = comment->needs_answer;
  if (!comment->parent_engine_id.empty()) {
    const auto parent =
        store::find_comment_in_post(reader, site.id, comment->post_id, comment->parent_engine_id);
    if (parent && is_sure(parent->identity)) item.reply_to = parent->person;
  }
  if (comment->identity == Identity::claimed || comment->identity == Identity::contradicted)
    item.name_of = comment->person;
  item.url = comment->url;
  if (post) {
    item.title = item.post_title = post->title;
    item.post_url = post->url;
    item.post_author = author_of(site, *post);
    item.present = present_at(reader, site, *post, item.writer);
  }
  item.root_kind = ItemKind::comment;
  item.root_id = thread_root(reader, site, *comment);
  item.speaks_to = item.root_id == id ? ItemKind::post : ItemKind::comment;
  item.speaks_to_id = item.root_id == id ? comment->post_id : item.root_id;
  item.account = comment->account;
  return item;
}

// Many people write under one host.
std::string source_at(const std::string& host, const std::string& author) {
  return "host " + host + " " + folded(author);
}

std::string words_of_source_at(const std::string& host, const std::string& author) {
  return author.empty() ? "pages of " + host : "what " + author + " writes at " + host;
}

std::optional<Item> read_linkback(db::Reader& reader, const model::Site& site, model::RowId id) {
  const auto linkback = store::find_linkback(reader, site.id, id);
  if (!linkback) return std::nullopt;
  Item item;
  item.open = linkback->state == model::LinkbackState::shown;
  const std::string head = linkback->title.empty() ? std::string() : linkback->title + "\n\n";
  const auto page = store::find_source_page(reader, site.id, id).value_or(model::SourcePage{});
  item.text = head + page.page_text;
  item.body_at = item.likely_at = head.size();
  item.quoted = behind(head, page.quoted);
  if (page.link_at >= 0) item.likely_at = head.size() + static_cast<std::size_t>(page.link_at);
  item.writer = !linkback->author_name.empty() ? linkback->author_name
                : !linkback->blog_name.empty() ? linkback->blog_name
                                               : linkback->source_host;
  const auto url = Url::parse(linkback->source);
  item.old = url && lies_below(*url, site.url);
  item.source = source_at(linkback->source_host, linkback->author_name);
  item.source_words = words_of_source_at(linkback->source_host, linkback->author_name);
  item.writer_url = linkback->author_url;
  item.at = linkback->published.value_or(linkback->received);
  item.url = linkback->source;
  item.title = linkback->title;
  item.post_url = linkback->target;
  if (linkback->post_id) {
    if (const auto post = store::find_post(reader, site.id, *linkback->post_id)) {
      item.post_title = post->title;
      item.post_author = author_of(site, *post);
    }
  }
  item.root_kind = ItemKind::linkback;
  item.root_id = id;
  // Who likes, shares or keeps a post is its audience.
  if (linkback->post_id && (linkback->type == "mention" || linkback->type == "reply")) {
    item.speaks_to = ItemKind::post;
    item.speaks_to_id = *linkback->post_id;
  }
  item.host = linkback->source_host;
  item.page_url = linkback->source;
  item.twins = store::twins_of(reader, site.id, ItemKind::linkback, id);
  return item;
}

// Did staff speak in the conversation after that moment?
bool answered_since(db::Reader& reader, const model::Site& site, const model::OutsideItem& comment) {
  const auto found = store::case_of(reader, site.id, comment.root_kind, comment.root_id);
  if (!found) return false;
  const auto answers = store::outside_answers_of_case(reader, site.id, found->id);
  return !answers.empty() && answers.back().at >= comment.at();
}

void take_conversation(db::Reader& reader, const model::Site& site, const model::OutsideItem& outside,
                       Item& item) {
  const bool is_comment = outside.kind == model::OutsideKind::comment;
  if (outside.root_kind == ItemKind::linkback) {
    if (const auto linkback = read_linkback(reader, site, outside.root_id)) {
      if (is_comment) item.title = linkback->title;
      item.post_title = linkback->post_title;
      item.post_url = linkback->post_url;
      item.page_url = linkback->page_url;
    }
  } else if (const auto post = is_comment ? store::find_outside(reader, site.id, outside.root_id) : outside) {
    item.old_conversation = post->old;
    item.title = post->title;
    item.page_url = post->url;
    item.comments_feed = post->comments_feed;
  }
  if (is_comment) {
    item.answered = answered_since(reader, site, outside);
  } else {
    item.twins = store::twins_of(reader, site.id, ItemKind::outside, outside.id);
  }
}

std::optional<Item> read_outside(db::Reader& reader, const model::Site& site, model::RowId id) {
  const auto outside = store::find_outside(reader, site.id, id);
  if (!outside) return std::nullopt;
  Item item;
  item.old = outside->old;
  std::string head;
  if (outside->kind == model::OutsideKind::post && !outside->title.empty()) head = outside->title + "\n\n";
  item.text = head + outside->text;
  item.body_at = item.likely_at = head.size();
  item.quoted = behind(head, outside->quoted);
  item.writer = outside->author_name.empty() ? outside->host : outside->author_name;
  item.source = source_at(outside->host, outside->author_name);
  item.source_words = words_of_source_at(outside->host, outside->author_name);
  item.at = outside->at();
  item.url = outside->url;
  item.title = outside->title;
  item.writer_person = outside->person;
  item.writer_url = outside->author_url;
  item.root_kind = outside->root_kind;
  item.root_id = outside->root_id;
  if (outside->kind == model::OutsideKind::comment) {
    item.speaks_to = outside->root_kind;
    item.speaks_to_id = outside->root_id;
  } else {
    item.host = outside->host;
  }
  take_conversation(reader, site, *outside, item);
  return item;
}

}  // namespace

model::RowId thread_root(db::Reader& reader, const model::Site& site, model::Comment comment) {
  for (int depth = 0; depth < 100 && !comment.parent_engine_id.empty(); ++depth) {
    auto parent = store::find_comment_in_post(reader, site.id, comment.post_id, comment.parent_engine_id);
    if (!parent) break;
    comment = std::move(*parent);
  }
  return comment.id;
}

std::string_view why_old(const Item& item) {
  if (item.kind == ItemKind::linkback) return "a page of the blog itself: its words were heard as a post's";
  return item.kind == ItemKind::outside ? "written before its page or feed was first listened to"
                                        : "imported, or written before Earshot stood beside the blog";
}

std::optional<Item> read_item(db::Reader& reader, const model::Site& site, model::ItemKind kind,
                              model::RowId id) {
  std::optional<Item> item;
  switch (kind) {
    case ItemKind::post:
      item = read_post(reader, site, id);
      break;
    case ItemKind::comment:
      item = read_comment(reader, site, id);
      break;
    case ItemKind::linkback:
      item = read_linkback(reader, site, id);
      break;
    case ItemKind::outside:
      item = read_outside(reader, site, id);
      break;
  }
  if (item) {
    item->kind = kind;
    item->id = id;
  }
  return item;
}

}  // namespace earshot::outreach
