#include "store/outside_store.h"

#include <algorithm>
#include <array>

#include "base/token.h"
#include "model/linkback.h"
#include "store/case_store.h"
#include "store/columns.h"
#include "store/event_store.h"
#include "store/gathering_store.h"
#include "store/job_store.h"
#include "store/linkback_store.h"

namespace earshot::store {

using model::ItemKind;
using model::OutsideItem;
using model::OutsideKind;
using model::word;

namespace {

#define EARSHOT_OUTSIDE_COLUMNS                                                                            \
  "id, feed_id, kind, item_key, guid_key, root_kind, root_id, url, host, title, author_name, author_url, " \
  "text, quoted, from_page, whole_page, old, person, comments_feed, comment_count, published_at, seen_at"

// What shares place with the post's own address: its comments, its form, the fold.
bool names_no_part(std::string_view fragment) {
  return fragment.empty() || fragment == "comments" || fragment == "respond" || fragment.starts_with("more-");
}

std::string without_campaign(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto part = query.substr(0, end);
    if (!part.starts_with("utm_") && !part.empty()) out.append(out.empty() ? "" : "&").append(part);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return out;
}

OutsideItem outside_item_from(const db::Row& row) {
  OutsideItem out;
  out.id = row.integer(0);
  out.feed = row.maybe_integer(1);
  out.kind = model::stored_word<OutsideKind>(row.text(2));
  out.key = row.text(3);
  out.guid_key = row.text(4);
  out.root_kind = model::stored_word<ItemKind>(row.text(5));
  out.root_id = row.integer(6);
  out.url = row.text(7);
  out.host = row.text(8);
  out.title = row.text(9);
  out.author_name = row.text(10);
  out.author_url = row.text(11);
  out.text = row.text(12);
  out.quoted = ranges_in(row.text(13));
  out.from_page = row.flag(14);
  out.whole = row.flag(15);
  out.old = row.flag(16);
  out.person = row.text(17);
  out.comments_feed = row.text(18);
  out.comment_count = row.maybe_integer(19);
  out.published = maybe_time(row, 20);
  out.seen = from_micros(row.integer(21));
  return out;
}

std::optional<OutsideItem> outside_item_in(const std::optional<db::Row>& row) {
  return row ? std::optional(outside_item_from(*row)) : std::nullopt;
}

std::string digest_of(const OutsideItem& item) {
  std::string all;
  for (const auto* part : {&item.url, &item.title, &item.author_name, &item.author_url, &item.text})
    all.append(std::to_string(part->size())).append(":").append(*part);
  return short_digest(all);
}

// The addresses under which senders may know the page: our keys of linkbacks are exact.
std::vector<std::string> spellings(const Url& page) {
  std::vector<std::string> out;
  const std::string& text = page.text();
  const auto rest = text.substr(page.scheme().size());
  const std::string host(page.host());
  const auto at_host = rest.find(host);
  const std::string other_host = host.starts_with("www.") ? host.substr(4) : "www." + host;
  for (const std::string_view scheme : {"https", "http"}) {
    for (const auto& name : {host, other_host}) {
      std::string address =
          std::string(scheme) + rest.substr(0, at_host) + name + rest.substr(at_host + host.size());
      out.push_back(address);
      if (page.query() || page.fragment()) continue;
      if (address.ends_with('/')) {
        address.pop_back();
      } else {
        address += '/';
      }
      out.push_back(address);
    }
  }
  return out;
}

// The linkback from that page whose conversation others join: one that has a case, else one that is public.
// Two plain questions: with `or` between them SQLite walks through all linkbacks there are.
std::optional<model::RowId> linkback_from(db::Reader& reader, model::SiteId site, const Url& page) {
  std::optional<model::RowId> found;
  const auto suits = [&](const db::Row& row) {
    const auto id = row.integer(0);
    if (case_of(reader, site, ItemKind::linkback, id)) return true;
    const auto state = model::stored_word<model::LinkbackState>(row.text(1));
    const bool is_public = state == model::LinkbackState::shown || state == model::LinkbackState::waiting;
    if (is_public && !found) found = id;
    return false;
  };
  for (const auto& address : spellings(page)) {
    const auto url = Url::parse(address);
    if (!url) continue;
    for (const auto& row : reader.query(
             "select id, state from linkback where site_id = $1 and source_key = $2 order by +id limit 20",
             {key(site), source_key(*url)})) {
      if (suits(row)) return row.integer(0);
    }
    for (const auto& row : reader.query(
             "select l.id, l.state from linkback_page p join linkback l on l.site_id = p.site_id"
             " and l.id = p.linkback_id where p.site_id = $1 and p.final_url = $2 order by +l.id limit 20",
             {key(site), url->text()})) {
      if (suits(row)) return row.integer(0);
    }
  }
  return found;
}

// The feed's post whose address changed.
std::optional<OutsideItem> by_guid(db::Reader& reader, const Books& books, const OutsideItem& item) {
  if (!item.feed || item.guid_key.empty()) return std::nullopt;
  return outside_item_in(
      reader.first("select " EARSHOT_OUTSIDE_COLUMNS
                   " from outside_item where site_id = $1 and feed_id = $2 and guid_key = $3 limit 1",
                   {key(books.site.id), *item.feed, item.guid_key}));
}

StoredOutside insert_outside(db::Tx& tx, const Books& books, OutsideItem item) {
  item.id = books.next_id();
  if (item.root_id == 0) {
    const auto page = Url::parse(item.url);
    const auto linkback = page ? linkback_from(tx, books.site.id, *page) : std::nullopt;
    item.root_kind = linkback ? ItemKind::linkback : ItemKind::outside;
    item.root_id = linkback.value_or(item.id);
  }
  tx.exec("insert into outside_item (site_id, " EARSHOT_OUTSIDE_COLUMNS
          ", digest) values "
          "($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24)",
          {key(books.site.id),
           item.id,
           id_or_null(item.feed),
           std::string(word(item.kind)),
           item.key,
           item.guid_key,
           std::string(word(item.root_kind)),
           item.root_id,
           item.url,
           item.host,
           item.title,
           item.author_name,
           item.author_url,
           item.text,
           ranges_as_text(item.quoted),
           std::int64_t{item.from_page},
           std::int64_t{item.whole},
           std::int64_t{item.old},
           item.person,
           item.comments_feed,
           item.comment_count ? db::Value(*item.comment_count) : db::Value(),
           time_or_null(item.published),
           micros(books.now()),
           digest_of(item)});
  return {item.id, true, false, false};
}

}  // namespace

std::string outside_key(const Url& permalink) {
  std::string text = page_key(permalink.without_fragment());
  if (const auto query = text.find('?'); query != std::string::npos) {
    const auto rest = without_campaign(std::string_view(text).substr(query + 1));
    text.resize(query);
    if (text.ends_with('/')) text.pop_back();
    if (!rest.empty()) text += "?" + rest;
  }
  const auto fragment = permalink.fragment().value_or("");
  if (!names_no_part(fragment)) text.append("#").append(fragment);
  return short_digest("at " + text);
}

std::string outside_key(std::string_view place, std::string_view guid) {
  return short_digest("in " + std::string(place) + " " + std::string(guid));
}

std::string guid_key(std::string_view guid) {
  return guid.empty() ? std::string() : short_digest(guid);
}

std::optional<OutsideItem> find_outside(db::Reader& reader, model::SiteId site, model::RowId id) {
  return outside_item_in(reader.first("select " EARSHOT_OUTSIDE_COLUMNS
                                      " from outside_item where site_id = $1 and id = $2",
                                      {key(site), id}));
}

std::optional<OutsideItem> find_outside_by_key(db::Reader& reader, model::SiteId site,
                                               const std::string& item_key) {
  return outside_item_in(reader.first("select " EARSHOT_OUTSIDE_COLUMNS
                                      " from outside_item where site_id = $1 and item_key = $2",
                                      {key(site), item_key}));
}

std::optional<OutsideItem> outside_post_at(db::Reader& reader, model::SiteId site, const Url& page) {
  auto found = find_outside_by_key(reader, site, outside_key(page));
  return found && found->kind == OutsideKind::post ? found : std::nullopt;
}

std::vector<OutsideItem> outside_comments(db::Reader& reader, model::SiteId site, ItemKind root_kind,
                                          model::RowId root) {
  std::vector<OutsideItem> out;
  for (const auto& row : reader.query("select " EARSHOT_OUTSIDE_COLUMNS
                                      " from outside_item where site_id = $1 and root_kind = $2 and root_id ="
                                      " $3 and kind = 'comment' order by coalesce(published_at, seen_at), id",
                                      {key(site), std::string(word(root_kind)), root})) {
    out.push_back(outside_item_from(row));
  }
  return out;
}

std::vector<OutsideItem> outside_since(db::Reader& reader, model::SiteId site, Time since, int limit) {
  std::vector<OutsideItem> out;
  for (const auto& row :
       reader.query("select " EARSHOT_OUTSIDE_COLUMNS
                    " from outside_item where site_id = $1 and seen_at >= $2 order by seen_at desc limit $3",
                    {key(site), micros(since), std::int64_t{limit}})) {
    out.push_back(outside_item_from(row));
  }
  return out;
}

std::int64_t count_outside_comments(db::Reader& reader, model::SiteId site, ItemKind root_kind,
                                    model::RowId root) {
  return reader
      .first(
          "select count(*) from outside_item where site_id = $1 and root_kind = $2 and root_id = $3"
          " and kind = 'comment'",
          {key(site), std::string(word(root_kind)), root})
      ->integer(0);
}

std::int64_t count_of_feed(db::Reader& reader, model::SiteId site, model::RowId feed, Time since) {
  return reader
      .first("select count(*) from outside_item where site_id = $1 and feed_id = $2 and seen_at >= $3",
             {key(site), feed, micros(since)})
      ->integer(0);
}

std::vector<OutsideComment> outside_comments_of(db::Reader& reader, model::SiteId site, ItemKind root_kind,
                                                model::RowId root) {
  std::vector<OutsideComment> out;
  for (auto& item : outside_comments(reader, site, root_kind, root)) {
    const Time at = item.at();
    out.push_back({item.id, std::move(item.author_name), std::move(item.author_url), std::move(item.host),
                   std::move(item.text), std::move(item.url), std::move(item.person), at});
  }
  return out;
}

StoredOutside put_outside(db::Tx& tx, const Books& books, const OutsideItem& item) {
  const auto site = key(books.site.id);
  auto known = find_outside_by_key(tx, books.site.id, item.key);
  if (!known) known = by_guid(tx, books, item);
  if (!known) return insert_outside(tx, books, item);
  StoredOutside out{known->id};
  const bool forgotten = known->url.empty() && known->text.empty();
  if (forgotten && !item.from_page) return out;
  const bool its_feed = known->feed && item.feed == known->feed;
  const bool may_change = item.from_page || (!known->from_page && (its_feed || !known->feed));
  const bool news_after_all = known->old && !item.old && item.from_page;
  if (its_feed && item.comment_count && known->comment_count != item.comment_count) {
    out.count_moved = true;
    tx.exec("update outside_item set comment_count = $3 where site_id = $1 and id = $2",
            {site, known->id, *item.comment_count});
  }
  const bool words_differ = may_change && digest_of(item) != digest_of(*known);
  out.changed = words_differ || news_after_all;
  if (!out.changed) return out;
  const auto& words = words_differ ? item : *known;
  tx.exec(
      "update outside_item set url = $3, host = $4, title = $5, author_name = $6, author_url = $7, text = $8,"
      " quoted = $9, digest = $10, from_page = $11, old = $12, person = $13,"
      " comments_feed = case when $14 = '' then comments_feed else $14 end,"
      " published_at = coalesce($15, published_at), whole_page = $16, feed_id = coalesce(feed_id, $17)"
      " where site_id = $1 and id = $2",
      {site, known->id, words.url, words.host, words.title, words.author_name, words.author_url, words.text,
       ranges_as_text(words.quoted), digest_of(words), std::int64_t{known->from_page || item.from_page},
       std::int64_t{known->old && !news_after_all}, words.person, item.comments_feed,
       time_or_null(item.published), std::int64_t{words.whole}, id_or_null(item.feed)});
  return out;
}

namespace {

std::optional<OutsideItem> post_of_linkback(db::Reader& reader, model::SiteId site, model::RowId linkback) {
  const auto row = reader.first(
      "select l.source, coalesce(p.final_url, '') from linkback l left join linkback_page p"
      " on p.site_id = l.site_id and p.linkback_id = l.id where l.site_id = $1 and l.id = $2",
      {key(site), linkback});
  if (!row) return std::nullopt;
  for (const std::size_t column : {0, 1}) {
    const auto url = Url::parse(row->text(column));
    auto post = url ? outside_post_at(reader, site, *url) : std::nullopt;
    if (post) return post;
  }
  return std::nullopt;
}

// What people wished about the one case they wish about the other.
void take_wishes_along(db::Tx& tx, const db::Value& site, const model::Case& from, const model::Case& into) {
  tx.exec(
      "insert into unsubscribed (site_id, person, case_id, at) select site_id, person, $3, at from "
      "unsubscribed"
      " where site_id = $1 and case_id = $2 on conflict (site_id, person, case_id) do nothing",
      {site, from.id, into.id});
  tx.exec(
      "update snooze set case_id = $3 where site_id = $1 and case_id = $2 and not exists (select 1 from"
      " snooze s where s.site_id = $1 and s.case_id = $3 and s.person = snooze.person)",
      {site, from.id, into.id});
  tx.exec(
      "update letter set subject_id = $3 where site_id = $1 and state = 'pending' and form = 'reminder'"
      " and subject_id = $2",
      {site, from.id, into.id});
}

// How the one stands beside the other: a claim and an answer hold for both, the longer wait counts.
void take_state_along(db::Tx& tx, const Books& books, const model::Case& from, const model::Case& into) {
  using model::CaseState;
  const auto from_number = "case " + std::to_string(from.id);
  tx.exec(
      "update outreach_case set waits_since = case when $3 = 1 and waits_since > $4 then $4 else waits_since"
      " end, level = case when level < $5 then $5 else level end, next_level = case when next_level = ''"
      " then $6 else next_level end where site_id = $1 and id = $2",
      {key(books.site.id), into.id, std::int64_t{from.waits()}, micros(from.waits_since),
       std::int64_t{from.level}, from.next_level});
  const bool by_hand = !from.kind_by.empty() && into.kind_by.empty();
  if (by_hand || (into.kind_by.empty() && from.kind < into.kind))
    set_kind(tx, books, into, from.kind, from.kind_words, from.kind_by);
  const bool asked_since = into.state == CaseState::waiting_again && into.changed > from.changed;
  const bool claims = from.state == CaseState::claimed && into.state != CaseState::claimed;
  const bool answers = from.state == CaseState::answered && into.waits() && !asked_since;
  if ((claims || answers) && model::may_move(into.state, from.state)) {
    const auto row = tx.first(
        "select who from event where site_id = $1 and subject_kind = 'case' and subject_id = $2 and fact = $3"
        " order by id desc limit 1",
        {key(books.site.id), into.id, std::string(word(from.state))});
    const auto who = answers && row ? row->text(0) : from.owner;
    if (into.owner.empty())
      tx.exec("update outreach_case set owner = $3 where site_id = $1 and id = $2",
              {key(books.site.id), into.id, from.owner});
    move_case(tx, books, into, from.state, who, "as " + from_number + ", about the same page");
  }
}

// Two cases about one page, each with its alerts: the linkback's goes on, with the history of both.
void merge_cases(db::Tx& tx, const Books& books, const model::Case& from, const model::Case& into) {
  const auto site = key(books.site.id);
  tx.exec("update event set subject_id = $3 where site_id = $1 and subject_kind = 'case' and subject_id = $2",
          {site, from.id, into.id});
  tx.exec("update alert set case_id = $3 where site_id = $1 and case_id = $2", {site, from.id, into.id});
  tx.exec(
      "update outside_answer set case_id = $3 where site_id = $1 and case_id = $2 and not exists"
      " (select 1 from outside_answer o where o.site_id = $1 and o.case_id = $3"
      " and o.answer_key = outside_answer.answer_key)",
      {site, from.id, into.id});
  take_wishes_along(tx, site, from, into);
  take_state_along(tx, books, from, into);
  const auto where = "goes on as case " + std::to_string(into.id) + ", about the same page";
  if (from.state == model::CaseState::closed) {
    add_event(tx, books, "case", from.id, "joined", where);
  } else {
    move_case(tx, books, from, model::CaseState::closed, {}, where);
  }
}

}  // namespace

bool has_outside_twin(db::Reader& reader, model::SiteId site, model::RowId linkback) {
  const auto post = post_of_linkback(reader, site, linkback);
  return post && post->root_kind == ItemKind::outside;
}

std::vector<std::pair<ItemKind, model::RowId>> twins_of(db::Reader& reader, model::SiteId site, ItemKind kind,
                                                        model::RowId id) {
  if (kind == ItemKind::linkback) {
    const auto post = post_of_linkback(reader, site, id);
    if (!post) return {};
    std::vector<std::pair<ItemKind, model::RowId>> out{{ItemKind::outside, post->id}};
    const bool joined = post->root_kind == ItemKind::linkback && post->root_id != id;
    if (joined) out.emplace_back(ItemKind::linkback, post->root_id);
    return out;
  }
  if (kind != ItemKind::outside) return {};
  const auto post = find_outside(reader, site, id);
  if (!post || post->kind != OutsideKind::post || post->root_kind != ItemKind::linkback) return {};
  return {{ItemKind::linkback, post->root_id}};
}

void join_linkback(db::Tx& tx, const Books& books, model::RowId linkback) {
  const auto site = key(books.site.id);
  const auto post = post_of_linkback(tx, books.site.id, linkback);
  if (!post || post->root_kind != ItemKind::outside) return;
  const auto case_from = case_of(tx, books.site.id, ItemKind::outside, post->root_id);
  const auto case_into = case_of(tx, books.site.id, ItemKind::linkback, linkback);
  tx.exec(
      "update outside_item set root_kind = 'linkback', root_id = $3"
      " where site_id = $1 and root_kind = 'outside' and root_id = $2",
      {site, post->root_id, linkback});
  tx.exec(
      "update followed_page set root_kind = 'linkback', root_id = $3 where site_id = $1 and root_kind ="
      " 'outside' and root_id = $2 and not exists (select 1 from followed_page f where f.site_id = $1"
      " and f.root_kind = 'linkback' and f.root_id = $3)",
      {site, post->root_id, linkback});
  move_agreements(tx, books, post->root_id, linkback);
  if (case_from && case_into) {
    merge_cases(tx, books, *case_from, *case_into);
  } else if (case_from) {
    tx.exec("update outreach_case set root_kind = 'linkback', root_id = $3 where site_id = $1 and id = $2",
            {site, case_from->id, linkback});
    add_event(tx, books, "case", case_from->id, "joined", "the page links to the blog as well");
  }
}

int purge_outside(db::Tx& tx, const Books& books, Time before, int limit) {
  const auto site = key(books.site.id);
  const auto rows = tx.query(
      "select id, published_at from outside_item o where site_id = $1 and seen_at < $2 and url <> ''"
      " and not exists (select 1 from outreach_case c where c.site_id = $1 and c.root_kind = o.root_kind"
      " and c.root_id = o.root_id)"
      " and not exists (select 1 from alert a where a.site_id = $1 and a.item_kind = 'outside' and a.item_id "
      "="
      " o.id) order by seen_at limit $3",
      {site, micros(before), std::int64_t{limit}});
  for (const auto& row : rows) {
    const auto id = row.integer(0);
    tx.exec("delete from mention where site_id = $1 and item_kind = 'outside' and item_id = $2", {site, id});
    drop_outside_agreements(tx, books.site.id, id);
    tx.exec("delete from event where site_id = $1 and subject_kind = 'outside' and subject_id = $2",
            {site, id});
    tx.exec("delete from followed_page where site_id = $1 and root_kind = 'outside' and root_id = $2",
            {site, id});
    if (row.is_null(1)) {
      tx.exec(
          "update outside_item set url = '', title = '', author_name = '', author_url = '', text = '',"
          " quoted = '', person = '', comments_feed = '', old = 1 where site_id = $1 and id = $2",
          {site, id});
    } else {
      tx.exec("delete from outside_item where site_id = $1 and id = $2", {site, id});
    }
  }
  return static_cast<int>(rows.size());
}

}  // namespace earshot::store
