// Files of records as commands read them: the lines that were not taken, and comments that stand beside
// linkbacks or in other people's exports.
#pragma once
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "exchange/moved.h"
#include "store/books.h"

namespace earshot::app {

// Lines that were not taken: the first hundred are told, all are counted.
class BadLines {
 public:
  explicit BadLines(std::string file) : file_(std::move(file)) {}
  void add(std::int64_t line, const std::string& why);
  void end() const;
  std::size_t count() const { return count_; }

 private:
  std::string file_;
  std::size_t count_ = 0;
};

// Nothing once it was said why not.
std::optional<std::ifstream> opened(const std::string& file);
// False once it was said that there is nothing to read, or that it cannot be read (to its end).
bool holds_something(const std::string& file, std::istream& from);
bool was_readable(const std::string& file, const std::istream& from);

// Comments that go the way of `import comments`, some hundreds at a time.
class CarriedComments {
 public:
  CarriedComments(const store::Books& books, const exchange::MovedAddresses& moved, bool any_host,
                  bool dry_run, BadLines& bad)
      : books_(books), moved_(moved), any_host_(any_host), dry_run_(dry_run), bad_(bad) {}

  void add(std::int64_t line, nlohmann::ordered_json comment);
  void flush();
  std::vector<model::RowId> posts() const { return {posts_.begin(), posts_.end()}; }
  std::int64_t count() const { return count_; }
  std::int64_t fresh() const { return fresh_; }
  std::int64_t changed() const { return changed_; }
  std::int64_t same() const { return same_; }

 private:
  const store::Books& books_;
  const exchange::MovedAddresses& moved_;
  bool any_host_, dry_run_;
  BadLines& bad_;
  std::vector<std::int64_t> numbers_;
  std::string lines_;
  std::set<model::RowId> posts_;
  std::int64_t count_ = 0, fresh_ = 0, changed_ = 0, same_ = 0;
};

}  // namespace earshot::app
