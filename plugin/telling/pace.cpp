#include "telling/pace.h"

namespace earshot::telling {

Turn turn_of(const model::Manner& manner, model::AlertReason reason, const store::ToldLately& lately,
             Time now) {
  const bool in_window = lately.window && now < *lately.window + window_length;
  Turn out{false, now, in_window ? *lately.window : now};
  if (manner.pace == model::Pace::each) {
    out.at_once = true;
    return out;
  }
  const bool room = !in_window || lately.alone_in_window < at_once_in_window;
  // The server is away, or mails pile up at it: what comes now goes with what waits.
  const bool held_up = lately.held_up || lately.pending_tried >= at_once_in_window;
  // Somebody writes under this person's name: that does not wait for the morning.
  if (reason == model::AlertReason::impersonation && room && !held_up) {
    out.at_once = true;
    return out;
  }
  if (is_digest(manner.pace)) {
    out.due = manner.after_quiet(manner.next_digest(now));
    return out;
  }
  out.at_once = room && !held_up && !lately.same_case_lately && !manner.is_quiet(now);
  if (!out.at_once) out.due = manner.after_quiet(manner.is_quiet(now) ? now : out.window + window_length);
  return out;
}

}  // namespace earshot::telling
