// One connection to a SQLite file with its prepared statements. Used by one thread at a time.
#pragma once
#include <sqlite3.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "db/database.h"

namespace earshot::db {

struct SqliteOptions {
  std::string path;
  std::chrono::milliseconds patience = default_patience;
  bool durable = true;    // false: for stores that live as long as the process
  bool may_write = true;  // false: every write is refused
  bool log_ahead = true;  // false: keeps the file's own journal mode; for a file that nobody else has open
};

class SqliteConnection final : public Tx {
 public:
  explicit SqliteConnection(const SqliteOptions& options);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  using Reader::query;
  using Tx::exec;
  std::vector<Row> query(std::string_view sql, std::span<const Value> values) override;
  void stream(std::string_view sql, std::span<const Value> values,
              const std::function<void(const Row&)>& each) override;
  std::int64_t exec(std::string_view sql, std::span<const Value> values) override;

  bool transaction_open() const { return sqlite3_get_autocommit(handle()) == 0; }
  // Ends an open transaction without keeping anything; never throws, because it runs when something failed
  // already.
  void roll_back() noexcept;
  // The file let us down in a way after which nothing that this connection remembers can be trusted.
  bool broken() const { return broken_; }
  // Moves what was committed from the log into the file once the log is long. Returns without harm if readers
  // hinder it.
  void checkpoint_if_long();

  // Throws the StoreFailure for this result code.
  [[noreturn]] void fail(int code, std::string_view doing);
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Closer {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  struct Finaliser {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Finaliser> handle;
    std::vector<int> parameters;  // SQLite's own number of $1, $2 …
    bool in_use = false;
  };
  class Run;

  Statement prepare(std::string_view sql, std::string_view* rest);
  Statement& prepared(std::string_view sql);
  void exec_script(std::string_view sql);
  void set_up(const SqliteOptions& options);
  void note_commit(int pages);

  std::unique_ptr<sqlite3, Closer> handle_;
  std::map<std::string, Statement, std::less<>> statements_;
  bool ready_ = false;  // opened and set up: until then every failure is one of opening
  bool broken_ = false;
  const std::string path_;
  int patience_ms_;
  int log_pages_ = 0, next_checkpoint_ = 0;
  int pages_before_ = 0;  // of the log, at the commit before
  bool bulk_ = false;     // commits are large
};

}  // namespace earshot::db
