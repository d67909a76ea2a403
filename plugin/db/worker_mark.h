// Who works the queue is known to the others by a lock that the system takes away when a process ends,
// however it ends: so the first to start again may take over at once what a killed one had begun.
#pragma once
#include <functional>
#include <string>

#include "db/database.h"

namespace earshot::db {

// A lock on the store's folder itself: nothing is written, and SQLite's own locks are not touched (closing a
// second descriptor of its file would drop them).
class FolderMark final : public WorkerMark {
 public:
  // Runs `if_alone` if nobody else holds a mark; nobody gets one meanwhile. Throws what it throws.
  // A folder that cannot be locked counts as shared with others.
  FolderMark(const std::string& folder, const std::function<void()>& if_alone);
  ~FolderMark() override;
  FolderMark(const FolderMark&) = delete;
  FolderMark& operator=(const FolderMark&) = delete;

 private:
  int folder_;
};

}  // namespace earshot::db
