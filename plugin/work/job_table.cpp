#include "work/job_table.h"

#include <algorithm>
#include <array>

#include "base/token.h"

namespace earshot::work {

using model::JobKind;

std::vector<Group> default_groups() {
  return {
      {.name = "verify", .kinds = {JobKind::verify}, .lanes = 64, .slow_lanes = 1000, .steps_back = true},
      {.name = "watch", .kinds = {JobKind::poll, JobKind::sweep, JobKind::check_profiles}, .lanes = 8},
      {.name = "deliver", .kinds = {JobKind::deliver}, .lanes = 4, .batch = 4},
      {.name = "send", .kinds = {JobKind::send_ping, JobKind::forward}, .lanes = 8},
      {.name = "hook", .kinds = {JobKind::call_hook}, .lanes = 2},
      {.name = "local",
       .kinds = {JobKind::scan_linkback, JobKind::scan_comment, JobKind::scan_post, JobKind::scan_outside,
                 JobKind::match_answer, JobKind::match_again, JobKind::follow_case, JobKind::send_post,
                 JobKind::tend},
       .lanes = 2,
       .batch = 32},
  };
}

Duration back_off(int tries) {
  using namespace std::chrono_literals;
  constexpr std::array<std::chrono::minutes, 7> steps{1min, 5min, 15min, 1h, 4h, 12h, 24h};
  const auto step = static_cast<std::size_t>(std::clamp<int>(tries, 1, static_cast<int>(steps.size())) - 1);
  const Duration wait = steps[step];
  return wait +
         Duration(static_cast<std::int64_t>(random_number() % static_cast<std::uint64_t>(wait.count() / 4)));
}

}  // namespace earshot::work
