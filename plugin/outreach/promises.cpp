#include "outreach/promises.h"

#include <algorithm>

#include "base/log.h"
#include "base/url.h"
#include "phrases/promise.h"
#include "store/promise_store.h"

namespace earshot::outreach {
namespace {

constexpr int most_open = 1000;

bool keeps(const Item& item, const Item& promised) {
  const auto there = Url::parse(promised.post_url.empty() ? promised.url : promised.post_url);
  const auto here = Url::parse(item.post_url.empty() ? item.url : item.post_url);
  return std::ranges::any_of(item.links, [&](const std::string& href) {
    const auto link = Url::parse(href);
    if (!link) return false;
    if (href == promised.url) return true;
    // The page of the thread counts from elsewhere only: under it everything links to it.
    const bool elsewhere = !here || !there || page_key(*here) != page_key(*there);
    return elsewhere && there && page_key(*link) == page_key(*there);
  });
}

void note_kept(db::Tx& tx, const store::Books& books, const Item& item) {
  if (item.links.empty()) return;
  for (const auto& promise : store::open_promises(tx, books.site.id, most_open)) {
    const bool own = promise.item_kind == item.kind && promise.item_id == item.id;
    if (own || promise.created > item.at) continue;
    const auto promised = read_item(tx, books.site, promise.item_kind, promise.item_id);
    if (!promised || !keeps(item, *promised)) continue;
    store::close_promise(tx, books, promise.id, model::PromiseState::kept, item.writer_person, item.url);
    log::info("outreach", "promise kept", {{"promise", promise.id}, {"by", item.writer_person}});
  }
}

}  // namespace

void note_promises(db::Tx& tx, const store::Books& books, const Item& item) {
  if (item.writer_person.empty() || item.old) return;
  std::vector<model::Promise> found;
  if (item.open) {
    for (auto& one : phrases::promises_in(item.text, item.at, books.site.hours.zone)) {
      model::Promise promise;
      promise.person = item.writer_person;
      promise.sentence = std::move(one.sentence);
      promise.words = std::move(one.words);
      promise.due = one.due;
      promise.created = item.at;
      found.push_back(std::move(promise));
    }
  }
  store::put_promises(tx, books, item.kind, item.id, found);
  if (item.open) note_kept(tx, books, item);
}

}  // namespace earshot::outreach
