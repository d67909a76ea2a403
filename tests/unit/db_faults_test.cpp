// What the machine does to us: no space, no rights, a broken file, another program in the way.
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "db/database.h"

using namespace earshot::db;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "earshot-test-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string file() const { return (path / "store.db").string(); }
  std::unique_ptr<Database> open() const { return open_database("sqlite:" + file()); }
  fs::path path;
};

void create(Database& database) {
  database.write([](Tx& tx) { tx.exec("create table thing (id bigint primary key, body text)"); });
}

std::int64_t count(Database& database) {
  return database.read([](Reader& r) { return r.first("select count(*) from thing")->integer(0); });
}

void add(Database& database, std::int64_t id, std::size_t bytes = 10) {
  database.write([&](Tx& tx) {
    tx.exec("insert into thing values ($1, $2)", {id, std::string(bytes, 'x')});
  });
}

// Adds until it fails; the kind of the failure.
StoreFailure::Kind fill(Database& database, std::int64_t& next) {
  for (const auto last = next + 5000; next < last; ++next) {
    try {
      add(database, next, 20'000);
    } catch (const StoreFailure& failure) {
      return failure.kind();
    }
  }
  return StoreFailure::Kind::other;
}

// Runs `check` in a process of its own (rights and limits cannot be given back); true if it returned true.
bool in_a_child(const std::function<bool()>& check) {
  const pid_t child = ::fork();
  if (child == 0) {
    bool good = false;
    try {
      good = check();
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s\n", failure.what());
    }
    ::_exit(good ? 0 : 1);
  }
  int status = 1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(db_faults, Folder)

BOOST_AUTO_TEST_CASE(what_was_written_is_there_after_opening_again) {
  {
    const auto database = open();
    create(*database);
    add(*database, 1);
  }
  BOOST_TEST(count(*open()) == 1);
  // Moderated texts and addresses are not for every user of the machine.
  BOOST_CHECK((fs::status(file()).permissions() & fs::perms::others_all) == fs::perms::none);
}

BOOST_AUTO_TEST_CASE(an_unknown_url_and_a_missing_folder_are_refused_by_name) {
  BOOST_CHECK_THROW(open_database("mysql://x"), StoreFailure);
  BOOST_CHECK_THROW(open_database("sqlite:"), StoreFailure);
  const std::string missing = (path / "no/store.db").string();
  BOOST_CHECK_EXCEPTION(open_database("sqlite:" + missing), StoreFailure, [&](const StoreFailure& failure) {
    return std::string_view(failure.what()).find(missing) != std::string_view::npos;
  });
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_store_is_corrupt) {
  std::ofstream(file()) << std::string(8192, 'z');
  BOOST_CHECK_EXCEPTION(open(), StoreFailure,
                        [](const StoreFailure& f) { return f.kind() == StoreFailure::Kind::corrupt; });
}

BOOST_AUTO_TEST_CASE(a_size_limit_stops_writes_as_full_and_lifting_it_lets_them_go_on) {
  BOOST_TEST(in_a_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const auto database = open();
    create(*database);
    add(*database, 1);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 400'000;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::int64_t next = 2;
    if (fill(*database, next) != StoreFailure::Kind::full) return false;
    if (count(*database) != next - 1) return false;  // reading goes on, nothing half
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    add(*database, next);
    return count(*database) == next;
  }));
}

// Where these do not hold, Boost.Test counts the case as skipped and says why.
static boost::test_tools::assertion_result may_mount(boost::unit_test::test_unit_id) {
  std::string folder = (fs::temp_directory_path() / "earshot-mount-XXXXXX").string();
  const bool may = ::mkdtemp(folder.data()) && ::mount("none", folder.c_str(), "tmpfs", 0, "size=1m") == 0;
  if (may) ::umount(folder.c_str());
  fs::remove(folder);
  boost::test_tools::assertion_result out(may);
  out.message() << "this user may not mount a small disk";
  return out;
}
static boost::test_tools::assertion_result is_root(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result out(::geteuid() == 0);
  out.message() << "only root can become somebody else";
  return out;
}

