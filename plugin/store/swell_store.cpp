#include "store/swell_store.h"

#include "store/columns.h"

namespace earshot::store {
namespace {

using model::word;

// Every naming of a thing of ours by somebody else since $2: what, who, when, where. Many people write under
// one host, but nobody can tell how many.
constexpr std::string_view heard =
    "(select m.whom_kind as kind, m.whom as whom, c.author_key as author, c.author_name as name,"
    " coalesce(c.published_at, c.seen_at) as said_at, m.item_kind as item_kind, m.item_id as item_id"
    " from mention m join comment c on c.site_id = m.site_id and c.id = m.item_id"
    " where m.site_id = $1 and m.whom_kind <> 'person' and m.found_at > $2 and m.item_kind = 'comment'"
    " and m.alerts = 1 and c.state = 'public' and c.person = '' and coalesce(c.published_at, c.seen_at) > $2"
    " union all "
    "select m.whom_kind, m.whom, 'host ' || l.source_host,"
    " case when l.author_name = '' then l.source_host else l.author_name end,"
    " coalesce(l.published_at, l.received_at), m.item_kind, m.item_id"
    " from mention m join linkback l on l.site_id = m.site_id and l.id = m.item_id"
    " where m.site_id = $1 and m.whom_kind <> 'person' and m.found_at > $2 and m.item_kind = 'linkback'"
    " and m.alerts = 1 and l.state = 'shown' and coalesce(l.published_at, l.received_at) > $2"
    " union all "
    "select m.whom_kind, m.whom,"
    " case when o.kind = 'post' then 'host ' || o.host else o.author_name || ' ' || o.author_url end,"
    " case when o.author_name = '' then o.host else o.author_name end,"
    " coalesce(o.published_at, o.seen_at), m.item_kind, m.item_id"
    " from mention m join outside_item o on o.site_id = m.site_id and o.id = m.item_id"
    " where m.site_id = $1 and m.whom_kind <> 'person' and m.found_at > $2 and m.item_kind = 'outside'"
    " and m.alerts = 1 and o.person = '' and coalesce(o.published_at, o.seen_at) > $2) as heard";

}  // namespace

std::vector<HeardOf> heard_of(db::Reader& reader, model::SiteId site, Time now, Duration window,
                              int windows) {
  std::vector<HeardOf> out;
  const Time since = now - window * windows;
  for (const auto& row :
       reader.query("select kind, whom, ($3 - said_at) / $4, count(distinct author) from " + own(heard) +
                        " where said_at <= $3 group by 1, 2, 3 order by 1, 2, 3",
                    {key(site), micros(since), micros(now), window.count()})) {
    const auto kind = model::stored_word<model::WhomKind>(row.text(0));
    if (out.empty() || out.back().kind != kind || out.back().whom != row.text(1))
      out.push_back({kind, row.text(1), std::vector<int>(static_cast<std::size_t>(windows))});
    out.back().authors.at(static_cast<std::size_t>(row.integer(2))) = static_cast<int>(row.integer(3));
  }
  return out;
}

std::vector<model::Agreement> who_named(db::Reader& reader, model::SiteId site, model::WhomKind kind,
                                        const std::string& whom, Time since, int limit) {
  std::vector<model::Agreement> out;
  for (const auto& row :
       reader.query("select item_kind, item_id, name, min(said_at) from " + own(heard) +
                        " where kind = $3 and whom = $4 group by author order by 4 limit $5",
                    {key(site), micros(since), text(kind), whom, std::int64_t{limit}})) {
    model::Agreement one;
    one.item_kind = model::stored_word<model::ItemKind>(row.text(0));
    one.item_id = row.integer(1);
    one.name = row.text(2);
    one.at = from_micros(row.integer(3));
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<Time> heard_first(db::Reader& reader, model::SiteId site) {
  std::optional<Time> first;
  for (const std::string_view text :
       {"select min(published_at) from comment where site_id = $1",
        "select min(received_at) from linkback where site_id = $1 and state = 'shown'"}) {
    const auto row = reader.first(text, {key(site)});
    const auto at = row ? maybe_time(*row, 0) : std::nullopt;
    if (at && (!first || *at < *first)) first = at;
  }
  return first;
}

std::optional<Time> swell_told(db::Reader& reader, model::SiteId site, model::WhomKind kind,
                               const std::string& whom) {
  const auto row =
      reader.first("select max(told_at) from swell where site_id = $1 and whom_kind = $2 and whom = $3",
                   {key(site), text(kind), whom});
  return row ? maybe_time(*row, 0) : std::nullopt;
}

void note_swell(db::Tx& tx, const Books& books, model::WhomKind kind, const std::string& whom, int authors,
                double usual) {
  tx.exec(
      "insert into swell (site_id, whom_kind, whom, authors, usual, told_at) values ($1,$2,$3,$4,$5,$6)"
      " on conflict (site_id, whom_kind, whom, told_at) do nothing",
      {key(books.site.id), text(kind), whom, std::int64_t{authors}, usual, micros(books.now())});
}

}  // namespace earshot::store
