// One SQL text for SQLite and PostgreSQL: parameters are $1, $2 …; values are integers, reals, texts or null.
// Time is an integer of microseconds (base/clock.h); no now(), no ILIKE, no engine's own functions in SQL.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace earshot::db {

// Null, integer, real, UTF-8 text.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
  bool is_null(std::size_t column) const;
  // Throw StoreFailure when the column holds another type: a mistake in our SQL.
  std::int64_t integer(std::size_t column) const;
  double real(std::size_t column) const;
  const std::string& text(std::size_t column) const;
  std::optional<std::int64_t> maybe_integer(std::size_t column) const;
  bool flag(std::size_t column) const { return integer(column) != 0; }

 private:
  std::vector<Value> values_;
};

// The disk, the schema or the other users of the file let us down: nothing a visitor did.
class StoreFailure : public std::runtime_error {
 public:
  enum class Kind { busy, full, read_only, corrupt, unique, foreign_key, other };
  StoreFailure(Kind kind, std::string_view doing, std::string_view engine_says);
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

class Reader {
 public:
  virtual ~Reader() = default;
  using Values = std::initializer_list<Value>;
  // Statements are prepared once per connection and text; keep texts constant.
  virtual std::vector<Row> query(std::string_view sql, std::span<const Value> values) = 0;
  // Calls `each` row by row without keeping them, for long results.
  virtual void stream(std::string_view sql, std::span<const Value> values,
                      const std::function<void(const Row&)>& each) = 0;

  std::vector<Row> query(std::string_view sql, Values values = {}) {
    return query(sql, std::span<const Value>(values.begin(), values.size()));
  }
  std::optional<Row> first(std::string_view sql, Values values = {}) {
    auto rows = query(sql, values);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }
};

class Tx : public Reader {
 public:
  // Rows changed. Also for INSERT … ON CONFLICT DO NOTHING, where 0 means: it was there.
  // Without values the text may hold several statements, as migrations do.
  virtual std::int64_t exec(std::string_view sql, std::span<const Value> values) = 0;
  std::int64_t exec(std::string_view sql, Values values = {}) {
    return exec(sql, std::span<const Value>(values.begin(), values.size()));
  }
};

// Held by a process while it works the queue.
class WorkerMark {
 public:
  virtual ~WorkerMark() = default;
};

class Database {
 public:
  virtual ~Database() = default;

  // Runs `work` in a write transaction and returns once it is durable. Works of several threads may share one
  // commit; each is atomic for itself: if it throws, nothing of it stays and the exception comes back here.
  // `work` must be short, must not call the network and must not call write() again.
  virtual void run_write(const std::function<void(Tx&)>& work) = 0;
  // A consistent view; may run beside writes.
  virtual void run_read(const std::function<void(Reader&)>& work) = 0;
  // Is a transaction open on the calling thread? Asserted where a network call begins.
  virtual bool in_transaction() const = 0;
  virtual bool has_table(std::string_view name) = 0;
  // Copies a consistent state of everything to `path` while others go on working. `path` appears complete or
  // not at all.
  virtual void backup(const std::string& path) = 0;
  // Says that this process works the queue, until the mark dies or the process does, even by kill -9.
  // `if_alone` runs before, if no other process says so; none can meanwhile.
  virtual std::unique_ptr<WorkerMark> mark_worker(const std::function<void()>& if_alone) = 0;

  template <class F>
  auto write(F work) {
    using R = std::invoke_result_t<F, Tx&>;
    if constexpr (std::is_void_v<R>) {
      run_write([&](Tx& tx) { work(tx); });
    } else {
      std::optional<R> out;
      run_write([&](Tx& tx) { out.emplace(work(tx)); });
      return std::move(*out);
    }
  }
  template <class F>
  auto read(F work) {
    using R = std::invoke_result_t<F, Reader&>;
    if constexpr (std::is_void_v<R>) {
      run_read([&](Reader& reader) { work(reader); });
    } else {
      std::optional<R> out;
      run_read([&](Reader& reader) { out.emplace(work(reader)); });
      return std::move(*out);
    }
  }
};

// "sqlite:/path/file.db" or "sqlite::memory:"; throws StoreFailure with the cause and the cure.
// `patience` is how long a write waits for another process before it fails as busy: a web request gives up
// soon, a command that the operator waits for does not.
inline constexpr std::chrono::milliseconds default_patience{2000};
std::unique_ptr<Database> open_database(const std::string& url,
                                        std::chrono::milliseconds patience = default_patience);

struct Migration {
  std::int64_t number;  // from the file name NNN_name.sql
  std::string_view name, sql;
};
// Brings the schema up to the last of `migrations` (ascending), each in its own transaction. Throws
// StoreFailure if the store is newer than this program. Returns how many were run.
int migrate(Database& database, std::span<const Migration> migrations);

}  // namespace earshot::db
