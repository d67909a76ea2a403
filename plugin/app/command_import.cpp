// import comments: with progress on a terminal and every bad line by its number.
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "answers/answer_match.h"
#include "answers/match_again.h"
#include "app/carried_comments.h"
#include "app/carried_words.h"
#include "app/commands.h"
#include "app/progress.h"
#include "app/site_set.h"
#include "base/text.h"
#include "exchange/linkback_reading.h"
#include "watch/comment_import.h"

namespace earshot::app {
namespace {

struct Counts {
  std::int64_t lines = 0, fresh = 0, changed = 0, same = 0;
  std::vector<model::RowId> posts;
  std::vector<watch::CarriedWords> words;
};

Counts read_comment_lines(const store::Books& books, std::istream& from, bool any_host, BadLines& bad,
                          Progress& progress) {
  auto result = watch::import_comments(
      books, from, [&](std::int64_t lines, std::int64_t done) { progress.read(lines, done); },
      {.any_host = any_host});
  for (const auto& one : result.bad) bad.add(one.line, one.why);
  return {result.lines,           result.fresh, result.changed, result.same, std::move(result.posts),
          std::move(result.words)};
}

// WordPress's and Disqus's exports; what links here is not asked for.
Counts read_export(const store::Books& books, std::istream& from, bool any_host, BadLines& bad,
                   Progress& progress) {
  const exchange::MovedAddresses nothing_moved;
  CarriedComments comments(books, nothing_moved, any_host, false, bad);
  exchange::CarriedReceiver to;
  to.linkback = [](std::int64_t, const exchange::Carried&) {};
  to.comment = [&](std::int64_t line, exchange::CarriedComment one) {
    comments.add(line, std::move(one.line));
  };
  to.bad = [&](std::int64_t line, const std::string& why) { bad.add(line, why); };
  to.progress = [&](std::int64_t bytes) { progress.read(comments.count(), bytes); };
  exchange::read_xml(from, to);
  comments.flush();
  return {comments.count(), comments.fresh(), comments.changed(), comments.same(), comments.posts(), {}};
}

bool begins_as_xml(std::istream& from) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  while (from.peek() != std::char_traits<char>::eof()) {
    const char c = static_cast<char>(from.peek());
    if (!trim(std::string_view(&c, 1)).empty() && mark.find(c) == std::string_view::npos) return c == '<';
    from.get();
  }
  return false;
}

// As the host says; without a word the file's first character tells.
bool is_export(const std::string& format, std::istream& from) {
  const bool xml = begins_as_xml(from);
  return format.empty() ? xml : format != "jsonl";
}

}  // namespace

int import_comments(const GlobalOptions& global, const ImportOptions& options) {
  const auto& file = options.file;
  std::ifstream from_file;
  std::int64_t bytes = 0;
  if (file != "-") {
    auto found = opened(file);
    if (!found) return 1;
    from_file = std::move(*found);
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    bytes = unknown ? 0 : static_cast<std::int64_t>(size);
  }
  std::istream& from = file == "-" ? std::cin : from_file;
  SiteSet sites(setup::read_config(global.config_path), command_patience);
  const auto books = sites.books(sites.site(options.site));
  answers::match_again(books);  // an empty store has nothing to be matched again when the work begins
  Progress progress(sites.clock(), bytes);
  BadLines bad(file);
  const auto read = is_export(options.format, from) ? read_export : read_comment_lines;
  if (!holds_something(file, from)) return 1;
  const auto result = read(books, from, options.any_host, bad, progress);
  answers::match_posts(books, result.posts,
                       [&](std::size_t done) { progress.matched(done, result.posts.size()); });
  say_carried_words(books, result.words, bad);
  progress.end();
  bad.end();
  std::printf("%lld lines: %lld new comments, %lld changed, %lld known already, %zu lines not taken\n",
              static_cast<long long>(result.lines), static_cast<long long>(result.fresh),
              static_cast<long long>(result.changed), static_cast<long long>(result.same), bad.count());
  return was_readable(file, from) && bad.count() == 0 ? 0 : 1;
}

}  // namespace earshot::app
