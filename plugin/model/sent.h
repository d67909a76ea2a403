// A linkback we send: a page that an entry of ours links to, and what became of telling it.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/ids.h"
#include "model/linkback.h"
#include "model/words.h"

namespace earshot::model {

//  queued ──► sent         the receiver took it
//   ▲  │ ├──► unclear      it answered in a way that its protocol does not know; not tried again
//   │  │ ├──► failed       it refused, or could not be reached time and again
//   │  │ ├──► no_endpoint  the page takes no linkbacks
//   │  ▼ └──► withdrawn    the link went: nobody had been told, or who had been told knows that too
//   │ deferred ──► any of them
//   └─ from each, when the entry changed or somebody asked for it
enum class SentState { queued, deferred, sent, unclear, failed, no_endpoint, withdrawn };
template <>
struct Words<SentState> {
  static constexpr std::array<std::pair<SentState, std::string_view>, 7> table{
      {{SentState::queued, "queued"},
       {SentState::deferred, "deferred"},
       {SentState::sent, "sent"},
       {SentState::unclear, "unclear"},
       {SentState::failed, "failed"},
       {SentState::no_endpoint, "no_endpoint"},
       {SentState::withdrawn, "withdrawn"}}};
};

// Is there still something to be done for it?
constexpr bool is_open(SentState state) {
  return state == SentState::queued || state == SentState::deferred;
}
// The store refuses (asserts) every other move. Only what is open gets a result; what has one can only be
// queued again, or withdrawn when its link goes.
constexpr bool may_move(SentState from, SentState to) {
  return is_open(from) || to == SentState::queued || to == SentState::withdrawn || from == to;
}

struct Sent {
  RowId id = 0;
  std::optional<RowId> post_id;  // nothing: sent by hand for a page that is no post of ours
  std::string source, target;    // target as it is written in the entry
  std::string source_key, target_key;
  bool linked = true;  // the link stands in the entry now
  std::string digest;  // of the entry as it is to be told
  SentState state = SentState::queued;
  std::optional<Protocol> protocol;  // of the last endpoint found
  std::string endpoint;
  int status = 0;  // of the last HTTP answer, 0 = none
  std::string message, location;
  int tries = 0;
  Time queued{};
  std::optional<Time> next_try, first_sent, last_sent;
};

}  // namespace earshot::model
