#include "watch/comment_import.h"

#include <chrono>
#include <future>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <variant>

#include "base/text.h"
#include "base/url.h"
#include "store/comment_store.h"
#include "store/job_store.h"
#include "store/post_store.h"
#include "watch/record_fields.h"

namespace earshot::watch {

namespace {

constexpr std::size_t rows_a_batch = 2000, line_bytes = 1024 * 1024;
constexpr auto if_nobody_matches = std::chrono::minutes(10);

using nlohmann::json;

constexpr FieldLimits import_limits{.html_bytes = line_bytes};

// Words of a known enumeration and texts: what else stands there is no word of ours, and left out.
std::optional<store::IdentityWord> writer_in(const json& said) {
  const auto found = said.find("written_by");
  if (found == said.end() || !found->is_object()) return std::nullopt;
  RecordFields fields(*found, import_limits);
  const auto identity = model::from_word<model::Identity>(fields.name("identity"));
  store::IdentityWord out{fields.name("person"), identity.value_or(model::Identity::none), fields.name("who"),
                          fields.name("evidence")};
  if (!identity || !fields.why().empty()) return std::nullopt;
  return out;
}

std::optional<CarriedWords> words_in(const json& row) {
  const auto said = row.find("by_hand");
  if (said == row.end() || !said->is_object()) return std::nullopt;
  CarriedWords out;
  out.written_by = writer_in(*said);
  if (const auto needs = said->find("needs_answer"); needs != said->end() && needs->is_boolean())
    out.needs_answer = needs->get<bool>();
  if (const auto answers = said->find("answers"); answers != said->end() && answers->is_array()) {
    out.answers.emplace();
    for (const auto& item : *answers) {
      if (item.is_string()) out.answers->push_back(clean_utf8(item.get_ref<const std::string&>()));
    }
  }
  return out;
}

struct Line {
  WrittenComment comment;
  std::optional<CarriedWords> words;
};

std::variant<Line, std::string> read_line(const std::string& line) {
  if (line.size() > line_bytes) return "longer than 1 MiB";
  const auto row = parse_record(line);
  if (row.is_discarded()) return "not JSON";
  if (!row.is_object()) return "not a JSON object";
  RecordFields fields(row, import_limits);
  Line out{fields.comment(), words_in(row)};
  auto& comment = out.comment.comment;
  if (!comment.published) fields.fail("date is missing");
  if (!fields.why().empty()) return fields.why();
  comment.imported = true;
  if (out.words) out.words->comment = comment.engine_id;
  return out;
}

bool elsewhere(const std::string& post, const model::Site& site) {
  const auto url = Url::parse(post);
  return url && !lies_below(*url, site.url);
}

// Lines are read while those before them are written.
class Importer {
 public:
  explicit Importer(const store::Books& books) : books_(books) {}

  void add(Line line, std::int64_t number) {
    auto& row = line.comment;
    if (line.words) {
      line.words->line = number;
      words_.emplace_back(row.post_name, std::move(*line.words));
    }
    rows_.push_back(std::move(row));
    if (rows_.size() >= rows_a_batch) hand_over();
  }

  void flush() {
    hand_over();
    writing_.get();
    for (auto& [post_name, words] : words_) {
      words.post = posts_.at(post_name).first;
      result.words.push_back(std::move(words));
    }
  }

  ImportResult result;  // of what was written, once flushed

 private:
  void hand_over() {
    if (writing_.valid()) writing_.get();
    writing_ = std::async(std::launch::async, [this, rows = std::move(rows_)] { write(rows); });
    rows_.clear();
  }

