#include "store/sent_store.h"

#include <cassert>

#include "base/token.h"
#include "store/columns.h"
#include "store/job_store.h"

namespace earshot::store {

using model::Sent;
using model::SentState;

namespace {

#define EARSHOT_SENT_COLUMNS                                                               \
  "id, post_id, source, target, source_key, target_key, linked, digest, state, protocol, " \
  "endpoint, status, message, location, tries, queued_at, next_try_at, first_sent_at, last_sent_at"

std::string word_of(const std::optional<model::Protocol>& protocol) {
  return protocol ? std::string(model::word(*protocol)) : std::string();
}

Sent sent_from(const db::Row& row) {
  Sent out;
  out.id = row.integer(0);
  out.post_id = row.maybe_integer(1);
  out.source = row.text(2);
  out.target = row.text(3);
  out.source_key = row.text(4);
  out.target_key = row.text(5);
  out.linked = row.flag(6);
  out.digest = row.text(7);
  out.state = model::stored_word<SentState>(row.text(8));
  out.protocol = model::from_word<model::Protocol>(row.text(9));
  out.endpoint = row.text(10);
  out.status = static_cast<int>(row.integer(11));
  out.message = row.text(12);
  out.location = row.text(13);
  out.tries = static_cast<int>(row.integer(14));
  out.queued = from_micros(row.integer(15));
  out.next_try = maybe_time(row, 16);
  out.first_sent = maybe_time(row, 17);
  out.last_sent = maybe_time(row, 18);
  return out;
}

std::optional<Sent> sent_in(const std::optional<db::Row>& row) {
  return row ? std::optional(sent_from(*row)) : std::nullopt;
}

std::vector<Sent> all_sent_in(const std::vector<db::Row>& rows) {
  std::vector<Sent> out;
  out.reserve(rows.size());
  for (const auto& row : rows) out.push_back(sent_from(row));
  return out;
}

}  // namespace

std::string sent_source_key(const Url& source) {
  return sha256_hex(source.text());
}

std::string sent_target_key(const Url& target) {
  return sha256_hex(target.without_fragment().text());
}

std::optional<Sent> find_sent(db::Reader& reader, model::SiteId site, model::RowId id) {
  return sent_in(reader.first("select " EARSHOT_SENT_COLUMNS " from sent where site_id = $1 and id = $2",
                              {key(site), id}));
}

std::optional<Sent> find_sent_by_pair(db::Reader& reader, model::SiteId site, std::string_view source_key,
                                      std::string_view target_key) {
  return sent_in(reader.first("select " EARSHOT_SENT_COLUMNS
                              " from sent where site_id = $1 and source_key = $2 and target_key = $3",
                              {key(site), std::string(source_key), std::string(target_key)}));
}

std::vector<Sent> sent_for_post(db::Reader& reader, model::SiteId site, model::RowId post_id) {
  return all_sent_in(reader.query("select " EARSHOT_SENT_COLUMNS
                                  " from sent where site_id = $1 and post_id = $2 order by id",
                                  {key(site), post_id}));
}

std::vector<Sent> list_sent(db::Reader& reader, model::SiteId site,
                            const std::optional<std::string>& source_key, int limit) {
  if (source_key) {
    // By the index of sources: in the order of ids SQLite would walk through all there are.
    return all_sent_in(
        reader.query("select " EARSHOT_SENT_COLUMNS
                     " from sent where site_id = $1 and source_key = $2 order by +id desc limit $3",
                     {key(site), *source_key, std::int64_t{limit}}));
  }
  return all_sent_in(reader.query("select " EARSHOT_SENT_COLUMNS
                                  " from sent where site_id = $1 order by queued_at desc, id desc limit $2",
                                  {key(site), std::int64_t{limit}}));
}

std::int64_t count_queued(db::Reader& reader, model::SiteId site, Time since) {
  return reader
      .first("select count(*) from sent where site_id = $1 and queued_at >= $2", {key(site), micros(since)})
      ->integer(0);
}

bool pinged_before(db::Reader& reader, model::SiteId site, std::string_view source_key,
                   std::string_view endpoint) {
  return reader
      .first(
          "select id from sent where site_id = $1 and source_key = $2 and endpoint = $3"
          " and protocol = 'trackback' and first_sent_at is not null limit 1",
          {key(site), std::string(source_key), std::string(endpoint)})
      .has_value();
}

void insert_sent(db::Tx& tx, const Books& books, const Sent& s) {
  tx.exec("insert into sent (site_id, " EARSHOT_SENT_COLUMNS
          ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,"
          " $20)",
          {key(books.site.id),
           s.id,
           s.post_id ? db::Value(*s.post_id) : db::Value(),
           s.source,
           s.target,
           s.source_key,
           s.target_key,
           std::int64_t{s.linked},
           s.digest,
           std::string(model::word(s.state)),
           word_of(s.protocol),
           s.endpoint,
           std::int64_t{s.status},
           s.message,
           s.location,
           std::int64_t{s.tries},
           micros(s.queued),
           time_or_null(s.next_try),
           time_or_null(s.first_sent),
           time_or_null(s.last_sent)});
}

void save_sent(db::Tx& tx, const Books& books, const Sent& before, const Sent& s) {
  assert(model::may_move(before.state, s.state));
  tx.exec(
      "update sent set post_id = $3, target = $4, linked = $5, digest = $6, state = $7, protocol = $8,"
      " endpoint = $9, status = $10, message = $11, location = $12, tries = $13, queued_at = $14,"
      " next_try_at = $15, first_sent_at = $16, last_sent_at = $17"
      " where site_id = $1 and id = $2",
      {key(books.site.id), s.id, s.post_id ? db::Value(*s.post_id) : db::Value(), s.target,
       std::int64_t{s.linked}, s.digest, std::string(model::word(s.state)), word_of(s.protocol), s.endpoint,
       std::int64_t{s.status}, s.message, s.location, std::int64_t{s.tries}, micros(s.queued),
       time_or_null(s.next_try), time_or_null(s.first_sent), time_or_null(s.last_sent)});
}

namespace {

bool sent_earlier(db::Tx& tx, const Books& books, model::RowId post_id) {
  return tx
      .first("select id from sent where site_id = $1 and post_id = $2 limit 1", {key(books.site.id), post_id})
      .has_value();
}

}  // namespace

void queue_sending(db::Tx& tx, const Books& books, model::RowId post_id, bool old) {
  if (!books.site.sending.on || (old && !sent_earlier(tx, books, post_id))) return;
  add_job(tx, books, model::JobKind::send_post, post_id, books.now());
}

void queue_salmention(db::Tx& tx, const Books& books, model::RowId post_id) {
  // Responses come in crowds; a post's readers elsewhere need to hear of the crowd, not of each.
  constexpr auto gather = std::chrono::hours(1);
  const auto& sending = books.site.sending;
  if (!sending.on || !sending.salmention || !sent_earlier(tx, books, post_id)) return;
  add_job(tx, books, model::JobKind::send_post, post_id, books.now() + gather);
}

std::optional<std::string> find_voucher(db::Reader& reader, model::SiteId site, std::string_view not_host) {
  const auto row = reader.first(
      "select source from linkback where site_id = $1 and state = 'shown' and source_host <> $2"
      " order by id desc limit 1",
      {key(site), std::string(not_host)});
  return row ? std::optional(row->text(0)) : std::nullopt;
}

}  // namespace earshot::store
