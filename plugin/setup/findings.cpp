#include "setup/findings.h"

#include <algorithm>

namespace earshot::setup {

namespace {

// Failures of the store end with their cure in brackets.
void tell_failure(Findings& found, std::string_view what) {
  constexpr std::string_view room = "store: ";
  if (what.starts_with(room)) what.remove_prefix(room.size());
  const auto cure = what.ends_with(')') ? what.rfind(" (") : std::string_view::npos;
  if (cure == std::string_view::npos) return found.wrong(std::string(what), "");
  found.wrong(std::string(what.substr(0, cure)), std::string(what.substr(cure + 2, what.size() - cure - 3)));
}

}  // namespace

std::string_view word(Level level) {
  switch (level) {
    case Level::ok:
      return "ok";
    case Level::warning:
      return "warning";
    case Level::wrong:
      return "wrong";
  }
  return {};
}

bool TrialRun::finish(std::chrono::milliseconds patience) {
  constexpr std::size_t most_threads = 16;
  for (std::size_t i = 0; i < std::min(most_threads, trials_.size()); ++i)
    threads_.emplace_back([this] { work(); });
  {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return done_ == trials_.size(); })) {
      closed_ = true;
      return false;
    }
  }
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  return true;
}

void TrialRun::work() {
  std::unique_lock lock(mutex_);
  while (next_ < trials_.size() && !closed_) {
    const auto at = next_++;
    lock.unlock();
    Findings found;
    try {
      trials_[at].run(found);
    } catch (const std::exception& error) {
      tell_failure(found, error.what());
    }
    lock.lock();
    if (closed_) return;
    results_[at] = {std::move(found), true};
    ++done_;
    changed_.notify_one();
  }
}

std::vector<TrialRun::Told> TrialRun::told() const {
  const std::lock_guard lock(mutex_);
  std::vector<Told> out;
  for (std::size_t i = 0; i < trials_.size(); ++i) {
    for (const auto& finding : results_[i].findings.lines()) out.push_back({&trials_[i], finding});
    if (!results_[i].done) {
      out.push_back({&trials_[i],
                     {Level::wrong, "no answer in time", "see whether the host or its name server hangs"}});
    }
  }
  return out;
}

}  // namespace earshot::setup
