// Comments from another place, a JSON object a line: old conversations for the figures. Imports never alert.
#pragma once
#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "store/books.h"
#include "store/identity_store.h"

namespace earshot::watch {

// What people had said about a comment where the line comes from. Nothing of it is done here: who wrote what
// is another room's.
struct CarriedWords {
  std::int64_t line = 0;  // counted from 1
  model::RowId post = 0;
  std::string comment;  // the engine's key
  std::optional<store::IdentityWord> written_by;
  std::optional<bool> needs_answer;
  std::optional<std::vector<std::string>> answers;  // the engine's keys; none = the post only
};

struct ImportResult {
  struct BadLine {
    std::int64_t line = 0;  // counted from 1
    std::string why;
  };
  std::int64_t lines = 0, fresh = 0, changed = 0, same = 0;
  std::vector<BadLine> bad;
  std::vector<CarriedWords> words;
  std::vector<model::RowId> posts;  // whose conversations wait to be matched, answers::match_posts
};

struct ImportSettings {
  bool any_host = false;  // else a post whose address does not lie below the site's is a bad line
};

// Reads to the end of `lines`; each two thousand rows are one transaction, which also leaves jobs that match
// the conversations should the caller not live to do it. `progress`, if any, gets lines and bytes read so
// far.
ImportResult import_comments(const store::Books& books, std::istream& lines,
                             const std::function<void(std::int64_t lines, std::int64_t bytes)>& progress,
                             const ImportSettings& settings = {});

}  // namespace earshot::watch
