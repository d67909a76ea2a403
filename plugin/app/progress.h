// How far a long command is: one line that is redrawn, on a terminal only.
#pragma once
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "base/clock.h"

namespace earshot::app {

// Redraws one line on a terminal, says nothing elsewhere.
class Progress {
 public:
  Progress(const Clock& clock, std::int64_t total_bytes)
      : clock_(clock), begun_(clock.now()), total_bytes_(total_bytes), shown_(isatty(STDERR_FILENO) == 1) {}

  void read(std::int64_t lines, std::int64_t bytes) {
    if (!shown_) return;
    std::fprintf(stderr, "\r%lld lines", static_cast<long long>(lines));
    const Duration passed = clock_.now() - begun_;
    if (total_bytes_ > 0 && bytes > 0) {
      const auto left = Duration(static_cast<std::int64_t>(static_cast<double>(passed.count()) *
                                                           static_cast<double>(total_bytes_ - bytes) /
                                                           static_cast<double>(bytes)));
      std::fprintf(stderr, ", %lld %%, %s left   ", static_cast<long long>(bytes * 100 / total_bytes_),
                   in_words(left).c_str());
    }
  }
  void matched(std::size_t done, std::size_t of) {
    if (shown_) std::fprintf(stderr, "\rmatching conversations: %zu of %zu   ", done, of);
  }
  void end() {
    if (shown_) std::fputs("\r\033[K", stderr);
  }

 private:
  const Clock& clock_;
  Time begun_;
  std::int64_t total_bytes_;
  bool shown_;
};

}  // namespace earshot::app
