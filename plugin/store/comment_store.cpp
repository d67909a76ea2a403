#include "store/comment_store.h"

#include <chrono>
#include <limits>

#include "base/text.h"
#include "base/token.h"
#include "store/columns.h"

namespace earshot::store {

using model::word;

namespace {

constexpr std::string_view comment_columns =
    "select id, post_id, engine_id, kind, parent_engine_id, author_name, author_url, account, url, html, "
    "published_at, seen_at, imported, state, person, identity, identity_why, needs_answer, needs_why, "
    "run_first, first_answer, answered_at, answered_by, closed_at, edited_after, waiting"
    " from comment where site_id = $1 and ";

model::Wait wait_from(const db::Row& row, std::size_t at) {
  model::Wait out;
  out.run_first = row.integer(at);
  out.first_answer = row.maybe_integer(at + 1);
  out.answered = maybe_time(row, at + 2);
  out.answered_by = row.text(at + 3);
  out.closed = maybe_time(row, at + 4);
  out.edited = maybe_time(row, at + 5);
  return out;
}

model::Comment comment_from(const db::Row& row) {
  model::Comment out;
  out.id = row.integer(0);
  out.post_id = row.integer(1);
  out.engine_id = row.text(2);
  out.kind = row.text(3);
  out.parent_engine_id = row.text(4);
  out.author_name = row.text(5);
  out.author_url = row.text(6);
  out.account = row.text(7);
  out.url = row.text(8);
  out.html = row.text(9);
  out.published = maybe_time(row, 10);
  out.seen = from_micros(row.integer(11));
  out.imported = row.flag(12);
  out.state = model::stored_word<model::Visibility>(row.text(13));
  out.person = row.text(14);
  out.identity = model::stored_word<model::Identity>(row.text(15));
  out.identity_why = row.text(16);
  out.needs_answer = row.flag(17);
  out.needs_why = row.text(18);
  out.wait = wait_from(row, 19);
  out.wait.again = row.flag(25) && out.wait.first_answer;
  return out;
}

std::string comment_sql(std::string_view where) {
  return std::string(comment_columns).append(where);
}

std::vector<model::Comment> comments_where(db::Reader& reader, std::string_view where,
                                           db::Reader::Values values) {
  std::vector<model::Comment> out;
  reader.stream(comment_sql(where), {values.begin(), values.size()},
                [&](const db::Row& row) { out.push_back(comment_from(row)); });
  return out;
}

std::optional<model::Comment> comment_where(db::Reader& reader, std::string_view where,
                                            db::Reader::Values values) {
  const auto row = reader.first(comment_sql(where), values);
  return row ? std::optional(comment_from(*row)) : std::nullopt;
}

// False if there is one of this key under the post.
bool insert_comment(db::Tx& tx, const Books& books, model::RowId id, const model::Comment& c,
                    const std::string& digest) {
  return tx.exec(
             "insert into comment (site_id, id, post_id, engine_id, kind, parent_engine_id, author_name, "
             "author_url, "
             "account, author_key, url, html, digest, published_at, seen_at, imported, state, person, "
             "identity, "
             "identity_why, needs_answer, needs_why, run_first, answered_by)"
             " values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,'public','','','',0,'',0,'')"
             " on conflict (site_id, post_id, engine_id) do nothing",
             {key(books.site.id), id, c.post_id, c.engine_id, c.kind, c.parent_engine_id, c.author_name,
              c.author_url, c.account, author_key(c), c.url, c.html, digest, time_or_null(c.published),
              micros(books.now()), std::int64_t{c.imported}}) > 0;
}

void replace(db::Tx& tx, const Books& books, model::RowId id, const model::Comment& c,
             const std::string& digest, bool changed) {
  tx.exec(
      "update comment set kind = $3, parent_engine_id = $4, author_name = $5, author_url = $6, account = $7,"
      " author_key = $8, url = $9, html = $10, digest = $11, published_at = coalesce($12, published_at),"
      " edited_at = coalesce($13, edited_at), state = 'public' where site_id = $1 and id = $2",
      {key(books.site.id), id, c.kind, c.parent_engine_id, c.author_name, c.author_url, c.account,
       author_key(c), c.url, c.html, digest, time_or_null(c.published),
       changed ? db::Value(micros(books.now())) : db::Value()});
}

std::string wait_facts(std::string_view where) {
  return std::string(
             "select id, post_id, published_at, run_first, first_answer, answered_at, answered_by, closed_at,"
             " edited_after, seen_at, imported from comment"
             " where site_id = $1 and needs_answer = 1 and state = 'public' and ")
      .append(where);
}

WaitFact wait_fact_from(const db::Row& row) {
  WaitFact out;
  out.item = row.integer(0);
  out.post_id = row.integer(1);
  out.published = maybe_time(row, 2);
  out.wait = wait_from(row, 3);
  if (!row.flag(10)) out.seen = from_micros(row.integer(9));
  return out;
}

// The text that was answered last, before it is replaced: a row for each answer that an edit came behind.
// Answer 0: none is known yet, but one may have come between the last look and this one, or wait to be
// matched; only a young comment's, so that a theme that writes all comments anew does not double the store.
// Plus and rule stand there for SQLite, which would look through all answers of the site in their order.
void keep_answered_text(db::Tx& tx, const Books& books, model::RowId id, const std::string& html) {
  constexpr auto young = std::chrono::days(30);
  tx.exec(
      "insert into answered_text (site_id, post_id, comment_id, answer_id, html, edited_at)"
      " select site_id, post_id, id, coalesce((select max(+a.answer_id) from answer a"
      " where a.site_id = $1 and a.item_id = $2 and a.rule <> ''), first_answer, 0), html, $4 from comment"
      " where site_id = $1 and id = $2 and html <> $3 and (first_answer is not null"
      " or (imported = 0 and identity not in ('proven','confirmed') and coalesce(published_at, seen_at) > "
      "$5))"
      " on conflict (site_id, post_id, comment_id) do update set edited_at = excluded.edited_at,"
      " html = case when answered_text.answer_id = excluded.answer_id and excluded.answer_id <> 0"
      " then answered_text.html when answered_text.answer_id = 0 and answered_text.edited_at >="
      " (select answered_at from comment where site_id = $1 and id = $2) then answered_text.html"
      " else excluded.html end, answer_id = excluded.answer_id",
      {key(books.site.id), id, html, micros(books.now()), micros(books.now() - young)});
}

// What the backlog is read from.
struct Waiting {
  bool waiting = false;
  std::optional<Time> since;
};
Waiting waiting_of(const model::Comment& c) {
  const auto& wait = c.wait;
  const bool waiting = c.needs_answer && (wait.again || (!wait.first_answer && !wait.closed));
  return {waiting, !waiting ? std::nullopt : wait.again ? wait.edited : c.published};
}

}  // namespace

std::string author_key(const model::Comment& comment) {
  if (!comment.account.empty()) return comment.account;
  return folded(squeeze(comment.author_name)) + "\n" + lower_ascii(trim(comment.author_url));
}

std::optional<model::Comment> find_comment(db::Reader& reader, model::SiteId site, model::RowId id) {
  return comment_where(reader, "id = $2", {key(site), id});
}

std::optional<model::Comment> find_comment_by_engine_id(db::Reader& reader, model::SiteId site,
                                                        const std::string& engine_id) {
  // The plus sign: else SQLite walks all comments in the order of ids instead of asking the index.
  return comment_where(reader, "engine_id = $2 order by +id limit 1", {key(site), engine_id});
}

std::optional<model::Comment> find_comment_in_post(db::Reader& reader, model::SiteId site, model::RowId post,
                                                   const std::string& engine_id) {
  return comment_where(reader, "post_id = $2 and engine_id = $3", {key(site), post, engine_id});
}

std::vector<model::Comment> comments_of_post(db::Reader& reader, model::SiteId site, model::RowId post) {
  return comments_where(
      reader, "post_id = $2 order by case when published_at is null then seen_at else published_at end, id",
      {key(site), post});
}

std::unordered_map<model::RowId, model::Comment> matched_of_post(db::Reader& reader, model::SiteId site,
                                                                 model::RowId post) {
  std::unordered_map<model::RowId, model::Comment> out;
  const std::vector<db::Value> values{key(site), post};
  reader.stream(
      "select id, person, identity, identity_why, needs_answer, needs_why, run_first, first_answer,"
      " answered_at, answered_by, closed_at, edited_after, waiting from comment"
      " where site_id = $1 and post_id = $2",
      values, [&](const db::Row& row) {
        auto& one = out[row.integer(0)];
        one.person = row.text(1);
        one.identity = model::stored_word<model::Identity>(row.text(2));
        one.identity_why = row.text(3);
        one.needs_answer = row.flag(4);
        one.needs_why = row.text(5);
        one.wait = wait_from(row, 6);
        one.wait.again = row.flag(12) && one.wait.first_answer;
      });
  return out;
}

std::string conversation_mark(db::Reader& reader, model::SiteId site, model::RowId post) {
  const auto row = reader.first(
      "select count(*), coalesce(max(id), 0), coalesce(max(edited_at), 0),"
      " count(case when state = 'public' then 1 end),"
      " (select coalesce(max(said_at), 0) from identity_word where site_id = $1)"
      " from comment where site_id = $1 and post_id = $2",
      {key(site), post});
  std::string out;
  for (std::size_t i = 0; i < 5; ++i) out += std::to_string(row->integer(i)) + " ";
  return out;
}

std::vector<model::Comment> staff_comments(db::Reader& reader, model::SiteId site, std::optional<Time> before,
                                           int limit) {
  const auto end = before ? micros(*before) : std::numeric_limits<std::int64_t>::max();
  return comments_where(
      reader,
      "person <> '' and identity in ('proven','confirmed') and state = 'public' and published_at < $2"
      " order by published_at desc, id desc limit $3",
      {key(site), end, std::int64_t{limit}});
}

std::vector<model::Comment> comments_of_person(db::Reader& reader, model::SiteId site,
                                               const std::string& person, int limit) {
  // The plus sign: else SQLite walks all staff comments in their order instead of this person's.
  return comments_where(
      reader,
      "person = $2 and person <> '' and identity in ('proven','confirmed') and state = 'public'"
      " order by published_at desc, +id desc limit $3",
      {key(site), person, std::int64_t{limit}});
}

void stream_staff_comments(db::Reader& reader, model::SiteId site,
                           const std::function<void(const model::Comment&)>& each) {
  const std::vector<db::Value> values{key(site)};
  reader.stream(
      comment_sql("person <> '' and identity in ('proven','confirmed') and state = 'public'"
                  " order by post_id, case when published_at is null then seen_at else published_at end, id"),
      values, [&](const db::Row& row) { each(comment_from(row)); });
}

void stream_unproven_comments(db::Reader& reader, model::SiteId site,
                              const std::function<void(const model::Comment&)>& each) {
  const std::vector<db::Value> values{key(site)};
  reader.stream(comment_sql("person <> '' and identity in ('claimed','contradicted') and state = 'public'"
                            " order by published_at desc, id desc"),
                values, [&](const db::Row& row) { each(comment_from(row)); });
}

std::string digest_of(const model::Comment& c) {
  std::string whole;
  for (const std::string* part :
       {&c.kind, &c.parent_engine_id, &c.author_name, &c.author_url, &c.account, &c.url, &c.html}) {
    whole.append(std::to_string(part->size())).append(":").append(*part);
  }
  if (c.published) whole.append(std::to_string(micros(*c.published)));
  return sha256_hex(whole);
}

Stored put_comment(db::Tx& tx, const Books& books, const model::Comment& comment) {
  if (auto name = name_line(comment.author_name); name != comment.author_name) {
    auto tidy = comment;
    tidy.author_name = std::move(name);
    return put_comment(tx, books, tidy);
  }
  const auto digest = digest_of(comment);
  Stored out;
  // Tried first: most are new where there are many.
  if (const auto id = books.next_id(); insert_comment(tx, books, id, comment, digest)) {
    out.id = id;
    out.fresh = true;
    return out;
  }
  const auto known =
      tx.first("select id, digest, state from comment where site_id = $1 and post_id = $2 and engine_id = $3",
               {key(books.site.id), comment.post_id, comment.engine_id});
  out.id = known->integer(0);
  out.changed = known->text(1) != digest;
  out.reopened = known->text(2) != word(model::Visibility::open);
  if (out.changed) keep_answered_text(tx, books, out.id, comment.html);
  if (out.changed || out.reopened) replace(tx, books, out.id, comment, digest, out.changed);
  return out;
}

std::vector<Writer> writers_under(db::Reader& reader, model::SiteId site, model::RowId post) {
  std::vector<Writer> out;
  for (const auto& row :
       reader.query("select distinct author_name, case when identity in ('proven', 'confirmed') then person "
                    "else '' end"
                    " from comment where site_id = $1 and post_id = $2 and state = 'public' order by 1, 2",
                    {key(site), post}))
    out.push_back({row.text(0), row.text(1)});
  return out;
}

bool set_comment_gone(db::Tx& tx, const Books& books, model::RowId id) {
  return tx.exec("update comment set state = 'gone' where site_id = $1 and id = $2 and state = 'public'",
                 {key(books.site.id), id}) > 0;
}

bool set_identity(db::Tx& tx, model::SiteId site, model::RowId id, const std::string& person,
                  model::Identity identity, const std::string& why) {
  return tx.exec(
             "update comment set person = $3, identity = $4, identity_why = $5 where site_id = $1 and id = $2"
             " and (person <> $3 or identity <> $4 or identity_why <> $5)",
             {key(site), id, person, std::string(word(identity)), why}) > 0;
}

void set_needs(db::Tx& tx, model::SiteId site, model::RowId id, bool needs, const std::string& why) {
  auto comment = find_comment(tx, site, id);
  if (!comment) return;
  comment->needs_answer = needs;
  comment->needs_why = why;
  set_matched(tx, site, *comment);
}

void set_wait(db::Tx& tx, model::SiteId site, model::RowId id, const model::Wait& wait) {
  auto comment = find_comment(tx, site, id);
  if (!comment) return;
  comment->wait = wait;
  set_matched(tx, site, *comment);
}

void set_matched(db::Tx& tx, model::SiteId site, const model::Comment& c) {
  const auto now = waiting_of(c);
  tx.exec(
      "update comment set person = $3, identity = $4, identity_why = $5, needs_answer = $6, needs_why = $7,"
      " run_first = $8, first_answer = $9, answered_at = $10, answered_by = $11, closed_at = $12,"
      " edited_after = $13, waiting = $14, waiting_since = $15 where site_id = $1 and id = $2",
      {key(site), c.id, c.person, std::string(word(c.identity)), c.identity_why, std::int64_t{c.needs_answer},
       c.needs_why, c.wait.run_first, id_or_null(c.wait.first_answer), time_or_null(c.wait.answered),
       c.wait.answered_by, time_or_null(c.wait.closed), time_or_null(c.wait.edited),
       std::int64_t{now.waiting}, time_or_null(now.since)});
}

std::vector<model::RowId> imported_and_unmatched(db::Reader& reader, model::SiteId site) {
  std::vector<model::RowId> out;
  // "cross join", so that SQLite begins with the few jobs and does not walk through all comments.
  for (const auto& row :
       reader.query("select distinct c.post_id from job j cross join comment c where c.site_id = j.site_id"
                    " and c.id = j.subject and j.site_id = $1 and j.kind = 'match_answer' and c.imported = 1"
                    " order by c.post_id",
                    {key(site)})) {
    out.push_back(row.integer(0));
  }
  return out;
}

void note_imported_matched(db::Tx& tx, model::SiteId site, model::RowId post) {
  // A job that runs will see to itself; one of a comment of today also has names looked for in it.
  tx.exec(
      "delete from job where site_id = $1 and kind = 'match_answer' and state = 'ready' and subject in"
      " (select id from comment where site_id = $1 and post_id = $2 and imported = 1)",
      {key(site), post});
}

std::vector<model::Comment> waiting_comments(db::Reader& reader, model::SiteId site, int limit) {
  return comments_where(reader, "waiting = 1 and state = 'public' order by waiting_since, id limit $2",
                        {key(site), std::int64_t{limit}});
}

std::vector<model::Comment> comments_by(db::Reader& reader, model::SiteId site, const std::string& author_key,
                                        int limit) {
  return comments_where(reader, "author_key = $2 and state = 'public' order by id desc limit $3",
                        {key(site), author_key, std::int64_t{limit}});
}

std::vector<model::Comment> comments_since(db::Reader& reader, model::SiteId site, Time since, int limit) {
  // Numbers grow with time: no index on it is needed.
  auto found =
      comments_where(reader, "state = 'public' order by id desc limit $2", {key(site), std::int64_t{limit}});
  std::erase_if(found, [&](const model::Comment& comment) { return comment.seen < since; });
  return found;
}

std::int64_t count_waiting(db::Reader& reader, model::SiteId site) {
  return reader
      .first("select count(*) from comment where site_id = $1 and waiting = 1 and state = 'public'",
             {key(site)})
      ->integer(0);
}

void stream_live_comments(db::Reader& reader, model::SiteId site,
                          const std::function<void(const LiveComment&)>& each) {
  const std::vector<db::Value> values{key(site)};
  reader.stream(
      "select id, post_id, engine_id, digest, imported from comment"
      " where site_id = $1 and state = 'public' order by id",
      values, [&](const db::Row& row) {
        each({row.integer(0), row.integer(1), row.text(2), row.text(3), row.flag(4)});
      });
}

void stream_waits(db::Reader& reader, model::SiteId site, std::optional<Time> from, std::optional<Time> to,
                  const std::function<void(const WaitFact&)>& each) {
  constexpr auto first = std::numeric_limits<std::int64_t>::min();
  constexpr auto last = std::numeric_limits<std::int64_t>::max();
  const auto tell = [&](const db::Row& row) { each(wait_fact_from(row)); };
  // Two questions: with an `or` SQLite reads the whole index where a part of it would do.
  if (!from && !to) {
    const std::vector<db::Value> values{key(site)};
    reader.stream(wait_facts("published_at is null order by id"), values, tell);
  }
  const std::vector<db::Value> values{key(site), from ? micros(*from) : first, to ? micros(*to) : last};
  reader.stream(wait_facts("published_at >= $2 and published_at < $3 order by published_at, id"), values,
                tell);
}

void stream_answered_and_gone(db::Reader& reader, model::SiteId site, std::optional<Time> from,
                              std::optional<Time> to, const std::function<void(const WaitFact&)>& each) {
  const std::vector<db::Value> values{key(site),
                                      from ? micros(*from) : std::numeric_limits<std::int64_t>::min(),
                                      to ? micros(*to) : std::numeric_limits<std::int64_t>::max()};
  // "cross join": by what is gone, of which there is little and which an index covers.
  reader.stream(
      "select i.id, i.post_id, i.published_at, i.run_first, i.first_answer, i.answered_at, i.answered_by,"
      " i.closed_at, i.edited_after, i.seen_at, i.imported from comment i cross join comment c cross join "
      "answer a"
      " where i.site_id = $1 and i.state <> 'public' and i.first_answer is not null and i.run_first = i.id"
      " and i.published_at >= $2 and i.published_at < $3 and c.site_id = $1 and c.id = i.first_answer"
      " and c.state = 'public' and c.person <> '' and c.identity in ('proven','confirmed')"
      " and a.site_id = $1 and a.answer_id = c.id and a.item_id = i.id",
      values, [&](const db::Row& row) { each(wait_fact_from(row)); });
}

void stream_waiting(db::Reader& reader, model::SiteId site,
                    const std::function<void(const WaitingFact&)>& each) {
  const std::vector<db::Value> values{key(site)};
  reader.stream(
      "select id, post_id, waiting_since from comment where site_id = $1 and waiting = 1"
      " and state = 'public' order by waiting_since, id",
      values, [&](const db::Row& row) {
        each({row.integer(0), row.integer(1), maybe_time(row, 2)});
      });
}

}  // namespace earshot::store
