#include "model/job.h"

#include <algorithm>
#include <array>

#include "base/token.h"

namespace earshot::model {

Duration back_off(int tries) {
  using namespace std::chrono_literals;
  constexpr std::array<std::chrono::minutes, 7> steps{1min, 5min, 15min, 1h, 4h, 12h, 24h};
  const auto step = static_cast<std::size_t>(std::clamp<int>(tries, 1, static_cast<int>(steps.size())) - 1);
  const Duration wait = steps[step];
  return wait +
         Duration(static_cast<std::int64_t>(random_number() % static_cast<std::uint64_t>(wait.count() / 4)));
}

}  // namespace earshot::model
