#include "store/shown_store.h"

#include <limits>

#include "store/columns.h"
#include "store/id_list.h"
#include "store/linkback_store.h"

namespace earshot::store {

namespace {

constexpr std::string_view shown_columns =
    "select l.id, l.protocol, l.source, l.target, l.source_host, l.post_id, l.state, l.type, l.title,"
    " l.excerpt, l.author_name, l.author_url, l.blog_name, l.published_at, l.received_at,"
    " coalesce(p.changed_at, l.changed_at), coalesce(s.final_url, ''), coalesce(s.content_html, ''),"
    " coalesce(s.content_text, ''), coalesce(s.summary, ''), coalesce(s.author_photo, ''),"
    " coalesce(s.published_text, ''), coalesce(s.rsvp, ''), coalesce(s.canonical, ''),"
    " coalesce(s.syndication, ''), coalesce(s.photos, '')";
constexpr std::string_view page_join =
    " left join linkback_page s on s.site_id = l.site_id and s.linkback_id = l.id";
constexpr std::string_view publication_join =
    " left join publication p on p.site_id = l.site_id and p.linkback_id = l.id";

std::string type_list(const std::vector<std::string>& types) {
  std::string out;
  for (const auto& type : types) out += "," + type;
  return out.empty() ? out : out + ",";
}

// A statement in the making: what it says and the values of its parameters. The + before a column keeps an
// index from being used: the planner would take the one for the narrowest range and sort all the rest.
struct Statement {
  std::string text;
  std::vector<db::Value> values;

