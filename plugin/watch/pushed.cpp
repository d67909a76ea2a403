#include "watch/pushed.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "base/text.h"
#include "base/url.h"
#include "store/comment_store.h"
#include "store/post_store.h"
#include "store/pushed_store.h"
#include "watch/ingest.h"

namespace earshot::watch {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// A message is good for minutes; whoever sends one again after so long signed it anew.
constexpr auto kept_for = std::chrono::days(2);

using RecordOrWhy = std::variant<PushedRecord, std::string>;

RecordOrWhy read_record(std::size_t index, const json& row, const FieldLimits& limits) {
  if (row.is_discarded()) return "not JSON";
  if (!row.is_object()) return "not a JSON object";
  RecordFields fields(row, limits);
  PushedRecord out;
  out.index = index;
  const auto kind = fields.name("kind"), action = fields.name("action");
  if (kind == "post") {
    out.kind = PushKind::post;
  } else if (!kind.empty() && kind != "comment") {
    return "kind is comment or post";
  }
  if (action == "delete") {
    out.action = PushAction::remove;
  } else if (action == "hold") {
    out.action = PushAction::hold;
  } else if (!action.empty() && action != "upsert") {
    return "action is upsert, delete or hold";
  }
  if (out.kind == PushKind::post) {
    out.post = fields.post();
    if (out.post.url.empty() && out.action == PushAction::upsert) fields.fail("url is missing");
  } else {
    out.comment = fields.comment();
  }
  if (!fields.why().empty()) return fields.why();
  return out;
}

std::vector<json> rows_in(std::string_view body) {
  std::vector<json> out;
  json all = parse_record(body);
  if (all.is_array()) {
    for (auto& row : all) out.push_back(std::move(row));
  } else if (all.is_object()) {
    out.push_back(std::move(all));
  } else {
    for (std::size_t at = 0; at < body.size();) {
      const auto end = std::min(body.find('\n', at), body.size());
      const auto line = trim(body.substr(at, end - at));
      if (!line.empty()) out.push_back(parse_record(line));
      at = end + 1;
    }
  }
  return out;
}

// Writes one message.
class Taking {
 public:
  Taking(db::Tx& tx, const store::Books& books, std::vector<BadRecord> bad)
      : tx_(tx), books_(books), bad_(std::move(bad)) {}

  void take(const PushedRecord& record) {
    const auto why = record.kind == PushKind::post ? take_post_record(record) : take_comment_record(record);
    if (!why.empty()) bad_.push_back({record.index, why});
  }

  std::string answer(std::size_t records) const {
    ordered_json bad = json::array();
    for (const auto& one : bad_) bad.push_back({{"index", one.index}, {"reason", one.why}});
    const ordered_json out = {{"records", records}, {"new", fresh_}, {"changed", changed_},
                              {"unchanged", same_}, {"gone", gone_}, {"bad", std::move(bad)}};
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
  }

 private:
  void count(const store::Stored& stored) {
    const bool changed = stored.changed || stored.reopened;
    ++(stored.fresh ? fresh_ : changed ? changed_ : same_);
  }
  void count_gone(bool went) { ++(went ? gone_ : same_); }

  std::string take_post_record(const PushedRecord& record) {
    const auto known = store::find_post_by_engine_id(tx_, books_.site.id, record.post.engine_id);
    if (record.action != PushAction::upsert) {
      count_gone(known && take_post_away(tx_, books_, known->id));
      return {};
    }
    const auto url = Url::parse(record.post.url);
    if (!url || !lies_below(*url, books_.site.url)) return elsewhere();
    count(take_post(tx_, books_, record.post));
    return {};
  }

  std::string take_comment_record(const PushedRecord& record) {
    const auto& said = record.comment;
    auto post = find_post(said.post_name);
    if (record.action != PushAction::upsert) {
      const auto known =
          post ? store::find_comment_in_post(tx_, books_.site.id, post->id, said.comment.engine_id)
               : std::nullopt;
      count_gone(known && take_comment_away(tx_, books_, known->id));
      return {};
    }
    if (!post) {
      const auto url = Url::parse(said.post_name);
      if (!url) return "post is not known, and is no address of one that could be made";
      if (!lies_below(*url, books_.site.url)) return elsewhere();
      post = made(*url, said.post_title);
    }
    auto comment = said.comment;
    comment.post_id = post->id;
    if (comment.url.empty() && !post->url.empty()) comment.url = post->url + "#comment-" + comment.engine_id;
    if (!comment.published) comment.published = first_seen(comment);
    count(take_comment(tx_, books_, comment));
    return {};
  }

  // A comment without a date is told of as it happens.
  Time first_seen(const model::Comment& comment) {
    const auto known = store::find_comment_in_post(tx_, books_.site.id, comment.post_id, comment.engine_id);
    return known ? known->published.value_or(known->seen) : books_.now();
  }

  std::optional<model::Post> find_post(const std::string& name) {
    if (auto known = store::find_post_by_engine_id(tx_, books_.site.id, name)) return known;
    const auto url = Url::parse(name);
    if (!url) return std::nullopt;
    return store::find_post_by_key(tx_, books_.site.id, page_key(url->without_fragment()));
  }

  // Known by its address until the engine tells of the post itself.
  model::Post made(const Url& url, const std::string& title) {
    model::Post post;
    post.url = url.without_fragment().text();
    post.engine_id = post.url;
    post.title = title.empty() ? post.url : title;
    post.id = store::put_post(tx_, books_, post).id;
    return post;
  }

  std::string elsewhere() const { return "it does not lie below " + books_.site.url.text(); }

  db::Tx& tx_;
  const store::Books& books_;
  std::vector<BadRecord> bad_;
  std::int64_t fresh_ = 0, changed_ = 0, same_ = 0, gone_ = 0;
};

}  // namespace

Result<Push, std::string> read_push(std::string_view body, const PushLimits& limits) {
  const auto rows = rows_in(body);
  if (rows.empty()) return std::string("there is no record in it");
  if (rows.size() > limits.records)
    return "at most " + std::to_string(limits.records) + " records in one message";
  Push out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto read = read_record(i, rows[i], limits.fields);
    if (auto* record = std::get_if<PushedRecord>(&read)) {
      out.records.push_back(std::move(*record));
    } else {
      out.bad.push_back({i, std::get<std::string>(read)});
    }
  }
  return out;
}

PushAnswer take_push(const store::Books& books, const std::string& message, const Push& push) {
  return books.database.write([&](db::Tx& tx) {
    if (auto answer = store::answer_to_push(tx, books.site.id, message)) return PushAnswer{true, *answer};
    Taking taking(tx, books, push.bad);
    for (const auto& record : push.records) taking.take(record);
    PushAnswer out{false, taking.answer(push.records.size() + push.bad.size())};
    store::note_push(tx, books, message, out.json, books.now() - kept_for);
    return out;
  });
}

}  // namespace earshot::watch
