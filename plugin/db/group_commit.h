// Many threads' writes in one commit, without a thread of its own: who comes first leads, who comes meanwhile
// waits and is taken along by the next leader. A lonely writer commits at once.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "db/sqlite_connection.h"

namespace earshot::db {

class GroupCommit {
 public:
  explicit GroupCommit(SqliteOptions options);

  // See Database::run_write. Waits at most the busy time-out for other processes, however many writers queue
  // up.
  void run(const std::function<void(Tx&)>& work);
  // Grows each time the file had to be opened anew.
  std::uint64_t generation() const { return generation_; }

 private:
  struct Waiting {
    const std::function<void(Tx&)>& work;
    std::exception_ptr failure;
    bool done = false;
    std::condition_variable changed;
  };
  using Batch = std::vector<Waiting*>;

  void lead(std::unique_lock<std::mutex>& lock);
  void take_batch();
  void fail_all_waiting(const std::exception_ptr& why);
  void finish(Waiting& one);
  void begin();
  void run_each();
  void run_in_savepoint(Waiting& waiting);
  void commit();
  void close_if_broken();

  const SqliteOptions options_;
  std::mutex mutex_;
  std::deque<Waiting*> queue_;
  bool leading_ = false;
  std::atomic<std::uint64_t> generation_ = 0;
  // The leader's alone:
  Batch batch_;
  std::unique_ptr<SqliteConnection> connection_;
};

// Counts the transactions that are open on this thread.
class OpenHere {
 public:
  OpenHere();
  ~OpenHere();
  OpenHere(const OpenHere&) = delete;
  OpenHere& operator=(const OpenHere&) = delete;
  static bool any();
};

}  // namespace earshot::db
