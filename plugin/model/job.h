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
  read_feed,       // watched feed: what is new on somebody else's blog
  follow_outside,  // followed page: what is said there meanwhile
  tend_outside,    // 0: what was read elsewhere and is needed no more is thrown away
  send_letter,     // letter: hand it to the mail server, or to the person's webhook
  remind,          // snooze: its time is over
  try_mail,        // 0: is the mail server back?
  tend_cases,      // 0: claims that ran out, cases that wait for too long, promises that are due
  tell_notice,     // notice: mail it
  gather,          // the root of a conversation: how many agree with it?
  look_out,        // 0: is a company, product or topic named by more people than usual? Again and again
  figures_week,    // 0: whom to mail the figures of last week, each Monday
  mail_figures,    // figures_mail: mail them
  check_profiles,  // 0: which pages are whose, by rel=me both ways, again every week
  match_again,     // 0: the roster changed: all conversations are matched anew, some a run
  match_post,      // post: the conversation under it, since something beside its comments changed
  note_links       // post: to which conversations does it link?
};
template <>
struct Words<JobKind> {
  static constexpr std::array<std::pair<JobKind, std::string_view>, 31> table{
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
       {JobKind::read_feed, "read_feed"},
       {JobKind::follow_outside, "follow_outside"},
       {JobKind::tend_outside, "tend_outside"},
       {JobKind::send_letter, "send_letter"},
       {JobKind::remind, "remind"},
       {JobKind::try_mail, "try_mail"},
       {JobKind::tend_cases, "tend_cases"},
       {JobKind::tell_notice, "tell_notice"},
       {JobKind::gather, "gather"},
       {JobKind::look_out, "look_out"},
       {JobKind::figures_week, "figures_week"},
       {JobKind::mail_figures, "mail_figures"},
       {JobKind::check_profiles, "check_profiles"},
       {JobKind::match_again, "match_again"},
       {JobKind::match_post, "match_post"},
       {JobKind::note_links, "note_links"}}};
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

// 1 min, 5, 15, 1 h, 4 h, 12 h, then 24 h each time, and up to a quarter more, so that what failed together
// does not come back together. tries counts the one that failed.
Duration back_off(int tries);

}  // namespace earshot::model
