#include "db/worker_mark.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace earshot::db {

FolderMark::FolderMark(const std::string& folder, const std::function<void()>& if_alone)
    : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (folder_ < 0) return;
  if (::flock(folder_, LOCK_EX | LOCK_NB) == 0) {
    try {
      if_alone();
    } catch (const std::exception&) {
      ::close(folder_);
      throw;
    }
  }
  // Waits only while another one that just started holds it alone.
  ::flock(folder_, LOCK_SH);
}

FolderMark::~FolderMark() {
  if (folder_ >= 0) ::close(folder_);
}

}  // namespace earshot::db
