#include "work/job_table.h"

namespace earshot::work {

using model::JobKind;

std::vector<Group> default_groups() {
  return {
      {.name = "verify", .kinds = {JobKind::verify}, .lanes = 64, .slow_lanes = 1000, .steps_back = true},
      {.name = "watch", .kinds = {JobKind::poll, JobKind::sweep, JobKind::check_profiles}, .lanes = 8},
      {.name = "outside", .kinds = {JobKind::read_feed, JobKind::follow_outside}, .lanes = 4},
      {.name = "deliver",
       .kinds = {JobKind::deliver, JobKind::send_letter, JobKind::tell_notice, JobKind::mail_figures},
       .lanes = 4,
       .batch = 4},
      {.name = "send", .kinds = {JobKind::send_ping, JobKind::forward}, .lanes = 8},
      {.name = "ask", .kinds = {JobKind::try_mail}},
      {.name = "hook", .kinds = {JobKind::call_hook}, .lanes = 2},
      {.name = "local",
       .kinds = {JobKind::scan_linkback, JobKind::scan_comment, JobKind::scan_post, JobKind::scan_outside,
                 JobKind::match_answer, JobKind::match_again, JobKind::match_post, JobKind::note_links,
                 JobKind::follow_case, JobKind::gather, JobKind::look_out, JobKind::send_post, JobKind::tend,
                 JobKind::tend_outside, JobKind::remind, JobKind::tend_cases, JobKind::figures_week},
       .lanes = 2,
       .batch = 32},
  };
}

}  // namespace earshot::work
