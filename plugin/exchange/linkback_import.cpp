#include "exchange/linkback_import.h"

#include <set>

#include "base/token.h"
#include "store/event_store.h"
#include "store/linkback_store.h"
#include "store/post_address.h"
#include "store/post_store.h"
#include "store/publication_store.h"

namespace earshot::exchange {

namespace {

constexpr std::size_t rows_a_batch = 500;

model::RowId post_for(db::Tx& tx, const store::Books& books, const Url& url) {
  if (const auto known = store::post_at(tx, books.site, url)) return known->id;
  model::Post post;
  post.url = url.without_fragment().text();
  post.engine_id = post.title = post.url;
  return store::put_post(tx, books, post).id;
}

std::string digest_of(const Carried& carried) {
  const auto& [l, page] = carried;
  return sha256_hex(l.type + "\n" + l.title + "\n" + l.excerpt + "\n" + l.author_name + "\n" +
                    page.content_html);
}

}  // namespace

std::optional<std::string> LinkbackImport::add(Carried carried) {
  auto& l = carried.linkback;
  const auto written = Url::parse(l.target);
  const Url target = moved_.where(*written);
  if (!settings_.any_host && !lies_below(target, books_.site.url))
    return "target does not lie below " + books_.site.url.text() + ": " + l.target;
  if (settings_.dry_run) {
    const auto place = mapping_.find(l.target);
    if (place == mapping_.end()) {
      books_.database.read([&](db::Reader& reader) { map(reader, target, l.target); });
    } else {
      ++place->second.linkbacks;
    }
  }
  l.target = target.text();
  rows_.push_back(std::move(carried));
  if (rows_.size() >= rows_a_batch) flush();
  return std::nullopt;
}

void LinkbackImport::map(db::Reader& reader, const Url& target, const std::string& written) {
  const auto post = store::post_at(reader, books_.site, target);
  mapping_.emplace(written,
                   TargetMapping{target.text(), post ? post->title : std::string(), 1, post.has_value()});
}

void LinkbackImport::flush() {
  if (rows_.empty()) return;
  const auto counts = settings_.dry_run
                          ? books_.database.read([&](db::Reader& reader) { return count(reader); })
                          : books_.database.write([&](db::Tx& tx) { return store(tx); });
  fresh_ += counts.fresh;
  known_ += counts.known;
  rows_.clear();
}

LinkbackImport::Counts LinkbackImport::count(db::Reader& reader) const {
  Counts out;
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& [l, page] : rows_) {
    const auto source = store::source_key(*Url::parse(l.source)),
               target = store::target_key(*Url::parse(l.target));
    const bool fresh = seen.emplace(source, target).second &&
                       !store::find_linkback_by_pair(reader, books_.site.id, source, target);
    ++(fresh ? out.fresh : out.known);
  }
  return out;
}

LinkbackImport::Counts LinkbackImport::store(db::Tx& tx) {
  Counts out;
  for (const auto& row : rows_) ++(insert(tx, row) ? out.fresh : out.known);
  return out;
}

bool LinkbackImport::insert(db::Tx& tx, const Carried& carried) {
  auto l = carried.linkback;
  const auto source = *Url::parse(l.source), target = *Url::parse(l.target);
  l.source_key = store::source_key(source);
  l.target_key = store::target_key(target);
  if (store::find_linkback_by_pair(tx, books_.site.id, l.source_key, l.target_key)) return false;
  // The number by which the reading API and feeds know it is kept, so that copies know it again.
  const bool keeps_id =
      l.id != 0 && l.id < model::first_id_of(books_.now()) && !store::find_linkback(tx, books_.site.id, l.id);
  if (!keeps_id) l.id = books_.next_id();
  l.token = model::new_receipt(l.id);
  l.post_id = post_for(tx, books_, target);
  l.changed = books_.now();
  if (l.received == Time{}) l.received = l.published.value_or(l.changed);
  l.verified = l.received;
  l.digest = digest_of(carried);
  if (!store::insert_linkback(tx, books_, l)) return false;
  store::put_source_page(tx, books_, l.id, carried.page);
  store::note_publication(tx, books_, nullptr, l);
  store::add_event(tx, books_, "linkback", l.id, "imported");
  return true;
}

}  // namespace earshot::exchange
