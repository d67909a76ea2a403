#include "watch/comment_import.h"

#include <chrono>
#include <future>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <variant>

#include "base/text.h"
#include "base/url.h"
#include "markup/escape.h"
#include "store/comment_store.h"
#include "store/job_store.h"
#include "store/post_store.h"

namespace earshot::watch {

namespace {

using nlohmann::json;

constexpr std::size_t rows_a_batch = 2000, line_bytes = 1024 * 1024, name_bytes = 512;
constexpr auto if_nobody_matches = std::chrono::minutes(10);

struct Row {
  model::Comment comment;
  std::string post, title;  // of the post: its address or key, and its title if the line tells
};

// Missing and null are the same; another type is a mistake.
std::optional<std::string> text_of(const json& row, const char* name, std::string& why) {
  const auto found = row.find(name);
  if (found == row.end() || found->is_null()) return "";
  if (found->is_string()) return clean_utf8(found->get_ref<const std::string&>());
  if (found->is_number_integer()) return std::to_string(found->get<std::int64_t>());
  why = std::string(name) + " is not a text";
  return std::nullopt;
}

std::variant<Row, std::string> read_line(const std::string& line) {
  if (line.size() > line_bytes) return "longer than 1 MiB";
  bool too_deep = false;
  const auto guard = [&](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > 4;
    return depth <= 4;
  };
  const json row = json::parse(line, guard, false);
  if (row.is_discarded()) return "not JSON";
  if (too_deep || !row.is_object()) return "not a flat JSON object";
  std::string why;
  Row out;
  auto& c = out.comment;
  std::string text, html, date;
  struct Field {
    const char* name;
    std::string& to;
  };
  for (const auto& [name, to] :
       {Field{"post", out.post}, Field{"id", c.engine_id}, Field{"parent", c.parent_engine_id},
        Field{"author", c.author_name}, Field{"author_url", c.author_url}, Field{"account", c.account},
        Field{"date", date}, Field{"text", text}, Field{"html", html}, Field{"url", c.url},
        Field{"title", out.title}}) {
    auto value = text_of(row, name, why);
    if (!value) return why;
    to = std::move(*value);
  }
  if (out.post.empty()) return "post is missing";
  if (c.engine_id.empty()) return "id is missing";
  if (out.post.size() > max_url_bytes || c.engine_id.size() > name_bytes) return "post or id is too long";
  if (c.parent_engine_id == c.engine_id) return "parent is the comment itself";
  if (!c.url.empty() && !Url::parse(c.url)) return "url is no http or https address";
  c.published = parse_iso8601(date);
  if (!c.published) return date.empty() ? "date is missing" : "date is not ISO 8601";
  c.author_name = std::string(cut(c.author_name, name_bytes));
  c.html = html.empty() ? markup::html_lines(text) : std::move(html);
  c.imported = true;
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

  void add(Row row) {
    rows_.push_back(std::move(row));
    if (rows_.size() >= rows_a_batch) hand_over();
  }

  void flush() {
    hand_over();
    writing_.get();
  }

  ImportResult result;  // of what was written, once flushed

 private:
  void hand_over() {
    if (writing_.valid()) writing_.get();
    writing_ = std::async(std::launch::async, [this, rows = std::move(rows_)] { write(rows); });
    rows_.clear();
  }

  void write(const std::vector<Row>& rows) {
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
        auto place = posts_.find(row.post);
        if (place == posts_.end()) {
          place = now.posts.find(row.post);
          if (place == now.posts.end())
            place = now.posts.emplace(row.post, post_of(tx, row.post, row.title)).first;
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
  std::pair<model::RowId, std::string> post_of(db::Tx& tx, const std::string& name,
                                               const std::string& title) {
    if (auto known = store::find_post_by_engine_id(tx, books_.site.id, name)) return {known->id, known->url};
    const auto url = Url::parse(name);
    if (url) {
      if (auto known = store::find_post_by_key(tx, books_.site.id, page_key(url->without_fragment()))) {
        return {known->id, known->url};
      }
    }
    model::Post post;
    post.url = url ? url->without_fragment().text() : std::string();
    post.engine_id = name;
    post.title = title.empty() ? name : std::string(cut(title, name_bytes));
    return {store::put_post(tx, books_, post).id, post.url};
  }

  const store::Books& books_;
  std::vector<Row> rows_;
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
    auto* row = std::get_if<Row>(&read);
    if (!row) {
      result.bad.push_back({result.lines, std::get<std::string>(read)});
    } else if (row->comment.published > books.now() + std::chrono::days(1)) {  // zones apart
      result.bad.push_back({result.lines, "date lies in the future"});
    } else if (!settings.any_host && elsewhere(row->post, books.site)) {
      result.bad.push_back({result.lines, "post does not lie below " + books.site.url.text()});
    } else {
      importer.add(std::move(*row));
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