  std::string parameter(db::Value value) {
    values.push_back(std::move(value));
    return "$" + std::to_string(values.size());
  }
};

void add_condition(Statement& to, model::SiteId site, const ShownFilter& filter) {
  to.text += " where l.site_id = " + to.parameter(key(site)) + " and l.state = 'shown'";
  if (filter.since_id > 0) to.text += " and +l.id > " + to.parameter(std::int64_t{filter.since_id});
  if (!filter.types.empty())
    to.text += " and " + to.parameter(type_list(filter.types)) + " like '%,' || l.type || ',%'";
  if (filter.since) {
    to.text += filter.posts ? " and +l.received_at >= " : " and l.received_at >= ";
    to.text += to.parameter(micros(*filter.since));
  }
  if (!filter.posts) return;
  // The twin under another address of the post is looked for among the source's own rows, of which there are
  // one or two.
  to.text +=
      " and not exists (select 1 from linkback t where t.site_id = l.site_id and t.source_key = l.source_key"
      " and +t.post_id = l.post_id and +t.state = 'shown' and +t.id < l.id)";
  to.text += in_ids("l.post_id", filter.posts->size(), to.values.size() + 1);
  add_ids(to.values, *filter.posts);
}

ShownLinkback shown_from(const db::Row& row) {
  ShownLinkback out;
  auto& l = out.linkback;
  l.id = row.integer(0);
  l.protocol = model::stored_word<model::Protocol>(row.text(1));
  l.source = row.text(2);
  l.target = row.text(3);
  l.source_host = row.text(4);
  l.post_id = row.maybe_integer(5);
  l.state = model::stored_word<model::LinkbackState>(row.text(6));
  l.type = row.text(7);
  l.title = row.text(8);
  l.excerpt = row.text(9);
  l.author_name = row.text(10);
  l.author_url = row.text(11);
  l.blog_name = row.text(12);
  l.published = maybe_time(row, 13);
  l.received = from_micros(row.integer(14));
  out.updated = from_micros(row.integer(15));
  out.page = source_page_from(row, 16);
  return out;
}

std::string_view order_term(ShownOrder order) {
  switch (order) {
    case ShownOrder::created:
      return "l.received_at";
    case ShownOrder::updated:
      return "coalesce(p.changed_at, l.changed_at)";
    case ShownOrder::published:
      return "coalesce(l.published_at, l.received_at)";
    case ShownOrder::rsvp:
      break;
  }
  return "case s.rsvp when 'yes' then 0 when 'maybe' then 1 when 'interested' then 2 when 'no' then 3 else 4 "
         "end";
}

}  // namespace

void each_shown(db::Reader& reader, model::SiteId site, const ShownFilter& filter, const ShownPage& page,
                const std::function<void(const ShownLinkback&)>& each) {
  if (filter.posts && filter.posts->empty()) return;
  // All posts by time of change: read from the list of changes, which is kept in that order.
  const bool by_changes = page.order == ShownOrder::updated && !filter.posts;
  Statement sql;
  sql.text = shown_columns;
  if (by_changes) {
    sql.text += " from publication p cross join linkback l";
  } else {
    sql.text += " from linkback l";
    sql.text += publication_join;
  }
  sql.text += page_join;
  add_condition(sql, site, filter);
  if (by_changes) sql.text += " and p.site_id = $1 and l.id = p.linkback_id";
  const std::string direction = page.ascending ? "" : " desc";
  const std::string term(by_changes ? "p.changed_at" : order_term(page.order));
  const std::string number(by_changes ? "p.linkback_id" : "l.id");
  // A post's rows are few: they are sorted, not picked out of an order of all.
  sql.text +=
      " order by " + std::string(filter.posts ? "+" : "") + term + direction + ", " + number + direction;
  sql.text += " limit " + sql.parameter(page.limit);
  sql.text += " offset " + sql.parameter(page.offset);
  reader.stream(sql.text, sql.values, [&](const db::Row& row) { each(shown_from(row)); });
}

std::vector<ShownCount> count_shown(db::Reader& reader, model::SiteId site, const ShownFilter& filter) {
  if (filter.posts && filter.posts->empty()) return {};
  Statement sql;
  sql.text =
      "select l.type, coalesce(s.rsvp, ''), count(*) from linkback l left join linkback_page s"
      " on l.type = 'rsvp' and s.site_id = l.site_id and s.linkback_id = l.id";
  add_condition(sql, site, filter);
  sql.text += filter.posts ? " group by +l.type, " : " group by l.type, ";
  sql.text += "coalesce(s.rsvp, '') order by 1, 2";
  std::vector<ShownCount> out;
  for (const auto& row : reader.query(sql.text, sql.values))
    out.push_back({row.text(0), row.text(1), row.integer(2)});
  return out;
}

void each_kept(db::Reader& reader, model::SiteId site, KeptOrder order,
               const std::function<void(const ShownLinkback&)>& each) {
  std::string sql(shown_columns);
  sql += " from linkback l";
  sql += publication_join;
  sql += page_join;
  sql += " where l.site_id = $1 and l.state in ('shown', 'waiting', 'hidden') order by ";
  sql += order == KeptOrder::by_number ? "l.id" : "l.post_id, l.id";
  const std::vector<db::Value> values{key(site)};
  reader.stream(sql, values, [&](const db::Row& row) { each(shown_from(row)); });
}

void each_waiting(db::Reader& reader, model::SiteId site, std::int64_t limit,
                  const std::function<void(const ShownLinkback&)>& each) {
  std::string sql(shown_columns);
  sql += " from linkback l";
  sql += publication_join;
  sql += page_join;
  sql += " where l.site_id = $1 and l.state = 'waiting' order by l.id desc limit $2";
  const std::vector<db::Value> values{key(site), limit};
  reader.stream(sql, values, [&](const db::Row& row) { each(shown_from(row)); });
}

std::optional<ShownLinkback> find_shown(db::Reader& reader, model::SiteId site, model::RowId id) {
  std::string sql(shown_columns);
  sql += " from linkback l";
  sql += publication_join;
  sql += page_join;
  sql += " where l.site_id = $1 and l.id = $2";
  const auto row = reader.first(sql, {key(site), std::int64_t{id}});
  if (!row) return std::nullopt;
  return shown_from(*row);
}

}  // namespace earshot::store
