// import comments: with progress on a terminal and every bad line by its number.
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "answers/answer_match.h"
#include "app/commands.h"
#include "app/progress.h"
#include "app/site_set.h"
#include "watch/comment_import.h"

namespace earshot::app {

int import_comments(const GlobalOptions& global, const ImportOptions& options) {
  const auto& file = options.file;
  constexpr std::size_t most_told = 100;
  constexpr std::chrono::minutes patience{2};  // beside a server that writes all the time
  std::ifstream from_file;
  std::int64_t bytes = 0;
  if (file != "-" && std::filesystem::is_directory(file)) {
    std::fprintf(stderr, "%s: is a folder, not a file\n", file.c_str());
    return 1;
  }
  if (file != "-") {
    from_file.open(file, std::ios::binary);
    if (!from_file) {
      std::fprintf(stderr, "%s: cannot be read: %s\n", file.c_str(), std::strerror(errno));
      return 1;
    }
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    bytes = unknown ? 0 : static_cast<std::int64_t>(size);
  }
  SiteSet sites(setup::read_config(global.config_path), patience);
  const auto books = sites.books(sites.site(options.site));
  Progress progress(sites.clock(), bytes);
  const auto result =
      watch::import_comments(books, file == "-" ? std::cin : from_file,
                             [&](std::int64_t lines, std::int64_t done) { progress.read(lines, done); },
                             {.any_host = options.any_host});
  answers::match_posts(books, result.posts,
                       [&](std::size_t done) { progress.matched(done, result.posts.size()); });
  progress.end();
  for (std::size_t i = 0; i < std::min(result.bad.size(), most_told); ++i) {
    std::fprintf(stderr, "%s:%lld: %s\n", file.c_str(), static_cast<long long>(result.bad[i].line),
                 result.bad[i].why.c_str());
  }
  if (result.bad.size() > most_told) std::fprintf(stderr, "… and %zu more\n", result.bad.size() - most_told);
  std::printf("%lld lines: %lld new comments, %lld changed, %lld known already, %zu lines not taken\n",
              static_cast<long long>(result.lines), static_cast<long long>(result.fresh),
              static_cast<long long>(result.changed), static_cast<long long>(result.same), result.bad.size());
  return result.bad.empty() ? 0 : 1;
}

}  // namespace earshot::app
