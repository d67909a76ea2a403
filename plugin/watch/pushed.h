// Posts and comments that an engine pushes, as JSON: a program at the engine tells of each as it happens, so
// that nothing has to be asked. What a reader could see counts at once, alerts included.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/post.h"
#include "store/books.h"
#include "watch/record_fields.h"

namespace earshot::watch {

struct PushLimits {
  std::size_t records = 1000;
  FieldLimits fields;
};

enum class PushKind { comment, post };
// hold: it waits for a moderator at the engine; nobody sees it, like one that is deleted.
enum class PushAction { upsert, remove, hold };

struct PushedRecord {
  std::size_t index = 0;  // in the message, from 0
  PushKind kind = PushKind::comment;
  PushAction action = PushAction::upsert;
  WrittenComment comment;
  model::Post post;
};
struct BadRecord {
  std::size_t index = 0;
  std::string why;
};
struct Push {
  std::vector<PushedRecord> records;
  std::vector<BadRecord> bad;
};

// One object, a list of objects, or an object a line. The error is a sentence for whoever pushed.
Result<Push, std::string> read_push(std::string_view body, const PushLimits& limits = {});

struct PushAnswer {
  bool repeated = false;  // the message was taken before; nothing was done now
  std::string json;       // how many were new, changed, went; which were bad
};
// Everything or nothing, in one transaction. `message` is the sender's own name for it: once taken, it has no
// effect again. A post that nobody knows is made of what a comment says of it, if it lies below the site's
// address.
PushAnswer take_push(const store::Books& books, const std::string& message, const Push& push);

}  // namespace earshot::watch
