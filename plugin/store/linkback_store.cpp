#include "store/linkback_store.h"

#include <algorithm>
#include <cassert>
#include <set>

#include "base/token.h"
#include "model/job.h"
#include "store/columns.h"
#include "store/identity_store.h"
#include "store/job_store.h"
#include "store/publication_store.h"
#include "store/sent_store.h"

namespace earshot::store {

using model::Linkback;
using model::LinkbackState;
using model::word;

namespace {

void tidy_names(Linkback& linkback) {
  linkback.author_name = name_line(linkback.author_name);
  linkback.blog_name = name_line(linkback.blog_name);
}

// As source_page_from() reads them.
#define EARSHOT_SOURCE_PAGE_COLUMNS                                                      \
  "final_url, content_html, content_text, summary, author_photo, published_text, rsvp, " \
  "canonical, syndication, photos"
#define EARSHOT_LINKBACK_COLUMNS                                                                             \
  "id, token, protocol, source, target, source_key, target_key, source_host, post_id, state, reason, type, " \
  "title, excerpt, author_name, author_url, blog_name, digest, sender_block, published_at, "                 \
  "received_at, changed_at, verified_at, next_try_at, tries"

Linkback linkback_from(const db::Row& row) {
  Linkback out;
  out.id = row.integer(0);
  out.token = row.text(1);
  out.protocol = model::stored_word<model::Protocol>(row.text(2));
  out.source = row.text(3);
  out.target = row.text(4);
  out.source_key = row.text(5);
  out.target_key = row.text(6);
  out.source_host = row.text(7);
  out.post_id = row.maybe_integer(8);
  out.state = model::stored_word<LinkbackState>(row.text(9));
  out.reason = model::stored_word<model::Refusal>(row.text(10));
  out.type = row.text(11);
  out.title = row.text(12);
  out.excerpt = row.text(13);
  out.author_name = row.text(14);
  out.author_url = row.text(15);
  out.blog_name = row.text(16);
  out.digest = row.text(17);
  out.sender_block = row.text(18);
  out.published = maybe_time(row, 19);
  out.received = from_micros(row.integer(20));
  out.changed = from_micros(row.integer(21));
  out.verified = maybe_time(row, 22);
  out.next_try = maybe_time(row, 23);
  out.tries = static_cast<int>(row.integer(24));
  return out;
}

std::optional<Linkback> linkback_in(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return linkback_from(*row);
}

std::vector<Linkback> linkbacks_in(const std::vector<db::Row>& rows) {
  std::vector<Linkback> out;
  out.reserve(rows.size());
  for (const auto& row : rows) out.push_back(linkback_from(row));
  return out;
}

}  // namespace

std::string source_key(const Url& source) {
  return short_digest(source.text());
}

std::string target_key(const Url& target) {
  return short_digest(target.without_fragment().text());
}

std::optional<Linkback> find_linkback(db::Reader& reader, model::SiteId site, model::RowId id) {
  return linkback_in(reader.first(
      "select " EARSHOT_LINKBACK_COLUMNS " from linkback where site_id = $1 and id = $2", {key(site), id}));
}

std::optional<Linkback> find_linkback_by_token(db::Reader& reader, model::SiteId site,
                                               std::string_view token) {
  const auto id = model::id_in_receipt(token);
  if (!id) return std::nullopt;
  auto found = find_linkback(reader, site, *id);
  if (!found || !same_bytes(found->token, token)) return std::nullopt;
  return found;
}

bool has_ended(LinkbackState state) {
  return state == LinkbackState::refused || state == LinkbackState::gone;
}

std::optional<Time> waits_again_since(db::Reader& reader, model::SiteId site, const Linkback& linkback) {
  if (!has_ended(linkback.state)) return std::nullopt;
  const auto events = events_of(reader, site, "linkback", linkback.id);
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (event->fact == received_again) return event->at;
    if (event->fact == word(linkback.state)) break;
  }
  return std::nullopt;
}

