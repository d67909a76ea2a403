// The fields of a post or a comment as a JSON object tells them: the same whether an engine pushes it or a
// file brings it.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/post.h"

namespace earshot::watch {

struct FieldLimits {
  std::size_t name_bytes = 512, html_bytes = 256 * 1024;  // posts eight times as much
};

// A comment without post_id, and what it says of its post.
struct WrittenComment {
  std::string post_name;     // the post's address or the engine's id
  std::string post_title;    // for a post that nobody knows yet
  bool post_closed = false;  // nobody can comment there any more
  model::Comment comment;
};

// Discarded if it is no JSON or nested without sense.
nlohmann::json parse_record(std::string_view text);

// Reads field by field; the first mistake is kept. Lives shorter than the row. Missing and null are the same,
// another type than a text or a whole number is a mistake.
class RecordFields {
 public:
  RecordFields(const nlohmann::json& row, const FieldLimits& limits) : row_(row), limits_(limits) {}

  std::string name(const char* field);
  WrittenComment comment();
  model::Post post();
  void fail(std::string why);
  const std::string& why() const { return why_; }  // "" = no mistake so far

 private:
  std::string text(const char* field, std::size_t bytes);
  std::string key(const char* field);
  std::string address(const char* field);
  std::optional<Time> date(const char* field);
  std::string body(std::size_t bytes);

  const nlohmann::json& row_;
  const FieldLimits& limits_;
  std::string why_;
};

}  // namespace earshot::watch
