#include "outreach/item.h"

#include "base/text.h"
#include "markup/clean.h"
#include "store/comment_store.h"
#include "store/linkback_store.h"
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
  for (const auto& [begin, end] : plain.quoted)
    item.quoted.emplace_back(begin + head.size(), end + head.size());
  item.writer = post->author_name;
  item.source = "post " + std::to_string(id);
  item.source_words = "the post “" + post->title + "”";
  item.at = post->published.value_or(Time{});
  item.writer_person = item.post_author = author_of(site, *post);
  item.url = item.post_url = post->url;
  item.title = item.post_title = post->title;
  item.root_kind = ItemKind::post;
  item.root_id = id;
  return item;
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
  item.quoted = std::move(plain.quoted);
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
  }
  item.root_kind = ItemKind::comment;
  item.root_id = thread_root(reader, site, *comment);
  return item;
}

std::optional<Item> read_linkback(db::Reader& reader, const model::Site& site, model::RowId id) {
  const auto linkback = store::find_linkback(reader, site.id, id);
  if (!linkback) return std::nullopt;
  Item item;
  item.open = linkback->state == model::LinkbackState::shown;
  const std::string head = linkback->title.empty() ? std::string() : linkback->title + "\n\n";
  const auto page = store::find_source_page(reader, site.id, id).value_or(model::SourcePage{});
  item.text = head + page.page_text;
  if (page.link_at >= 0) item.likely_at = head.size() + static_cast<std::size_t>(page.link_at);
  item.writer = !linkback->author_name.empty() ? linkback->author_name
                : !linkback->blog_name.empty() ? linkback->blog_name
                                               : linkback->source_host;
  // Many people write under one host.
  item.source = "host " + linkback->source_host + " " + folded(linkback->author_name);
  item.source_words = linkback->author_name.empty()
                          ? "pages of " + linkback->source_host
                          : "what " + linkback->author_name + " writes at " + linkback->source_host;
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
      break;
  }
  if (item) {
    item->kind = kind;
    item->id = id;
  }
  return item;
}

}  // namespace earshot::outreach