void move_source(db::Tx& tx, const Books& books, Linkback& linkback, const Url& to) {
  linkback.source = to.text();
  linkback.source_key = source_key(to);
  linkback.source_host = to.host();
  tx.exec("update linkback set source = $3, source_key = $4, source_host = $5 where site_id = $1 and id = $2",
          {key(books.site.id), linkback.id, linkback.source, linkback.source_key, linkback.source_host});
}

std::vector<Event> history_of(db::Reader& reader, model::SiteId site, const Linkback& linkback) {
  auto out = events_of(reader, site, "linkback", linkback.id);
  out.insert(out.begin(), {linkback.received, "received", "", std::string(word(linkback.protocol))});
  return out;
}

std::optional<Linkback> find_linkback_by_pair(db::Reader& reader, model::SiteId site,
                                              std::string_view source_key, std::string_view target_key) {
  return linkback_in(reader.first("select " EARSHOT_LINKBACK_COLUMNS
                                  " from linkback where site_id = $1 and source_key = $2 and target_key = $3",
                                  {key(site), std::string(source_key), std::string(target_key)}));
}

std::optional<Linkback> find_settled_twin(db::Reader& reader, model::SiteId site, std::string_view source_key,
                                          model::RowId post_id) {
  // Written so that no other index fits than the one of sources, where a source has a row or two: by post, by
  // state or in the order of ids SQLite would walk through thousands.
  return linkback_in(
      reader.first("select " EARSHOT_LINKBACK_COLUMNS
                   " from linkback where site_id = $1 and source_key = $2 and +post_id = $3"
                   " and state not in ('received', 'deferred', 'refused', 'gone') order by +id limit 1",
                   {key(site), std::string(source_key), post_id}));
}

std::vector<ShownAt> shown_at_page(db::Reader& reader, model::SiteId site, model::RowId post_id,
                                   std::string_view source_host, const Url& page) {
  const std::string bare = page.origin() + std::string(page.path());
  std::vector<ShownAt> out;
  // The page itself, with a fragment, with a query: between a mark and the next character, by the index.
  for (const auto& [from, to] :
       {std::pair(bare, bare + "!"), {bare + "#", bare + "$"}, {bare + "?", bare + "@"}}) {
    for (const auto& row : reader.query(
             "select l.id, l.source, l.digest, p.final_url, p.canonical from linkback_page p cross join "
             "linkback l"
             " where p.site_id = $1 and p.final_url >= $2 and p.final_url < $3 and l.site_id = $1"
             " and l.id = p.linkback_id and l.post_id = $4 and l.state = 'shown' and +l.source_host = $5",
             {key(site), from, to, post_id, std::string(source_host)})) {
      out.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4)});
    }
  }
  return out;
}

std::vector<Linkback> shown_linkbacks(db::Reader& reader, model::SiteId site, model::RowId post_id,
                                      int limit) {
  auto found =
      linkbacks_in(reader.query("select " EARSHOT_LINKBACK_COLUMNS
                                " from linkback where site_id = $1 and post_id = $2 and state = 'shown'"
                                " order by id limit $3",
                                {key(site), post_id, std::int64_t{limit}}));
  std::set<std::string> sources;
  std::erase_if(found, [&](const Linkback& one) { return !sources.insert(one.source_key).second; });
  return found;
}

std::vector<Linkback> list_linkbacks(db::Reader& reader, model::SiteId site,
                                     std::optional<LinkbackState> state, int limit) {
  if (state) {
    return linkbacks_in(
        reader.query("select " EARSHOT_LINKBACK_COLUMNS
                     " from linkback where site_id = $1 and state = $2 order by id desc limit $3",
                     {key(site), text(*state), std::int64_t{limit}}));
  }
  return linkbacks_in(reader.query("select " EARSHOT_LINKBACK_COLUMNS
                                   " from linkback where site_id = $1 order by id desc limit $2",
                                   {key(site), std::int64_t{limit}}));
}

std::vector<Linkback> linkbacks_by(db::Reader& reader, model::SiteId site, const std::string& host,
                                   const std::string& author_name, int limit) {
  return linkbacks_in(
      reader.query("select " EARSHOT_LINKBACK_COLUMNS
                   " from linkback where site_id = $1 and source_host = $2 and state = 'shown'"
                   " and author_name = $3 order by +id desc limit $4",
                   {key(site), host, author_name, std::int64_t{limit}}));
}

