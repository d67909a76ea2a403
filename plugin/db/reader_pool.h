// Connections for reading, lent to one thread at a time.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "db/sqlite_connection.h"

namespace earshot::db {

class ReaderPool {
 public:
  explicit ReaderPool(SqliteOptions options) : options_(std::move(options)) {}

  // Gives the connection back at its end, with no transaction open.
  class Lent {
   public:
    Lent(ReaderPool& pool, std::unique_ptr<SqliteConnection> connection, std::uint64_t generation)
        : pool_(pool), connection_(std::move(connection)), generation_(generation) {}
    ~Lent() { pool_.give_back(std::move(connection_), generation_); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    SqliteConnection* operator->() const { return connection_.get(); }
    SqliteConnection& operator*() const { return *connection_; }

   private:
    ReaderPool& pool_;
    std::unique_ptr<SqliteConnection> connection_;
    std::uint64_t generation_;
  };

  // Waits for a free connection; throws StoreFailure (busy) when none comes free in time. Connections of an
  // older generation than the one given are not used again.
  Lent borrow(std::uint64_t generation);

 private:
  struct Free {
    std::unique_ptr<SqliteConnection> connection;
    std::uint64_t generation;
  };
  void give_back(std::unique_ptr<SqliteConnection> connection, std::uint64_t generation) noexcept;

  const SqliteOptions options_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Free> free_;
  int lent_ = 0;
};

}  // namespace earshot::db
