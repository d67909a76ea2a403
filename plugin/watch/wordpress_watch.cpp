#include "watch/wordpress_watch.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

#include "base/log.h"
#include "store/comment_store.h"
#include "store/post_store.h"
#include "store/site_store.h"
#include "watch/ingest.h"

namespace earshot::watch {

namespace {

constexpr std::string_view cursor_name = "sweep_cursor";
constexpr int rest_pages_a_look = 10;
constexpr int pages_a_stretch = 10;
constexpr std::size_t first_look = 20, full_page = 100, post_page = 25;

std::vector<model::Post> plain(const std::vector<EnginePost>& posts) {
  std::vector<model::Post> out;
  for (const auto& post : posts) out.push_back(post.post);
  return out;
}

std::vector<SeenComment> plain(const std::vector<EngineComment>& comments) {
  std::vector<SeenComment> out;
  for (const auto& comment : comments) out.push_back({comment.comment, comment.post});
  return out;
}

std::string paging(std::size_t per_page, int page) {
  return "&per_page=" + std::to_string(per_page) + "&page=" + std::to_string(page);
}

// The posts of comments that came before their posts did: a page, or a post just published.
std::optional<Trouble> fetch_posts(const store::Books& books, Wordpress& engine,
                                   const std::vector<std::string>& keys) {
  std::string include;
  for (const auto& key : keys) include += (include.empty() ? "" : ",") + key;
  for (const auto which : {Collection::posts, Collection::pages}) {
    auto got = engine.posts(which, "&include=" + include + "&per_page=100");
    if (!got) return got.error();
    engine.name_authors(got->rows);
    take_posts(books, plain(got->rows));
  }
  return std::nullopt;
}

Result<Taken, Trouble> take(const store::Books& books, Wordpress& engine,
                            const std::vector<EngineComment>& rows) {
  auto taken = take_comments(books, plain(rows));
  if (taken.unknown_posts.empty()) return taken;
  if (auto trouble = fetch_posts(books, engine, taken.unknown_posts)) return *trouble;
  const auto again = take_comments(books, plain(rows));
  taken.fresh += again.fresh;
  taken.changed += again.changed;
  return taken;
}

enum class Stage { posts, pages, comments };

struct Cursor {
  int stage = 0, page = 1;
  std::int64_t behind = 0;  // number of the last row seen
};

Cursor read_cursor(const store::Books& books) {
  const auto text = books.database.read(
      [&](db::Reader& reader) { return store::setting(reader, books.site.id, cursor_name).value_or(""); });
  std::istringstream in(text);
  Cursor out;
  in >> out.stage >> out.page >> out.behind;
  if (!in || out.stage < 0 || out.stage > 2 || out.page < 1) return {};
  return out;
}

void write_cursor(const store::Books& books, const Cursor& cursor) {
  std::ostringstream text;
  text << cursor.stage << ' ' << cursor.page << ' ' << cursor.behind;
  books.database.write([&](db::Tx& tx) { store::put_setting(tx, books.site.id, cursor_name, text.str()); });
}

using Known = std::map<std::int64_t, model::RowId>;  // engine's number → row

void add_known(Known& known, const std::string& engine_id, model::RowId id) {
  std::int64_t number = 0;
  const auto* end = engine_id.data() + engine_id.size();
  const auto read = std::from_chars(engine_id.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end) known.emplace(number, id);
}

Known known_rows(const store::Books& books, bool comments) {
  Known out;
  books.database.read([&](db::Reader& reader) {
    if (comments) {
      store::stream_live_comments(reader, books.site.id,
                                  [&](const store::LiveComment& c) { add_known(out, c.engine_id, c.id); });
    } else {
      for (const auto& post : store::live_posts(reader, books.site.id))
        add_known(out, post.engine_id, post.id);
    }
  });
  return out;
}

class Sweep {
 public:
  Sweep(const store::Books& books, net::Fetcher& web)
      : books_(books), engine_(books, web), cursor_(read_cursor(books)) {}

  SweepStep run() {
    for (int done = 0; done < pages_a_stretch; ++done) {
      const auto trouble = is_comments() ? comment_page() : post_page_step();
      if (trouble) {
        write_cursor(books_, cursor_);
        return {false, trouble};
      }
      if (cursor_.stage > 2) {
        write_cursor(books_, {});
        return {true, std::nullopt};
      }
    }
    write_cursor(books_, cursor_);
    return {};
  }

 private:
  bool is_comments() const { return cursor_.stage == static_cast<int>(Stage::comments); }

  std::optional<Trouble> comment_page() {
    const auto got = engine_.comments("&orderby=id&order=asc" + paging(full_page, cursor_.page));
    if (!got) return got.error();
    const auto taken = take(books_, engine_, got->rows);
    if (!taken) return taken.error();
    std::set<std::int64_t> listed;
    for (const auto& row : got->rows) listed.insert(row.number);
    return turn_page(listed, got->pages);
  }

