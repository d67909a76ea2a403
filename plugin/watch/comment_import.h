// Comments from another place, a JSON object a line: old conversations for the figures. Imports never alert.
#pragma once
#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "store/books.h"

namespace earshot::watch {

struct ImportResult {
  struct BadLine {
    std::int64_t line = 0;  // counted from 1
    std::string why;
  };
  std::int64_t lines = 0, fresh = 0, changed = 0, same = 0;
  std::vector<BadLine> bad;
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