std::map<LinkbackState, std::int64_t> count_linkbacks(db::Reader& reader, model::SiteId site) {
  std::map<LinkbackState, std::int64_t> out;
  for (const auto& row :
       reader.query("select state, count(*) from linkback where site_id = $1 group by state", {key(site)})) {
    out[model::stored_word<LinkbackState>(row.text(0))] = row.integer(1);
  }
  return out;
}

bool insert_linkback(db::Tx& tx, const Books& books, const Linkback& written) {
  auto l = written;
  tidy_names(l);
  return tx.exec("insert into linkback (site_id, " EARSHOT_LINKBACK_COLUMNS
                 ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
                 " $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)"
                 " on conflict (site_id, source_key, target_key) do nothing",
                 {key(books.site.id),
                  l.id,
                  l.token,
                  text(l.protocol),
                  l.source,
                  l.target,
                  l.source_key,
                  l.target_key,
                  l.source_host,
                  id_or_null(l.post_id),
                  text(l.state),
                  text(l.reason),
                  l.type,
                  l.title,
                  l.excerpt,
                  l.author_name,
                  l.author_url,
                  l.blog_name,
                  l.digest,
                  l.sender_block,
                  time_or_null(l.published),
                  micros(l.received),
                  micros(l.changed),
                  time_or_null(l.verified),
                  time_or_null(l.next_try),
                  std::int64_t{l.tries}}) == 1;
}

namespace {

// What staff write on pages of their own may answer comments.
bool from_a_proven_page(db::Reader& reader, model::SiteId site, const std::string& source) {
  const auto url = Url::parse(source);
  return url && std::ranges::any_of(profile_proofs(reader, site), [&](const ProfileProof& proof) {
           const auto root = Url::parse(proof.page);
           return root && lies_below(*url, *root);
         });
}

// The page that was shown may have moved since it was read and ping from its new address now: then reading it
// again tells. Many that say the same are none that moved.
void look_again_at_its_like(db::Tx& tx, const Books& books, const Linkback& fresh) {
  constexpr Duration between_checks = std::chrono::seconds(30);
  const auto alike = tx.query(
      "select id, verified_at from (select id, title, excerpt, author_name, verified_at from linkback"
      " where site_id = $1 and post_id = $2 and state = 'shown' order by id desc limit 200)"
      " where id <> $3 and title = $4 and excerpt = $5 and author_name = $6 limit 2",
      {key(books.site.id), id_or_null(fresh.post_id), fresh.id, fresh.title, fresh.excerpt,
       fresh.author_name});
  if (alike.size() != 1 || verify_due(tx, books.site.id, alike[0].integer(0))) return;
  const Time read = maybe_time(alike[0], 1).value_or(Time{});
  add_job(tx, books, model::JobKind::verify, alike[0].integer(0),
          std::max(books.now(), read + between_checks));
}

}  // namespace

void save_linkback(db::Tx& tx, const Books& books, const Linkback& before, Linkback after) {
  assert(model::may_move(before.state, after.state));
  tidy_names(after);
  const bool is_news =
      before.state != after.state || before.digest != after.digest || before.source != after.source;
  if (is_news) after.changed = books.now();
  tx.exec(
      "update linkback set target = $3, post_id = $4, state = $5, reason = $6, type = $7, title = $8,"
      " excerpt = $9, author_name = $10, author_url = $11, blog_name = $12, digest = $13,"
      " published_at = $14, changed_at = $15, verified_at = $16, next_try_at = $17, tries = $18, protocol = "
      "$19"
      " where site_id = $1 and id = $2",
      {key(books.site.id), after.id, after.target, id_or_null(after.post_id), text(after.state),
       text(after.reason), after.type, after.title, after.excerpt, after.author_name, after.author_url,
       after.blog_name, after.digest, time_or_null(after.published), micros(after.changed),
       time_or_null(after.verified), time_or_null(after.next_try), std::int64_t{after.tries},
       text(after.protocol)});
  note_publication(tx, books, &before, after);
  const bool was_shown = before.state == LinkbackState::shown, is_shown = after.state == LinkbackState::shown;
  if (after.post_id && was_shown != is_shown) queue_salmention(tx, books, *after.post_id);
  if (after.post_id && !was_shown && is_shown) look_again_at_its_like(tx, books, after);
  // Whom it names and with what it agrees counts as long as readers see it.
  if (was_shown != is_shown) add_job(tx, books, model::JobKind::scan_linkback, after.id, books.now());
  const bool changed = was_shown != is_shown || (is_shown && before.digest != after.digest);
  if (after.post_id && changed && from_a_proven_page(tx, books.site.id, after.source))
    add_job(tx, books, model::JobKind::match_post, *after.post_id, books.now());
  if (books.site.forward && !was_shown && is_shown)
    add_job(tx, books, model::JobKind::forward, after.id, books.now());
}