  void write(const std::vector<WrittenComment>& rows) {
    if (rows.empty()) return;
    // A write may be tried again: everything it learns is taken over only when it stands.
    struct Learned {
      std::unordered_map<std::string, std::pair<model::RowId, std::string>> posts;
      std::unordered_map<model::RowId, model::RowId> touched;  // post → one of its comments
      std::int64_t fresh = 0, changed = 0;
    };
    const auto learned = books_.database.write([&](db::Tx& tx) {
      Learned now;
      for (const auto& row : rows) {
        auto place = posts_.find(row.post_name);
        if (place == posts_.end()) {
          place = now.posts.find(row.post_name);
          if (place == now.posts.end()) place = now.posts.emplace(row.post_name, post_of(tx, row)).first;
        }
        auto comment = row.comment;
        comment.post_id = place->second.first;
        if (comment.url.empty() && !place->second.second.empty())
          comment.url = place->second.second + "#comment-" + comment.engine_id;
        const auto stored = store::put_comment(tx, books_, comment);
        now.fresh += stored.fresh;
        now.changed += stored.changed || stored.reopened;
        if (stored.fresh || stored.changed || stored.reopened)
          now.touched.emplace(comment.post_id, stored.id);
      }
      for (const auto& [post, comment] : now.touched) {
        const auto first = touched_.find(post);
        store::add_job(tx, books_, model::JobKind::match_answer,
                       first != touched_.end() ? first->second : comment, books_.now() + if_nobody_matches);
      }
      return now;
    });
    posts_.insert(learned.posts.begin(), learned.posts.end());
    touched_.insert(learned.touched.begin(), learned.touched.end());
    result.fresh += learned.fresh;
    result.changed += learned.changed;
    result.same += static_cast<std::int64_t>(rows.size()) - learned.fresh - learned.changed;
  }

  // Row and address of the post; made if nobody knows it.
  std::pair<model::RowId, std::string> post_of(db::Tx& tx, const WrittenComment& row) {
    const auto& name = row.post_name;
    const auto& title = row.post_title;
    const auto url = Url::parse(name);
    auto known = store::find_post_by_engine_id(tx, books_.site.id, name);
    if (!known && url) known = store::find_post_by_key(tx, books_.site.id, page_key(url->without_fragment()));
    if (known) {
      // Of posts that we watch ourselves the engine tells it, and tells when it changes.
      if (row.post_closed && books_.site.engine != model::Engine::wordpress)
        store::close_post(tx, books_, known->id);
      return {known->id, known->url};
    }
    model::Post post;
    if (row.post_closed) post.comments_open = false;
    post.url = url ? url->without_fragment().text() : std::string();
    post.engine_id = name;
    post.title = title.empty() ? name : title;
    return {store::put_post(tx, books_, post).id, post.url};
  }

  const store::Books& books_;
  std::vector<WrittenComment> rows_;
  std::vector<std::pair<std::string, CarriedWords>> words_;  // with the name of their post
  std::unordered_map<std::string, std::pair<model::RowId, std::string>> posts_;
  std::unordered_map<model::RowId, model::RowId> touched_;
  std::future<void> writing_;  // the last member: what it uses dies after it ended
};

}  // namespace

ImportResult import_comments(const store::Books& books, std::istream& lines,
                             const std::function<void(std::int64_t lines, std::int64_t bytes)>& progress,
                             const ImportSettings& settings) {
  Importer importer(books);
  auto& result = importer.result;
  std::int64_t bytes = 0;
  for (std::string line; std::getline(lines, line);) {
    ++result.lines;
    bytes += static_cast<std::int64_t>(line.size()) + 1;
    if (trim(line).empty()) continue;
    auto read = read_line(line);
    auto* found = std::get_if<Line>(&read);
    const auto* row = found ? &found->comment : nullptr;
    if (!row) {
      result.bad.push_back({result.lines, std::get<std::string>(read)});
    } else if (row->comment.published > books.now() + std::chrono::days(1)) {  // zones apart
      result.bad.push_back({result.lines, "date lies in the future"});
    } else if (!settings.any_host && elsewhere(row->post_name, books.site)) {
      result.bad.push_back({result.lines, "post does not lie below " + books.site.url.text()});
    } else {
      importer.add(std::move(*found), result.lines);
    }
    if (progress && result.lines % static_cast<std::int64_t>(rows_a_batch) == 0)
      progress(result.lines, bytes);
  }
  importer.flush();
  // Also those that an earlier run, ended too soon, left.
  result.posts = books.database.read(
      [&](db::Reader& reader) { return store::imported_and_unmatched(reader, books.site.id); });
  if (progress) progress(result.lines, bytes);
  return std::move(importer.result);
}

}  // namespace earshot::watch