BOOST_AUTO_TEST_CASE(a_full_disk_stops_writes_as_full_and_freed_space_lets_them_go_on,
                     *boost::unit_test::precondition(may_mount)) {
  BOOST_REQUIRE(::mount("none", path.c_str(), "tmpfs", 0, "size=1m") == 0);
  {
    std::ofstream((path / "ballast").string()) << std::string(300'000, 'b');
    const auto database = open();
    create(*database);
    std::int64_t next = 1;
    BOOST_CHECK(fill(*database, next) == StoreFailure::Kind::full);
    BOOST_TEST(next > 5);
    BOOST_TEST(count(*database) == next - 1);
    fs::remove(path / "ballast");
    add(*database, next);
    BOOST_TEST(count(*database) == next);
    const auto sound = database->read([](Reader& r) { return r.first("pragma integrity_check")->text(0); });
    BOOST_TEST(sound == "ok");
  }
  ::umount(path.c_str());
}

BOOST_AUTO_TEST_CASE(without_the_right_to_write_a_store_is_read_but_not_written,
                     *boost::unit_test::precondition(is_root)) {
  {
    const auto database = open();
    create(*database);
    add(*database, 1);
  }
  fs::permissions(file(), fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
  fs::permissions(path, fs::perms::all);
  BOOST_TEST(in_a_child([&] {
    if (::setgid(65534) != 0 || ::setuid(65534) != 0) return false;
    const auto database = open();
    if (count(*database) != 1) return false;
    try {
      add(*database, 2);
    } catch (const StoreFailure& failure) {
      return failure.kind() == StoreFailure::Kind::read_only;
    }
    return false;
  }));
}

BOOST_AUTO_TEST_CASE(a_store_held_by_another_program_is_busy_for_all_who_wait_after_one_time_out) {
  const auto database = open();
  create(*database);
  sqlite3* other = nullptr;
  BOOST_REQUIRE(sqlite3_open(file().c_str(), &other) == SQLITE_OK);
  BOOST_REQUIRE(sqlite3_exec(other, "begin immediate", nullptr, nullptr, nullptr) == SQLITE_OK);
  std::atomic<int> busy = 0;
  const auto start = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> writers;
    for (int i = 0; i < 8; ++i) {
      writers.emplace_back([&, i] {
        try {
          add(*database, i);
        } catch (const StoreFailure& failure) {
          if (failure.kind() == StoreFailure::Kind::busy) ++busy;
        }
      });
    }
    BOOST_TEST(count(*database) == 0);  // readers are not held up
  }
  const auto waited = std::chrono::steady_clock::now() - start;
  BOOST_TEST(busy == 8);
  BOOST_CHECK(waited > std::chrono::milliseconds(1500));
  BOOST_CHECK(waited < std::chrono::milliseconds(5500));
  sqlite3_exec(other, "rollback", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  add(*database, 1);
  BOOST_TEST(count(*database) == 1);
}

BOOST_AUTO_TEST_CASE(a_backup_is_one_state_while_others_write) {
  const auto database = open();
  create(*database);
  for (int i = 0; i < 300; ++i) add(*database, i * 2, 9000);
  std::atomic<bool> enough = false;
  std::jthread writer([&] {
    for (std::int64_t i = 1000; !enough; i += 2) {
      database->write([&](Tx& tx) {
        tx.exec("insert into thing values ($1, '')", {i});
        tx.exec("insert into thing values ($1, '')", {i + 1});
      });
    }
  });
  const std::string copy = (path / "copy.db").string();
  std::ofstream(copy) << "an older backup";
  database->backup(copy);
  enough = true;
  writer.join();
  BOOST_TEST(!fs::exists(copy + ".part"));
  BOOST_TEST(!fs::exists(copy + ".part-journal"));
  const auto copied = open_database("sqlite:" + copy);
  const auto rows = count(*copied);
  BOOST_TEST(rows >= 300);
  BOOST_TEST(rows % 2 == 0);
  BOOST_TEST(rows <= count(*database));
  BOOST_TEST(copied->read([](Reader& r) { return r.first("pragma integrity_check")->text(0); }) == "ok");
}

BOOST_AUTO_TEST_CASE(a_backup_that_cannot_be_written_leaves_the_older_one) {
  const auto database = open();
  create(*database);
  BOOST_CHECK_THROW(database->backup((path / "no/copy.db").string()), StoreFailure);
  const auto taken = path / "taken";
  fs::create_directories(taken / "full");
  BOOST_CHECK_THROW(database->backup(taken.string()), std::exception);
  BOOST_TEST(fs::exists(taken / "full"));
  BOOST_TEST(!fs::exists(taken.string() + ".part"));
}

BOOST_AUTO_TEST_CASE(the_log_stays_short_although_a_reader_is_always_there) {
  const auto database = open();
  create(*database);
  std::atomic<bool> enough = false;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!enough) count(*database);
    });
  }
  // About 180 MB of log if it never began anew; that is tried from 65 MB on, and readers on a busy machine
  // may get in its way more than once.
  for (int i = 0; i < 600; ++i) add(*database, i, 300'000);
  enough = true;
  readers.clear();
  BOOST_TEST(fs::file_size(file() + "-wal") < 130'000'000u);
}

