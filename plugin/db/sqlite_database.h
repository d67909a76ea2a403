// The store in one SQLite file: durable writes of many threads share a commit, readers see snapshots beside
// them.
#pragma once
#include <memory>
#include <string>

#include "db/database.h"

namespace earshot::db {

// A path, or ":memory:" for an empty store that vanishes with the object. Makes the file but not its folder.
std::unique_ptr<Database> open_sqlite(const std::string& path, std::chrono::milliseconds patience);

}  // namespace earshot::db