  std::optional<Trouble> post_page_step() {
    const auto which = cursor_.stage == 0 ? Collection::posts : Collection::pages;
    auto got = engine_.posts(which, "&orderby=id&order=asc" + paging(post_page, cursor_.page));
    if (!got) return got.error();
    engine_.name_authors(got->rows);
    take_posts(books_, plain(got->rows));
    std::set<std::int64_t> listed;
    for (const auto& row : got->rows) listed.insert(row.number);
    return turn_page(listed, got->pages);
  }

  // Rows that we know in the stretch of numbers this page covers, and that it does not list, may be gone.
  std::optional<Trouble> turn_page(const std::set<std::int64_t>& listed, int pages) {
    const bool last = pages == 0 || cursor_.page >= pages;
    if (cursor_.stage == static_cast<int>(Stage::posts)) {
      // Posts and pages share their numbers: what is missing among the posts shows only after the pages.
      posts_listed_.insert(listed.begin(), listed.end());
    } else if (pages > 0) {
      const auto end = last ? INT64_MAX : listed.empty() ? cursor_.behind : *listed.rbegin();
      std::vector<std::pair<std::int64_t, model::RowId>> missing;
      for (const auto& [number, row] : known_rows(books_, is_comments())) {
        const bool seen = listed.contains(number) || (!is_comments() && posts_listed_.contains(number));
        if (number > cursor_.behind && number <= end && !seen) missing.emplace_back(number, row);
      }
      if (auto trouble = ask_for(missing)) return trouble;
    }
    if (!listed.empty()) cursor_.behind = std::max(cursor_.behind, *listed.rbegin());
    ++cursor_.page;
    if (last) cursor_ = {cursor_.stage + 1, 1, 0};
    return std::nullopt;
  }

  // A row that moved to an earlier page while we turned pages is not gone: each is asked for by its number.
  std::optional<Trouble> ask_for(const std::vector<std::pair<std::int64_t, model::RowId>>& missing) {
    std::vector<model::RowId> posts, comments;
    for (std::size_t from = 0; from < missing.size(); from += full_page) {
      const auto to = std::min(missing.size(), from + full_page);
      std::string include = "&per_page=100&include=";
      for (auto i = from; i < to; ++i) include += (i > from ? "," : "") + std::to_string(missing[i].first);
      std::set<std::int64_t> there;
      if (auto trouble = list(include, there)) return trouble;
      for (auto i = from; i < to; ++i) {
        if (!there.contains(missing[i].first))
          (is_comments() ? comments : posts).push_back(missing[i].second);
      }
    }
    take_away(books_, posts, comments);
    return std::nullopt;
  }

  std::optional<Trouble> list(const std::string& include, std::set<std::int64_t>& there) {
    if (is_comments()) {
      const auto got = engine_.comments(include);
      if (!got) return got.error();
      if (got->pages == 0) return Trouble("the engine does not say how many comments it has");
      for (const auto& row : got->rows) there.insert(row.number);
      return std::nullopt;
    }
    // Posts and pages share their numbers.
    for (const auto which : {Collection::posts, Collection::pages}) {
      const auto got = engine_.posts(which, include);
      if (!got) return got.error();
      if (got->pages == 0) return Trouble("the engine does not say how many posts it has");
      for (const auto& row : got->rows) there.insert(row.number);
    }
    return std::nullopt;
  }

  const store::Books& books_;
  Wordpress engine_;
  Cursor cursor_;
  std::set<std::int64_t> posts_listed_;  // in this stretch; those of earlier ones are asked for once more
};

}  // namespace

std::optional<Trouble> look_at_wordpress(const store::Books& books, net::Fetcher& web) {
  Wordpress engine(books, web);
  auto posts = engine.posts(Collection::posts, "&orderby=modified&order=desc&per_page=10");
  if (!posts) return posts.error();
  engine.name_authors(posts->rows);
  take_posts(books, plain(posts->rows));
  const std::string newest = "&orderby=id&order=desc";
  const auto first = engine.comments(newest + paging(first_look, 1));
  if (!first) return first.error();
  const auto taken = take(books, engine, first->rows);
  if (!taken) return taken.error();
  // Everything on the short page was new: there may be more behind it.
  bool more = first->rows.size() == first_look && taken->fresh == static_cast<int>(first_look);
  for (int page = 1; more && page <= rest_pages_a_look; ++page) {
    const auto got = engine.comments(newest + paging(full_page, page));
    if (!got) return got.error();
    const auto some = take(books, engine, got->rows);
    if (!some) return some.error();
    more = some->fresh > 0 && got->rows.size() == full_page;
  }
  return std::nullopt;
}

SweepStep sweep_wordpress(const store::Books& books, net::Fetcher& web) {
  return Sweep(books, web).run();
}

}  // namespace earshot::watch
