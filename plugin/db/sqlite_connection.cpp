#include "db/sqlite_connection.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "base/log.h"

namespace earshot::db {

namespace {

using Kind = StoreFailure::Kind;

// Pages of 4 KiB. At `checkpoint_pages` committed pages move into the file beside running readers: seldom
// enough that a page written again and again is moved once (at 1,000 a third fewer pings were taken in a
// second); at `restart_pages` we wait shortly for readers so that the log starts anew, because readers that
// overlap without end would let it grow.
constexpr int checkpoint_pages = 4000, restart_pages = 16'000, restart_wait_ms = 100;
// Commits of so many pages are an import: its rows go to places all over the indexes, so the same pages are
// written by batch after batch. With twice the memory and eight times the log they are written and moved
// once for many batches: of 200,000 comments a tenth less computing and a quarter less written.
constexpr int large_commit = 500, small_commit = 100;
constexpr int bulk_checkpoint_pages = 32'000, bulk_restart_pages = 64'000;
constexpr const char* usual_cache = "pragma cache_size = -16000";
constexpr const char* bulk_cache = "pragma cache_size = -32000";
// A program with a bounded number of statement texts never comes near; texts built at run time must not eat
// memory.
constexpr std::size_t most_statements = 500;

Kind kind_of_errno(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Kind::full;
    case EROFS:
    case EACCES:
    case EPERM:
      return Kind::read_only;
    default:
      return Kind::other;
  }
}

Kind kind_of(int code, int error) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return Kind::busy;
    case SQLITE_FULL:
      return Kind::full;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Kind::read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Kind::corrupt;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return kind_of_errno(error);
    default:
      break;
  }
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return Kind::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Kind::foreign_key;
    default:
      return Kind::other;
  }
}

bool breaks_connection(int code) {
  switch (code & 0xff) {
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_NOMEM:
      return true;
    default:
      return false;
  }
}

bool blank(std::string_view sql) {
  return sql.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

std::string named(std::string_view sql) {
  constexpr std::size_t enough = 60;
  return "running \"" + std::string(sql.substr(0, enough)) + (sql.size() > enough ? "…\"" : "\"");
}

Value column(sqlite3_stmt* statement, int at) {
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_NULL:
      return std::monostate{};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, at)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, at);
    default: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, at));
      const auto bytes = static_cast<std::size_t>(sqlite3_column_bytes(statement, at));
      return text ? std::string(text, bytes) : std::string();
    }
  }
}

int bind(sqlite3_stmt* statement, int at, const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, at, *whole);
  if (const auto* real = std::get_if<double>(&value)) return sqlite3_bind_double(statement, at, *real);
  if (const auto* text = std::get_if<std::string>(&value)) {
    // SQLITE_STATIC: the caller's value outlives the run, which unbinds at its end.
    return sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, at);
}

// SQLite says "unable to open database file" of many things; this names the one that may not be written: the
// file, those beside it (made with the file's rights of then, they keep them), or the folder, where they have
// to be made.
std::string unwritable(const std::string& path, int& error) {
  const auto folder = std::filesystem::path(path).parent_path();
  for (const auto& one :
       {path, path + "-wal", path + "-shm", folder.empty() ? std::string(".") : folder.string()}) {
    if (::access(one.c_str(), W_OK) == 0 || errno == ENOENT) continue;
    error = errno;
    return one + " may not be written, " + std::generic_category().message(error);
  }
  return {};
}

// The files beside a store are made with its rights of that moment and stay so: after chmod 440 and back they
// would keep everybody out. Ours get the store's rights again; of others' the failure that follows tells.
void lift_rights_beside(const std::string& path) {
  struct stat store {};
  if (::stat(path.c_str(), &store) != 0 || ::access(path.c_str(), W_OK) != 0) return;
  for (const auto* end : {"-wal", "-shm"}) {
    const auto beside = path + end;
    if (::access(beside.c_str(), W_OK) != 0) (void)::chmod(beside.c_str(), store.st_mode & 0777);
  }
}

// SQLite would make the file readable for everybody; it holds moderated texts and addresses.
void make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0640);
  if (file >= 0) ::close(file);  // why it cannot be made is told better by the opening that follows
}

}  // namespace

