#include "work/job_table.h"

namespace earshot::work {

using model::JobKind;

std::vector<Group> default_groups() {
  return {
      {.name = "verify", .kinds = {JobKind::verify}, .lanes = 64, .slow_lanes = 1000, .steps_back = true},
      {.name = "watch", .kinds = {JobKind::poll, JobKind::sweep}, .lanes = 8},
      {.name = "deliver", .kinds = {JobKind::deliver, JobKind::send_letter}, .lanes = 4, .batch = 4},
      {.name = "send", .kinds = {JobKind::send_ping, JobKind::forward}, .lanes = 8},
      {.name = "ask", .kinds = {JobKind::try_mail}},
      {.name = "hook", .kinds = {JobKind::call_hook}, .lanes = 2},
      {.name = "local",
       .kinds = {JobKind::scan_linkback, JobKind::scan_comment, JobKind::scan_post, JobKind::scan_outside,
                 JobKind::match_answer, JobKind::follow_case, JobKind::send_post, JobKind::tend,
                 JobKind::remind},
       .lanes = 2,
       .batch = 32},
  };
}

}  // namespace earshot::work
