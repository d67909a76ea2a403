// WordPress's REST answers as values; bytes of a server that may be broken or hostile end here.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/post.h"

namespace earshot::watch {

struct JsonLimits {
  int depth = 16;
  std::size_t rows = 200;
  std::size_t html_bytes = 256 * 1024;  // of one comment; posts eight times as much
  std::size_t name_bytes = 512;
};

struct EngineComment {
  model::Comment comment;
  std::int64_t number = 0;  // the engine's, also in comment.engine_id
  std::string post;         // the engine's key of the post
};
struct EnginePost {
  model::Post post;
  std::int64_t number = 0;
  std::int64_t author = 0;
};
struct EngineUser {
  std::int64_t number = 0;
  std::string name;
};

// The error is a sentence for the operator. Rows that are no comment, post or user are left out.
Result<std::vector<EngineComment>, std::string> read_comments(std::string_view json,
                                                              const JsonLimits& limits = {});
Result<std::vector<EnginePost>, std::string> read_posts(std::string_view json, const JsonLimits& limits = {});
Result<std::vector<EngineUser>, std::string> read_users(std::string_view json, const JsonLimits& limits = {});

}  // namespace earshot::watch
