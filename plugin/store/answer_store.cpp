#include "store/answer_store.h"

#include <limits>

#include "store/columns.h"

namespace earshot::store {

namespace {

std::vector<model::Answer> read(db::Reader& reader, std::string_view rest, db::Reader::Values values) {
  std::vector<model::Answer> out;
  for (const auto& row : reader.query(
           std::string("select a.answer_id, a.item_id, a.rule, a.certainty from answer a ").append(rest),
           values)) {
    out.push_back(
        {row.integer(0), row.integer(1), model::stored_word<model::AnswerRule>(row.text(2)), row.real(3)});
  }
  return out;
}

}  // namespace

// The plus signs and the `in`: SQLite takes an index that has only the site and the order for a good one, and
// would walk through every answer there is.

void put_answer(db::Tx& tx, const Books& books, const model::Answer& answer) {
  tx.exec(
      "insert into answer (site_id, answer_id, item_id, rule, certainty, found_at) values ($1,$2,$3,$4,$5,$6)"
      " on conflict (site_id, answer_id, item_id) do update set rule = excluded.rule,"
      " certainty = excluded.certainty",
      {key(books.site.id), answer.answer_id, answer.item_id, std::string(model::word(answer.rule)),
       answer.certainty, micros(books.now())});
}

void drop_answer(db::Tx& tx, model::SiteId site, model::RowId answer_id, model::RowId item_id) {
  tx.exec("delete from answer where site_id = $1 and answer_id = $2 and item_id = $3",
          {key(site), answer_id, item_id});
}

std::vector<model::Answer> answers_of_item(db::Reader& reader, model::SiteId site, model::RowId item) {
  return read(reader, "where a.site_id = $1 and a.item_id = $2 order by a.certainty desc, a.answer_id",
              {key(site), item});
}

std::vector<model::Answer> answers_by(db::Reader& reader, model::SiteId site, model::RowId answer) {
  return read(reader,
              "join comment c on c.site_id = a.site_id and c.id = a.item_id"
              " where a.site_id = $1 and a.answer_id = $2 order by +c.published_at, +a.item_id",
              {key(site), answer});
}

std::vector<model::Answer> answers_in_post(db::Reader& reader, model::SiteId site, model::RowId post) {
  return read(
      reader,
      "where a.site_id = $1 and a.answer_id in"
      " (select id from comment where site_id = $1 and post_id = $2) order by +a.answer_id, +a.item_id",
      {key(site), post});
}

std::map<model::RowId, AnsweredText> answered_texts(db::Reader& reader, model::SiteId site,
                                                    model::RowId post) {
  std::map<model::RowId, AnsweredText> out;
  for (const auto& row : reader.query(
           "select comment_id, html, edited_at from answered_text where site_id = $1 and post_id = $2",
           {key(site), post})) {
    out[row.integer(0)] = {row.text(1), from_micros(row.integer(2))};
  }
  return out;
}

void stream_answers(db::Reader& reader, model::SiteId site, std::optional<Time> from, std::optional<Time> to,
                    const std::function<void(const AnswerLine&)>& each) {
  const std::vector<db::Value> values{
      key(site), from ? micros(*from) : std::numeric_limits<std::int64_t>::min(),
      to ? micros(*to) : std::numeric_limits<std::int64_t>::max(), std::int64_t{!from && !to}};
  reader.stream(
      "select p.engine_id, c.engine_id, c.person, c.id, c.published_at, a.item_id, a.rule, a.certainty, "
      "i.engine_id, i.edited_after"
      " from comment c join post p on p.site_id = c.site_id and p.id = c.post_id"
      " left join answer a on a.site_id = c.site_id and a.answer_id = c.id"
      " left join comment i on i.site_id = a.site_id and i.id = a.item_id"
      " where c.site_id = $1 and c.person <> '' and c.identity in ('proven','confirmed') and c.state = "
      "'public'"
      " and ((c.published_at >= $2 and c.published_at < $3) or (c.published_at is null and $4 = 1))"
      " order by c.post_id, c.published_at, c.id, a.item_id",
      values, [&](const db::Row& row) {
        AnswerLine line;
        line.post = row.text(0);
        line.comment = row.text(1);
        line.person = row.text(2);
        line.answer_id = row.integer(3);
        line.published = maybe_time(row, 4);
        if (!row.is_null(5)) {
          line.answer = model::Answer{line.answer_id, row.integer(5),
                                      model::stored_word<model::AnswerRule>(row.text(6)), row.real(7)};
          line.item = row.text(8);
          line.item_edited = maybe_time(row, 9);
        }
        each(line);
      });
}

}  // namespace earshot::store