// 600 pages each: after ten of them the log is longer than it ever gets by small commits, and those make it
// begin anew.
BOOST_AUTO_TEST_CASE(large_commits_let_the_log_grow_and_small_ones_shorten_it_again) {
  const Folder folder;
  const auto database = folder.open();
  create(*database);
  const auto log_bytes = [&] { return fs::file_size(folder.file() + "-wal"); };
  constexpr std::uintmax_t usual = 5000 * 4096;
  std::int64_t next = 0;
  for (int i = 0; i < 100; ++i) add(*database, next++, 240'000);  // sixty pages each
  BOOST_TEST(log_bytes() < usual);
  for (int i = 0; i < 10; ++i) add(*database, next++, 2'500'000);
  BOOST_TEST(log_bytes() > usual);
  for (int i = 0; i < 100; ++i) add(*database, next++, 240'000);
  BOOST_TEST(log_bytes() < usual);
  BOOST_TEST(count(*database) == next);
}

BOOST_AUTO_TEST_CASE(a_worker_knows_whether_it_is_the_only_one) {
  const auto first = open(), second = open();
  int alone = 0;
  auto mark = first->mark_worker([&] { ++alone; });
  BOOST_TEST(alone == 1);
  auto beside = second->mark_worker([&] { ++alone; });
  BOOST_TEST(alone == 1);
  mark.reset();
  BOOST_TEST((first->mark_worker([&] { ++alone; }), alone) == 1);
  beside.reset();
  BOOST_TEST((first->mark_worker([&] { ++alone; }), alone) == 2);
}

BOOST_AUTO_TEST_CASE(a_killed_worker_leaves_no_mark) {
  const auto database = open();
  int pipe_ends[2];
  BOOST_REQUIRE(::pipe(pipe_ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto mark = open()->mark_worker([] {});
    [[maybe_unused]] const auto told = ::write(pipe_ends[1], "x", 1);
    for (;;) ::pause();
  }
  char byte = 0;
  BOOST_REQUIRE(::read(pipe_ends[0], &byte, 1) == 1);
  bool alone = false;
  BOOST_TEST((database->mark_worker([&] { alone = true; }), !alone));
  BOOST_REQUIRE(::kill(child, SIGKILL) == 0);
  ::waitpid(child, nullptr, 0);
  BOOST_TEST((database->mark_worker([&] { alone = true; }), alone));
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
}

BOOST_AUTO_TEST_SUITE_END()
