#include "db/database.h"

#include <string>

#include "db/sqlite_database.h"

namespace earshot::db {

namespace {

std::string_view cure(StoreFailure::Kind kind) {
  switch (kind) {
    case StoreFailure::Kind::busy:
      return "another program holds the store; try again, and look for a long-running one if it stays so";
    case StoreFailure::Kind::full:
      return "there is no space left; free some, Earshot then goes on by itself";
    case StoreFailure::Kind::read_only:
      return "the store may not be written; check owner and rights of the file and of its folder, and that "
             "the disk is not "
             "mounted read-only";
    case StoreFailure::Kind::corrupt:
      return "the file is not a sound store; put it aside and restore the last backup";
    case StoreFailure::Kind::unique:
    case StoreFailure::Kind::foreign_key:
    case StoreFailure::Kind::other:
      break;
  }
  return {};
}

std::string sentence_for(StoreFailure::Kind kind, std::string_view doing, std::string_view engine_says) {
  std::string text = "store: " + std::string(doing) + ": " + std::string(engine_says);
  if (const auto advice = cure(kind); !advice.empty()) text += " (" + std::string(advice) + ")";
  return text;
}

template <class T>
const T& column_as(const std::vector<Value>& values, std::size_t column, std::string_view wanted) {
  if (column < values.size()) {
    if (const T* held = std::get_if<T>(&values[column])) return *held;
  }
  throw StoreFailure(StoreFailure::Kind::other, "reading column " + std::to_string(column),
                     "it does not hold " + std::string(wanted));
}

}  // namespace

StoreFailure::StoreFailure(Kind kind, std::string_view doing, std::string_view engine_says)
    : std::runtime_error(sentence_for(kind, doing, engine_says)), kind_(kind) {}

bool Row::is_null(std::size_t column) const {
  return column < values_.size() && std::holds_alternative<std::monostate>(values_[column]);
}

std::int64_t Row::integer(std::size_t column) const {
  return column_as<std::int64_t>(values_, column, "an integer");
}

double Row::real(std::size_t column) const {
  // SQLite keeps whole numbers as integers wherever a column's type lets it.
  if (column < values_.size()) {
    if (const auto* whole = std::get_if<std::int64_t>(&values_[column])) return static_cast<double>(*whole);
  }
  return column_as<double>(values_, column, "a number");
}

const std::string& Row::text(std::size_t column) const {
  return column_as<std::string>(values_, column, "a text");
}

std::optional<std::int64_t> Row::maybe_integer(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::unique_ptr<Database> open_database(const std::string& url, std::chrono::milliseconds patience) {
  constexpr std::string_view scheme = "sqlite:";
  if (!url.starts_with(scheme) || url.size() == scheme.size()) {
    throw StoreFailure(StoreFailure::Kind::other, "opening " + url,
                       "expected sqlite:/path/to/file.db or sqlite::memory:");
  }
  return open_sqlite(url.substr(scheme.size()), patience);
}

}  // namespace earshot::db
