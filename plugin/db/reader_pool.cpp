#include "db/reader_pool.h"

#include <chrono>
#include <optional>

namespace earshot::db {

namespace {

// Enough for the cores of a big machine with a few long reads (exports, backups) beside; opened only when
// needed.
constexpr int most_readers = 16;
constexpr std::chrono::seconds longest_wait{10};

}  // namespace

ReaderPool::Lent ReaderPool::borrow(std::uint64_t generation) {
  std::unique_ptr<SqliteConnection> found;
  std::vector<Free> outdated;  // closed after the lock is gone
  {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_for(lock, longest_wait, [&] { return lent_ < most_readers; })) {
      throw StoreFailure(StoreFailure::Kind::busy, "reading",
                         "all connections for reading were in use for 10 s");
    }
    while (!found && !free_.empty()) {
      if (free_.back().generation >= generation) {
        found = std::move(free_.back().connection);
      } else {
        outdated.push_back(std::move(free_.back()));
      }
      free_.pop_back();
    }
    ++lent_;
  }
  outdated.clear();
  try {
    if (!found) found = std::make_unique<SqliteConnection>(options_);
  } catch (const StoreFailure&) {
    give_back(nullptr, generation);
    throw;
  }
  return Lent(*this, std::move(found), generation);
}

void ReaderPool::give_back(std::unique_ptr<SqliteConnection> connection, std::uint64_t generation) noexcept {
  if (connection) connection->roll_back();
  const bool usable = connection && !connection->broken();
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (usable) free_.push_back({std::move(connection), generation});
  }
  freed_.notify_one();
}

}  // namespace earshot::db
