#include "app/carried_comments.h"

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "base/url.h"
#include "watch/comment_import.h"

namespace earshot::app {

namespace {

constexpr std::size_t most_told = 100;

}  // namespace

void BadLines::add(std::int64_t line, const std::string& why) {
  if (count_++ < most_told)
    std::fprintf(stderr, "%s:%lld: %s\n", file_.c_str(), static_cast<long long>(line), why.c_str());
}

void BadLines::end() const {
  if (count_ > most_told) std::fprintf(stderr, "… and %zu more\n", count_ - most_told);
}

std::optional<std::ifstream> opened(const std::string& file) {
  if (std::filesystem::is_directory(file)) {
    std::fprintf(stderr, "%s: is a folder, not a file\n", file.c_str());
    return std::nullopt;
  }
  std::ifstream out(file, std::ios::binary);
  if (out) return out;
  std::fprintf(stderr, "%s: cannot be read: %s\n", file.c_str(), std::strerror(errno));
  return std::nullopt;
}

bool was_readable(const std::string& file, const std::istream& from) {
  if (from.bad()) std::fprintf(stderr, "%s: cannot be read to its end\n", file.c_str());
  return !from.bad();
}

bool holds_something(const std::string& file, std::istream& from) {
  if (from.peek() != std::istream::traits_type::eof()) return true;
  if (was_readable(file, from)) std::fprintf(stderr, "%s: is empty; nothing was imported\n", file.c_str());
  return false;
}

void CarriedComments::add(std::int64_t line, nlohmann::ordered_json comment) {
  const auto post = Url::parse(comment["post"].get<std::string>());
  if (post) comment["post"] = moved_.where(*post).text();
  ++count_;
  if (dry_run_) return;
  numbers_.push_back(line);
  lines_ += comment.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  constexpr std::size_t rows_a_batch = 500;
  if (numbers_.size() >= rows_a_batch) flush();
}

void CarriedComments::flush() {
  if (numbers_.empty()) return;
  std::istringstream lines(lines_);
  const auto result = watch::import_comments(books_, lines, {}, {.any_host = any_host_});
  for (const auto& one : result.bad) bad_.add(numbers_[static_cast<std::size_t>(one.line) - 1], one.why);
  fresh_ += result.fresh;
  changed_ += result.changed;
  same_ += result.same;
  posts_.insert(result.posts.begin(), result.posts.end());
  numbers_.clear();
  lines_.clear();
}

}  // namespace earshot::app
