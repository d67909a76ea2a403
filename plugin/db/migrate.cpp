#include <algorithm>
#include <cassert>
#include <string>

#include "base/log.h"
#include "db/database.h"

namespace earshot::db {

namespace {

std::int64_t version(Reader& reader) {
  const auto row = reader.first("select max(number) from schema_version");
  return row ? row->maybe_integer(0).value_or(0) : 0;
}

void refuse_newer(std::int64_t found, std::int64_t known) {
  if (found <= known) return;
  throw StoreFailure(StoreFailure::Kind::other, "opening the store",
                     "its schema is version " + std::to_string(found) +
                         " and this program knows only up to " + std::to_string(known) +
                         "; run the newer Earshot, or restore the backup that was made before the upgrade");
}

// False if another process was first.
bool run_migration(Tx& tx, const Migration& migration) {
  if (version(tx) >= migration.number) return false;
  tx.exec(migration.sql);
  tx.exec("insert into schema_version (number, name) values ($1, $2)",
          {migration.number, std::string(migration.name)});
  return true;
}

}  // namespace

int migrate(Database& database, std::span<const Migration> migrations) {
  assert(std::ranges::is_sorted(migrations, std::ranges::less_equal{}, &Migration::number));
  const std::int64_t known = migrations.empty() ? 0 : migrations.back().number;
  if (!database.has_table("schema_version")) {
    database.write([](Tx& tx) {
      tx.exec(
          "create table if not exists schema_version (number bigint not null primary key, name text not "
          "null)");
    });
  }
  // A store that is up to date is only read: each CGI run comes along here.
  const std::int64_t found = database.read(version);
  refuse_newer(found, known);
  int run = 0;
  for (const auto& migration : migrations) {
    if (migration.number <= found) continue;
    if (!database.write([&](Tx& tx) { return run_migration(tx, migration); })) continue;
    log::info("db", "schema changed", {{"version", migration.number}, {"name", migration.name}});
    ++run;
  }
  return run;
}

}  // namespace earshot::db
