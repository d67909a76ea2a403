#include "db/sqlite_database.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "db/group_commit.h"
#include "db/reader_pool.h"
#include "db/sqlite_connection.h"
#include "db/worker_mark.h"

namespace earshot::db {

namespace {

using Kind = StoreFailure::Kind;

// Where ":memory:" really lives. A true in-memory database cannot be shared by connections without their
// blocking each other; a file in a folder of its own behaves as in production, and without fsync it is as
// fast.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code none;
    const bool has_memory =
        std::filesystem::is_directory("/dev/shm", none) && ::access("/dev/shm", W_OK) == 0;
    std::string pattern =
        (has_memory ? std::string("/dev/shm") : std::filesystem::temp_directory_path().string()) +
        "/earshot-XXXXXX";
    if (!::mkdtemp(pattern.data())) {
      throw StoreFailure(Kind::other, "making " + pattern, std::generic_category().message(errno));
    }
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string file() const { return path_ + "/store.db"; }

 private:
  std::string path_;
};

std::string folder_of(const std::string& file) {
  const auto folder = std::filesystem::path(file).parent_path();
  return folder.empty() ? "." : folder.string();
}

void sync_path(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const int outcome = ::fsync(file);
  const int error = errno;
  ::close(file);
  if (outcome != 0) {
    throw StoreFailure(Kind::other, "writing " + path + " to disk", std::generic_category().message(error));
  }
}

void copy_all_pages(SqliteConnection& from, SqliteConnection& to) {
  constexpr int pages_a_step = 1024;
  // The open read transaction pins one state, so that writers neither wait for the copy nor make it start
  // over.
  from.query("begin");
  from.query("select count(*) from sqlite_master");
  sqlite3_backup* copy = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (!copy) to.fail(sqlite3_extended_errcode(to.handle()), "beginning the backup");
  int code = SQLITE_OK;
  while (code == SQLITE_OK) code = sqlite3_backup_step(copy, pages_a_step);
  sqlite3_backup_finish(copy);
  if (code != SQLITE_DONE) to.fail(code, "writing the backup");
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::unique_ptr<ScratchFolder> scratch, const SqliteOptions& options)
      : scratch_(std::move(scratch)), path_(options.path), writer_(options), readers_(reading(options)) {}

  void run_write(const std::function<void(Tx&)>& work) override { writer_.run(work); }

  void run_read(const std::function<void(Reader&)>& work) override {
    const auto lent = readers_.borrow(writer_.generation());
    const OpenHere mark;
    lent->exec("begin");
    work(*lent);
    lent->exec("commit");
  }

  bool in_transaction() const override { return OpenHere::any(); }

  bool has_table(std::string_view name) override {
    return read([&](Reader& reader) {
      return reader
          .first("select 1 from sqlite_master where type = 'table' and name = $1", {std::string(name)})
          .has_value();
    });
  }

  void backup(const std::string& path) override {
    const std::string part = path + ".part";
    std::error_code none;
    std::filesystem::remove(part, none);
    try {
      {
        SqliteConnection from(reading({path_}));
        SqliteConnection to({.path = part, .durable = true, .may_write = true, .log_ahead = false});
        copy_all_pages(from, to);
      }
      std::filesystem::rename(part, path);
    } catch (const std::exception&) {
      std::filesystem::remove(part, none);
      throw;
    }
    sync_path(folder_of(path));
  }

  std::unique_ptr<WorkerMark> mark_worker(const std::function<void()>& if_alone) override {
    return std::make_unique<FolderMark>(folder_of(path_), if_alone);
  }

 private:
  static SqliteOptions reading(SqliteOptions options) {
    options.may_write = false;
    return options;
  }

  const std::unique_ptr<ScratchFolder> scratch_;  // outlives the connections
  const std::string path_;
  GroupCommit writer_;
  ReaderPool readers_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::string& path, std::chrono::milliseconds patience) {
  if (path != ":memory:")
    return std::make_unique<SqliteDatabase>(nullptr, SqliteOptions{.path = path, .patience = patience});
  auto scratch = std::make_unique<ScratchFolder>();
  const SqliteOptions options{.path = scratch->file(), .durable = false};
  return std::make_unique<SqliteDatabase>(std::move(scratch), options);
}

}  // namespace earshot::db
