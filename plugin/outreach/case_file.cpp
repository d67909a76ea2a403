#include "outreach/case_file.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "markup/clean.h"
#include "outreach/excerpt.h"
#include "outreach/item.h"
#include "store/comment_store.h"
#include "store/linkback_store.h"
#include "store/notice_store.h"
#include "store/promise_store.h"

namespace earshot::outreach {
namespace {

using model::ItemKind;

constexpr int earlier_shown = 5, earlier_read = 50, most_promises = 1000;
constexpr std::size_t most_items = 200, most_contacts = 20, words_shown = 120;

using Place = std::pair<ItemKind, model::RowId>;

// What alerts were about, and of a thread under a post all its comments.
std::set<Place> places_of(db::Reader& reader, const model::Site& site, const CaseFile& file) {
  std::set<Place> out;
  for (const auto& line : file.alerts) out.emplace(line.alert.item_kind, line.alert.item_id);
  out.emplace(file.of.root_kind, file.of.root_id);
  if (file.of.root_kind != ItemKind::comment) return out;
  const auto root = store::find_comment(reader, site.id, file.of.root_id);
  if (!root) return out;
  for (const auto& comment : store::comments_of_post(reader, site.id, root->post_id)) {
    if (out.size() >= most_items) break;
    const bool threaded = !comment.parent_engine_id.empty();
    if (threaded && comment.state == model::Visibility::open &&
        thread_root(reader, site, comment) == root->id)
      out.emplace(ItemKind::comment, comment.id);
  }
  return out;
}

std::string passage_of(const CaseFile& file, const Place& place, const Item& item) {
  for (const auto& line : file.alerts) {
    if (line.alert.item_kind == place.first && line.alert.item_id == place.second) return line.alert.passage;
  }
  return excerpt(item.text, std::min(item.likely_at, item.text.size()),
                 std::min(item.likely_at, item.text.size()));
}

void add_earlier(Contact& contact, const std::string& url, std::string_view words, std::optional<Time> at) {
  if (contact.wrote_before.size() < earlier_shown)
    contact.wrote_before.push_back({url, shorten(squeeze(words), words_shown), at});
}

void read_comments_by(db::Reader& reader, const model::Site& site, const std::set<Place>& here,
                      const std::string& author, Contact& contact) {
  for (const auto& comment : store::comments_by(reader, site.id, author, earlier_read)) {
    if (!here.contains({ItemKind::comment, comment.id}))
      add_earlier(contact, comment.url, markup::plain_text(comment.html), comment.published);
    const auto& wait = comment.wait;
    if (!wait.answered || (contact.last_contact && *contact.last_contact >= *wait.answered)) continue;
    contact.last_contact = wait.answered;
    contact.last_contact_by = wait.answered_by;
  }
}

std::optional<Contact> contact_of(db::Reader& reader, const model::Site& site, const std::set<Place>& here,
                                  const Place& place, const Item& item) {
  if (!item.writer_person.empty()) return std::nullopt;
  Contact out{item.writer, item.writer_url, {}, {}, {}};
  if (place.first == ItemKind::comment) {
    if (const auto comment = store::find_comment(reader, site.id, place.second))
      read_comments_by(reader, site, here, store::author_key(*comment), out);
  } else if (place.first == ItemKind::linkback) {
    const auto linkback = store::find_linkback(reader, site.id, place.second);
    if (!linkback) return out;
    for (const auto& one :
         store::linkbacks_by(reader, site.id, linkback->source_host, linkback->author_name, earlier_read)) {
      if (!here.contains({ItemKind::linkback, one.id}))
        add_earlier(out, one.source, one.title.empty() ? one.excerpt : one.title, one.published);
    }
  }
  return out;
}

void read_items(db::Reader& reader, const model::Site& site, CaseFile& file) {
  const auto places = places_of(reader, site, file);
  std::set<std::string> sources;
  for (const auto& place : places) {
    const auto item = read_item(reader, site, place.first, place.second);
    if (!item) continue;
    file.items.push_back({place.first, place.second, item->writer, item->writer_person, item->url,
                          item->title, passage_of(file, place, *item),
                          store::find_item_kind(reader, site.id, place.first, place.second), item->at,
                          item->open});
    if (file.contacts.size() >= most_contacts || !sources.insert(item->source).second) continue;
    if (auto contact = contact_of(reader, site, places, place, *item))
      file.contacts.push_back(std::move(*contact));
  }
  std::ranges::stable_sort(file.items, {}, &CaseItem::at);
  for (auto& promise : store::list_promises(reader, site.id, true, most_promises)) {
    if (places.contains({promise.item_kind, promise.item_id})) file.promises.push_back(std::move(promise));
  }
}

}  // namespace

std::optional<CaseFile> read_case(db::Reader& reader, const model::Site& site, model::RowId id) {
  const auto of = store::find_case(reader, site.id, id);
  if (!of) return std::nullopt;
  CaseFile out;
  out.of = *of;
  out.alerts = store::alerts_of_case(reader, site.id, id);
  out.notices = store::notices_of_case(reader, site.id, id);
  out.events = store::events_of(reader, site.id, "case", id);
  read_items(reader, site, out);
  return out;
}

}  // namespace earshot::outreach
