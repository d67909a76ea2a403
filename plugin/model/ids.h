// Keys of records. Every key is (site, number); numbers of one site never repeat and grow with time.
#pragma once
#include <atomic>
#include <cstdint>

#include "base/clock.h"

namespace earshot::model {

enum class SiteId : std::int64_t {};
using RowId = std::int64_t;
inline constexpr RowId last_id = (std::int64_t{1} << 53) - 1;  // behind all others

constexpr std::int64_t number(SiteId id) {
  return static_cast<std::int64_t>(id);
}

// 41 bits of milliseconds since 2020 and a 12-bit counter with a random start: 53 bits, exact in JSON and
// JavaScript. Two processes may, rarely, mint the same number: the primary key refuses the second, the writer
// tries once more.
class IdMint {
 public:
  IdMint();
  RowId next(Time now);  // thread-safe; strictly growing in this process

 private:
  std::atomic<std::int64_t> last_;
};

// Those of records that were made before then are smaller.
RowId first_id_of(Time time);

}  // namespace earshot::model
