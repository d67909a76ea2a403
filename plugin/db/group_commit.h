// Many threads' writes in one commit, without a thread of its own: who comes first leads, who comes meanwhile
// waits and is taken along by the next leader. A lonely writer commits at once.
#pragma once
#include <semaphore.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "db/sqlite_connection.h"

namespace earshot::db {

// Where a thread sleeps until its write is durable or it is to lead. It is the thread's own and outlives each
// of its writes, so that who wakes it needs no lock: woken under the lock, it would only go to sleep again.
// Not std::binary_semaphore, which yields the processor several times before it sleeps (9 % of the time of a
// busy server).
class Turn {
 public:
  Turn() { sem_init(&come_, 0, 0); }
  ~Turn() { sem_destroy(&come_); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  void wait() {
    while (sem_wait(&come_) != 0) {  // a signal came
    }
  }
  void give() { sem_post(&come_); }

 private:
  sem_t come_;
};

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
    Turn& turn;
    std::exception_ptr failure;
    bool done = false;
  };
  using Batch = std::vector<Waiting*>;

  void lead(std::unique_lock<std::mutex>& lock);
  void take_batch();
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
