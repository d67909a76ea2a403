// Work that is done later, durably.
#pragma once
#include <string>
#include <variant>

#include "base/clock.h"
#include "model/ids.h"
#include "model/words.h"

namespace earshot::model {

// kind → what `subject` is.
enum class JobKind {
  verify,          // linkback: read the source, settle
  scan_linkback,   // linkback: names in it
  scan_comment,    // comment
  scan_post,       // post
  scan_outside,    // outside: names in it
  match_answer,    // comment: who wrote it, whom does it answer
  follow_case,     // comment: was its case answered, or does it wait again?
  deliver,         // alert: mail it
  poll,            // 0: what is new at the engine, again and again; other numbers: a hint, one look
  sweep,           // 0: everything at the engine: late approvals, edits, deletions
  tend,            // 0: old sources to be read again, old junk to be thrown away
  send_post,       // post: which of its links are to be told of it
  send_ping,       // sent: tell that page
  call_hook,       // linkback: tell the host's webhook what readers see of it now
  forward,         // linkback: hand it on to the engine's own receiver
  check_profiles,  // 0: which pages are whose, by rel=me both ways, again every week
  match_again      // 0: the roster changed: all conversations are matched anew, some a run
};
template <>
struct Words<JobKind> {
  static constexpr std::array<std::pair<JobKind, std::string_view>, 17> table{
      {{JobKind::verify, "verify"},
       {JobKind::scan_linkback, "scan_linkback"},
       {JobKind::scan_comment, "scan_comment"},
       {JobKind::scan_post, "scan_post"},
       {JobKind::scan_outside, "scan_outside"},
       {JobKind::match_answer, "match_answer"},
       {JobKind::follow_case, "follow_case"},
       {JobKind::deliver, "deliver"},
       {JobKind::poll, "poll"},
       {JobKind::sweep, "sweep"},
       {JobKind::tend, "tend"},
       {JobKind::send_post, "send_post"},
       {JobKind::send_ping, "send_ping"},
       {JobKind::call_hook, "call_hook"},
       {JobKind::forward, "forward"},
       {JobKind::check_profiles, "check_profiles"},
       {JobKind::match_again, "match_again"}}};
};

struct Job {
  SiteId site{};
  RowId id = 0;
  JobKind kind = JobKind::verify;
  RowId subject = 0;
  int tries = 0;  // this one included
};

// What a job function says at its end. It must be safe to run twice: a crash after its writes runs it again.
struct Done {};
struct Again {
  Time due;
  std::string why;
};
using JobOutcome = std::variant<Done, Again>;

}  // namespace earshot::model
