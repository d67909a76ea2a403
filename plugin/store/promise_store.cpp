#include "store/promise_store.h"

#include <algorithm>
#include <string_view>

#include "store/columns.h"
#include "store/event_store.h"

namespace earshot::store {

using model::word;

namespace {

constexpr std::string_view promise_columns =
    "select id, person, item_kind, item_id, sentence, words, due_at, state, kept_url, closed_by, closed_at, "
    "reminded, created_at from promise where site_id = $1";

model::Promise promise_from(const db::Row& row) {
  model::Promise out;
  out.id = row.integer(0);
  out.person = row.text(1);
  out.item_kind = model::stored_word<model::ItemKind>(row.text(2));
  out.item_id = row.integer(3);
  out.sentence = row.text(4);
  out.words = row.text(5);
  out.due = from_micros(row.integer(6));
  out.state = model::stored_word<model::PromiseState>(row.text(7));
  out.kept_url = row.text(8);
  out.closed_by = row.text(9);
  out.closed = maybe_time(row, 10);
  out.reminded = row.flag(11);
  out.created = from_micros(row.integer(12));
  return out;
}

std::vector<model::Promise> promises_where(db::Reader& reader, std::string_view rest,
                                           db::Reader::Values values) {
  std::vector<model::Promise> out;
  for (const auto& row : reader.query(std::string(promise_columns).append(rest), values))
    out.push_back(promise_from(row));
  return out;
}

}  // namespace

void put_promises(db::Tx& tx, const Books& books, model::ItemKind item_kind, model::RowId item,
                  const std::vector<model::Promise>& found) {
  const auto site = key(books.site.id);
  const std::string kind(word(item_kind));
  for (const auto& known : promises_where(tx, " and item_kind = $2 and item_id = $3", {site, kind, item})) {
    const bool stands =
        std::ranges::any_of(found, [&](const model::Promise& one) { return one.sentence == known.sentence; });
    if (!stands && known.state == model::PromiseState::open)
      tx.exec("delete from promise where site_id = $1 and id = $2", {site, known.id});
  }
  for (const auto& one : found) {
    tx.exec(
        "insert into promise (site_id, id, person, item_kind, item_id, sentence, words, due_at, state, "
        "kept_url, closed_by, closed_at, reminded, created_at)"
        " values ($1,$2,$3,$4,$5,$6,$7,$8,'open','','',null,0,$9)"
        " on conflict (site_id, item_kind, item_id, sentence) do nothing",
        {site, books.next_id(), one.person, kind, item, one.sentence, one.words, micros(one.due),
         micros(one.created)});
  }
}

std::optional<model::Promise> find_promise(db::Reader& reader, model::SiteId site, model::RowId id) {
  auto found = promises_where(reader, " and id = $2", {key(site), id});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<model::Promise> list_promises(db::Reader& reader, model::SiteId site, bool also_closed,
                                          int limit) {
  return also_closed
             ? promises_where(reader, " order by due_at, id limit $2", {key(site), std::int64_t{limit}})
             : promises_where(reader, " and state = 'open' order by due_at, id limit $2",
                              {key(site), std::int64_t{limit}});
}

std::vector<model::Promise> open_promises(db::Reader& reader, model::SiteId site, int limit) {
  return promises_where(reader, " and state = 'open' order by created_at, id limit $2",
                        {key(site), std::int64_t{limit}});
}

std::vector<model::Promise> promises_due(db::Reader& reader, model::SiteId site, Time now, int limit) {
  return promises_where(reader,
                        " and state = 'open' and due_at <= $2 and reminded = 0 order by due_at, id limit $3",
                        {key(site), micros(now), std::int64_t{limit}});
}

void mark_reminded(db::Tx& tx, model::SiteId site, model::RowId id) {
  tx.exec("update promise set reminded = 1 where site_id = $1 and id = $2", {key(site), id});
}

bool close_promise(db::Tx& tx, const Books& books, model::RowId id, model::PromiseState state,
                   const std::string& who, const std::string& url) {
  const auto changed = tx.exec(
      "update promise set state = $3, closed_by = $4, kept_url = $5, closed_at = $6"
      " where site_id = $1 and id = $2 and state = 'open'",
      {key(books.site.id), id, std::string(word(state)), who, url, micros(books.now())});
  if (changed > 0) add_event(tx, books, "promise", id, word(state), url, who);
  return changed > 0;
}

bool move_promise(db::Tx& tx, model::SiteId site, model::RowId id, Time due) {
  return tx.exec(
             "update promise set due_at = $3, reminded = 0 where site_id = $1 and id = $2 and state = 'open'",
             {key(site), id, micros(due)}) == 1;
}

}  // namespace earshot::store