model::SourcePage source_page_from(const db::Row& row, std::size_t first) {
  model::SourcePage out;
  out.final_url = row.text(first);
  out.content_html = row.text(first + 1);
  out.content_text = row.text(first + 2);
  out.summary = row.text(first + 3);
  out.author_photo = row.text(first + 4);
  out.published_text = row.text(first + 5);
  out.rsvp = row.text(first + 6);
  out.canonical = row.text(first + 7);
  out.syndication = lines_of(row.text(first + 8));
  out.photos = lines_of(row.text(first + 9));
  return out;
}

std::optional<model::SourcePage> find_source_page(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first("select " EARSHOT_SOURCE_PAGE_COLUMNS
                                ", page_text, link_at, quoted from linkback_page"
                                " where site_id = $1 and linkback_id = $2",
                                {key(site), id});
  if (!row) return std::nullopt;
  auto out = source_page_from(*row, 0);
  out.page_text = row->text(10);
  out.link_at = row->integer(11);
  out.quoted = ranges_in(row->text(12));
  return out;
}

std::optional<std::string> read_at(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first("select final_url from linkback_page where site_id = $1 and linkback_id = $2",
                                {key(site), id});
  return row ? std::optional(row->text(0)) : std::nullopt;
}

void put_source_page(db::Tx& tx, const Books& books, model::RowId id, const model::SourcePage& page) {
  tx.exec(
      "insert into linkback_page (site_id, linkback_id, final_url, page_text, link_at, content_html, "
      "content_text,"
      " summary, author_photo, published_text, rsvp, canonical, syndication, photos, quoted)"
      " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
      " on conflict (site_id, linkback_id) do update set final_url = excluded.final_url,"
      " page_text = excluded.page_text, link_at = excluded.link_at, content_html = excluded.content_html,"
      " content_text = excluded.content_text, summary = excluded.summary, author_photo = "
      "excluded.author_photo,"
      " published_text = excluded.published_text, rsvp = excluded.rsvp, canonical = excluded.canonical,"
      " syndication = excluded.syndication, photos = excluded.photos, quoted = excluded.quoted",
      {key(books.site.id), id, page.final_url, page.page_text, page.link_at, page.content_html,
       page.content_text, page.summary, page.author_photo, page.published_text, page.rsvp, page.canonical,
       as_lines(page.syndication), as_lines(page.photos), ranges_as_text(page.quoted)});
}

bool target_was_unknown(db::Reader& reader, model::SiteId site, std::string_view target_key, Time since) {
  return reader
      .first(
          "select id from linkback where site_id = $1 and target_key = $2 and state = 'refused'"
          " and reason = 'target_unknown' and changed_at >= $3 limit 1",
          {key(site), std::string(target_key), micros(since)})
      .has_value();
}

std::optional<Time> verify_due(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first(
      "select due_at, state, again_at from job where site_id = $1 and kind = $2 and subject = $3",
      {key(site), text(model::JobKind::verify), id});
  if (!row) return std::nullopt;
  if (row->text(1) == "ready") return from_micros(row->integer(0));
  return maybe_time(*row, 2);
}

}  // namespace earshot::store