// One run of a statement: bound at its beginning; reset and unbound at its end, however that comes.
// A statement left un-reset would keep the transaction from committing.
class SqliteConnection::Run {
 public:
  Run(SqliteConnection& connection, std::string_view sql, std::span<const Value> values)
      : connection_(connection), sql_(sql), statement_(&connection.prepared(sql)) {
    if (statement_->in_use) {
      // The same text again from within its own rows.
      nested_ = connection.prepare(sql, nullptr);
      statement_ = &*nested_;
    }
    statement_->in_use = true;
    if (values.size() != statement_->parameters.size()) {
      const auto takes = std::to_string(statement_->parameters.size());
      const auto got = std::to_string(values.size());
      end();
      throw StoreFailure(Kind::other, named(sql), "it takes " + takes + " values and got " + got);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      const int code = bind(handle(), statement_->parameters[i], values[i]);
      if (code == SQLITE_OK) continue;
      end();
      connection_.fail(code, named(sql_));
    }
  }
  ~Run() { end(); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  bool step() {
    errno = 0;
    const int code = sqlite3_step(handle());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) connection_.fail(code, named(sql_));
    return false;
  }
  Row row() const {
    std::vector<Value> values;
    const int columns = sqlite3_column_count(handle());
    values.reserve(static_cast<std::size_t>(columns));
    for (int i = 0; i < columns; ++i) values.push_back(column(handle(), i));
    return Row(std::move(values));
  }

 private:
  sqlite3_stmt* handle() const { return statement_->handle.get(); }
  void end() {
    sqlite3_reset(handle());
    sqlite3_clear_bindings(handle());
    statement_->in_use = false;
  }

  SqliteConnection& connection_;
  std::string_view sql_;
  Statement* statement_;
  std::optional<Statement> nested_;
};

// SQLite counts the memory it holds, under one lock for all threads; nobody asks.
void count_no_memory() {
  static const int said = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)said;  // in vain where somebody opened a store by other means before: no harm
}

SqliteConnection::SqliteConnection(const SqliteOptions& options)
    : path_(options.path),
      patience_ms_(static_cast<int>(options.patience.count())),
      next_checkpoint_(checkpoint_pages) {
  count_no_memory();
  if (options.may_write) make_private_file(options.path);
  lift_rights_beside(options.path);
  sqlite3* opened = nullptr;
  errno = 0;
  // Readers too are opened for writing (and then forbidden to): one that may not write cannot recover a log.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(options.path.c_str(), &opened, flags, nullptr);
  handle_.reset(opened);
  if (code != SQLITE_OK) fail(code, "opening " + options.path);
  set_up(options);
  ready_ = true;
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
}

void SqliteConnection::set_up(const SqliteOptions& options) {
  sqlite3_busy_timeout(handle(), patience_ms_);
  if (options.may_write && options.log_ahead && sqlite3_db_readonly(handle(), "main") == 0) {
    const auto mode = query("pragma journal_mode = wal");
    if (mode.empty() || mode.front().text(0) != "wal") {
      throw StoreFailure(Kind::other, "opening " + options.path,
                         "no write-ahead log is possible there; keep the store on a local disk");
    }
    query("pragma wal_autocheckpoint = 0");  // checkpoint_if_long() does it, after the waiting were told
    query("pragma journal_size_limit = 16777216");
    query(usual_cache);
    sqlite3_wal_hook(
        handle(),
        [](void* self, sqlite3*, const char*, int pages) {
          static_cast<SqliteConnection*>(self)->log_pages_ = pages;
          return SQLITE_OK;
        },
        this);
  } else {
    query("pragma cache_size = -4000");
  }
  exec(options.durable ? "pragma synchronous = full" : "pragma synchronous = off");
  exec("pragma foreign_keys = on");
  if (!options.may_write) exec("pragma query_only = on");
}

void SqliteConnection::fail(int code, std::string_view doing) {
  // SQLite keeps the system's reason for some failures only; for the rest errno still has it (it was cleared
  // before).
  const int left = errno;
  const int kept = handle() ? sqlite3_system_errno(handle()) : 0;
  int error = kept != 0 ? kept : left;
  std::string says = handle() ? sqlite3_errmsg(handle()) : sqlite3_errstr(code);
  const int family = code & 0xff;
  const bool of_rights = family == SQLITE_CANTOPEN || family == SQLITE_READONLY;
  if (const auto which = of_rights ? unwritable(path_, error) : std::string(); !which.empty()) {
    says += ": " + which;
  } else if (error != 0 && (family == SQLITE_IOERR || family == SQLITE_CANTOPEN)) {
    says += ", " + std::generic_category().message(error);
  }
  if (breaks_connection(code)) broken_ = true;
  std::string where = ready_ ? std::string(doing) : "opening " + path_;
  if (where.find(path_) == std::string::npos) where += " in " + path_;
  throw StoreFailure(kind_of(code, error), where, says);
}

