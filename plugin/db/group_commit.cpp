#include "db/group_commit.h"

#include <algorithm>

namespace earshot::db {

namespace {

// A bound on how long the last of a batch waits for the works before it.
constexpr std::size_t most_in_one_commit = 256;

thread_local int open_here = 0;
thread_local bool writing_here = false;

class WritingHere {
 public:
  WritingHere() { writing_here = true; }
  ~WritingHere() { writing_here = false; }
  WritingHere(const WritingHere&) = delete;
  WritingHere& operator=(const WritingHere&) = delete;

 private:
  OpenHere open_;
};

}  // namespace

OpenHere::OpenHere() {
  ++open_here;
}
OpenHere::~OpenHere() {
  --open_here;
}
bool OpenHere::any() {
  return open_here > 0;
}

GroupCommit::GroupCommit(SqliteOptions options)
    : options_(std::move(options)), connection_(std::make_unique<SqliteConnection>(options_)) {
  batch_.reserve(most_in_one_commit);
}

void GroupCommit::run(const std::function<void(Tx&)>& work) {
  if (writing_here)
    throw StoreFailure(StoreFailure::Kind::other, "writing", "a write was begun within a write");
  thread_local Turn turn;
  Waiting self{work, turn, nullptr, false};
  std::unique_lock lock(mutex_);
  queue_.push_back(&self);
  if (leading_) {
    lock.unlock();
    turn.wait();  // until a leader took us along, or we are the next
    if (!self.done) lock.lock();
  }
  if (!self.done) lead(lock);
  if (self.failure) std::rethrow_exception(self.failure);
}

void GroupCommit::take_batch() {
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(most_in_one_commit, queue_.size()));
  batch_.assign(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
}

// The catch (...) here and below do not go on after an error: they carry it to the thread that it belongs to.
void GroupCommit::lead(std::unique_lock<std::mutex>& lock) {
  leading_ = true;
  Waiting* const self = queue_.front();
  lock.unlock();
  std::exception_ptr not_begun;
  try {
    begin();
  } catch (...) {
    not_begun = std::current_exception();
  }
  // Taken only now: who came while we waited for the file goes along, or shares the bad news instead of
  // waiting again.
  lock.lock();
  take_batch();
  lock.unlock();
  if (not_begun) {
    for (Waiting* one : batch_) one->failure = not_begun;
  } else {
    run_each();
    commit();
  }
  for (Waiting* one : batch_) {
    Turn& turn = one->turn;
    one->done = true;  // from here on `one` may be gone
    if (one != self) turn.give();
  }
  if (connection_) connection_->checkpoint_if_long();
  close_if_broken();
  lock.lock();
  leading_ = !queue_.empty();
  if (leading_) queue_.front()->turn.give();
  lock.unlock();
}

void GroupCommit::begin() {
  if (!connection_) connection_ = std::make_unique<SqliteConnection>(options_);
  connection_->exec("begin immediate");
}

void GroupCommit::run_each() {
  for (Waiting* one : batch_) {
    if (!connection_->transaction_open()) return;  // SQLite gave up all of it: commit() tells everybody
    if (batch_.size() > 1) {
      run_in_savepoint(*one);
      continue;
    }
    try {
      const WritingHere mark;
      one->work(*connection_);
    } catch (...) {
      one->failure = std::current_exception();
      connection_->roll_back();
    }
  }
}

void GroupCommit::run_in_savepoint(Waiting& waiting) {
  try {
    connection_->exec("savepoint one_work");
    {
      const WritingHere mark;
      waiting.work(*connection_);
    }
    connection_->exec("release one_work");
  } catch (...) {
    waiting.failure = std::current_exception();
  }
  if (!waiting.failure || !connection_->transaction_open()) return;
  try {
    connection_->exec("rollback to one_work");
    connection_->exec("release one_work");
  } catch (const StoreFailure&) {
    connection_->roll_back();
  }
}

void GroupCommit::commit() {
  std::exception_ptr lost;
  if (connection_->transaction_open()) {
    try {
      connection_->exec("commit");
      return;
    } catch (...) {
      lost = std::current_exception();
    }
    connection_->roll_back();
  } else {
    // One of the works met an error that ended the transaction, and holds its cause.
    for (const Waiting* one : batch_) {
      if (one->failure) lost = one->failure;
    }
  }
  for (Waiting* one : batch_) {
    if (!one->failure) one->failure = lost;
  }
}

void GroupCommit::close_if_broken() {
  if (!connection_ || !connection_->broken()) return;
  connection_.reset();
  ++generation_;
}

}  // namespace earshot::db