SqliteConnection::Statement SqliteConnection::prepare(std::string_view sql, std::string_view* rest) {
  sqlite3_stmt* made = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, &tail);
  if (code != SQLITE_OK) fail(code, named(sql));
  Statement out;
  out.handle.reset(made);
  if (rest) *rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  // SQLite numbers "$2" by first appearance, so each name is looked up.
  const int count = sqlite3_bind_parameter_count(made);
  for (int i = 1; i <= count; ++i) {
    const int at = sqlite3_bind_parameter_index(made, ("$" + std::to_string(i)).c_str());
    if (at == 0)
      throw StoreFailure(Kind::other, named(sql), "its parameters are not $1 to $" + std::to_string(count));
    out.parameters.push_back(at);
  }
  return out;
}

SqliteConnection::Statement& SqliteConnection::prepared(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  std::string_view rest;
  Statement fresh = prepare(sql, &rest);
  if (!fresh.handle || !blank(rest)) throw StoreFailure(Kind::other, named(sql), "it is not one statement");
  if (statements_.size() >= most_statements)
    std::erase_if(statements_, [](auto& s) { return !s.second.in_use; });
  return statements_.emplace(sql, std::move(fresh)).first->second;
}

std::vector<Row> SqliteConnection::query(std::string_view sql, std::span<const Value> values) {
  std::vector<Row> rows;
  Run run(*this, sql, values);
  while (run.step()) rows.push_back(run.row());
  return rows;
}

void SqliteConnection::stream(std::string_view sql, std::span<const Value> values,
                              const std::function<void(const Row&)>& each) {
  Run run(*this, sql, values);
  while (run.step()) each(run.row());
}

std::int64_t SqliteConnection::exec(std::string_view sql, std::span<const Value> values) {
  const std::int64_t before = sqlite3_total_changes64(handle());
  // One statement has at most one semicolon, at its end; more than that is looked at closely, and only once a
  // text.
  const auto semicolon = sql.find(';');
  if (values.empty() && semicolon != std::string_view::npos && !blank(sql.substr(semicolon))) {
    exec_script(sql);
    return sqlite3_total_changes64(handle()) - before;
  }
  Run run(*this, sql, values);
  while (run.step()) {
  }
  // sqlite3_changes() keeps the figure of an earlier statement when this one changed nothing of its own.
  return sqlite3_total_changes64(handle()) == before ? 0 : sqlite3_changes64(handle());
}

void SqliteConnection::exec_script(std::string_view sql) {
  while (!blank(sql)) {
    std::string_view rest;
    const Statement one = prepare(sql, &rest);
    if (!one.parameters.empty()) throw StoreFailure(Kind::other, named(sql), "a script takes no values");
    if (one.handle) {
      int code = SQLITE_ROW;
      while (code == SQLITE_ROW) code = sqlite3_step(one.handle.get());
      if (code != SQLITE_DONE) fail(code, named(sql));
    }
    sql = rest;
  }
}

void SqliteConnection::roll_back() noexcept {
  if (!transaction_open()) return;
  // If even this fails the connection goes, and the file's own recovery does the rest.
  if (sqlite3_exec(handle(), "rollback", nullptr, nullptr, nullptr) != SQLITE_OK) broken_ = true;
}

void SqliteConnection::note_commit(int pages) {
  const bool bulk = bulk_ ? pages >= small_commit : pages >= large_commit;
  if (bulk == bulk_) return;
  bulk_ = bulk;
  if (!bulk) next_checkpoint_ = 0;  // the import is over: its log goes
  // Without it we are slower, no more.
  (void)sqlite3_exec(handle(), bulk ? bulk_cache : usual_cache, nullptr, nullptr, nullptr);
}

void SqliteConnection::checkpoint_if_long() {
  const int pages = log_pages_;
  note_commit(pages >= pages_before_ ? pages - pages_before_ : pages);
  pages_before_ = pages;
  const int every = bulk_ ? bulk_checkpoint_pages : checkpoint_pages;
  if (pages < every) next_checkpoint_ = every;  // the log began anew
  if (pages < next_checkpoint_) return;
  next_checkpoint_ = pages + every;
  const bool restart = pages >= (bulk_ ? bulk_restart_pages : restart_pages);
  if (restart) sqlite3_busy_timeout(handle(), restart_wait_ms);
  const int code = sqlite3_wal_checkpoint_v2(
      handle(), "main", restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (restart) sqlite3_busy_timeout(handle(), patience_ms_);
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) return;
  // What was committed stays safe in the log; a failed fsync must not be tried again on the same descriptor.
  if (breaks_connection(code)) broken_ = true;
  log::warning("db", "checkpoint failed",
               {{"why", sqlite3_errmsg(handle())}, {"log_pages", std::int64_t{pages}}});
}

}  // namespace earshot::db
