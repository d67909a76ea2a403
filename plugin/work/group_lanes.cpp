#include "work/group_lanes.h"

#include <algorithm>
#include <system_error>

#include "base/log.h"

namespace earshot::work {

namespace {

// Jobs that another process added are seen within this time.
constexpr std::chrono::seconds longest_sleep{1};
// Each job that ends wakes every group; more looks than this find nothing that fewer would not.
constexpr std::chrono::milliseconds between_looks{2};
// A group that steps back for visitors begins one job in this time: what waits goes on, and costs a visitor
// about a twentieth of a core.
constexpr std::chrono::milliseconds step_back{20};
// A job that runs for so long waits for a slow stranger: what it needs of us is a thread's memory, not the
// processor.
constexpr std::chrono::milliseconds slow_after{100}, between_reliefs{25};

}  // namespace

GroupLanes::GroupLanes(Runner& runner, const Group& group)
    : runner_(runner), group_(group), quick_(group.lanes) {}

void GroupLanes::start() {
  {
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < group_.lanes; ++i) add_lane();
  }
  if (group_.slow_lanes > 0) relief_ = std::make_unique<LaneThread>([this] { relieve(); });
}

void GroupLanes::add_lane() {
  auto& lane = lanes_.emplace_back();
  try {
    lane.thread = std::make_unique<LaneThread>([this, &lane] { run_lane(lane); });
  } catch (...) {
    lanes_.pop_back();
    throw;
  }
  ++alive_;
}

void GroupLanes::wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  look_again_.notify_one();
}

void GroupLanes::begin_stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  look_again_.notify_all();
  work_.notify_all();
  stop_.notify_all();
}

std::deque<model::Job> GroupLanes::finish_stop() {
  relief_.reset();
  lanes_.clear();
  return std::move(ready_);
}

std::vector<model::Job> GroupLanes::claimed() {
  const std::lock_guard lock(mutex_);
  return {ready_.begin(), ready_.end()};
}

bool GroupLanes::is_one_too_many() const {
  return alive_ > quick_ + slow_;
}

void GroupLanes::run_lane(Lane& self) {
  std::unique_lock lock(mutex_);
  while (!stopping_ && !is_one_too_many()) {
    if (!ready_.empty()) {
      work_next(lock);
    } else if (!watched_) {
      watch(lock);
    } else {
      ++idle_;
      work_.wait(lock, [&] { return stopping_ || !ready_.empty() || !watched_ || is_one_too_many(); });
      --idle_;
    }
  }
  --alive_;
  self.ended = true;
  work_.notify_one();  // what would have woken us wakes another
}

void GroupLanes::relieve() {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, between_reliefs, [this] { return stopping_; })) {
    lanes_.remove_if([](const Lane& lane) { return lane.ended; });
    replace_slow();
  }
}

void GroupLanes::replace_slow() {
  const auto now = std::chrono::steady_clock::now();
  for (auto& job : running_) {
    if (now - job.begun < slow_after || slow_ >= group_.slow_lanes) break;
    if (job.slow) continue;
    job.slow = true;
    ++slow_;
    ++lately_slow_;
  }
  // A thousand strangers that drip shall be out of the way in half a second, not in three: as long as most of
  // the lanes turn slow as soon as they are there, twice as many come.
  if (now - counted_ >= slow_after) {
    const int room = group_.lanes + group_.slow_lanes - slow_;
    const int wanted = 2 * lately_slow_ >= quick_ ? 2 * quick_ : quick_ / 2;
    quick_ = std::clamp(wanted, group_.lanes, std::max(group_.lanes, room));
    lately_slow_ = 0;
    counted_ = now;
  }
  try {
    while (alive_ < quick_ + slow_) add_lane();
  } catch (const std::system_error& failure) {
    log::warning("work", "no thread for another lane", {{"group", group_.name}, {"why", failure.what()}});
  }
  if (is_one_too_many()) work_.notify_all();
}

// Returns when there is work or an end.
void GroupLanes::watch(std::unique_lock<std::mutex>& lock) {
  watched_ = true;
  while (!stopping_ && ready_.empty()) {
    look_again_.wait_until(lock, next_look_, [&] { return stopping_ || woken_; });
    look_again_.wait_until(lock, not_before_, [&] { return stopping_; });
    if (!stopping_) look(lock);
  }
  watched_ = false;
  // We take one job ourselves; one lane more than there are jobs left is needed to watch in our place.
  for (std::size_t i = 0; i < ready_.size(); ++i) work_.notify_one();
}

void GroupLanes::look(std::unique_lock<std::mutex>& lock) {
  woken_ = false;
  int limit = (idle_ + 1) * group_.batch;
  const bool back = group_.steps_back && runner_.busy_ && runner_.busy_();
  if (back) limit = std::min(limit, 1 - (static_cast<int>(running_.size()) - slow_));
  not_before_ = std::chrono::steady_clock::now() + (back ? step_back : between_looks);
  if (limit <= 0) {
    next_look_ = not_before_;
    return;
  }
  std::vector<model::Job> found;
  Duration sleep = longest_sleep;
  bool failed = false;
  lock.unlock();
  try {
    const auto due =
        runner_.database_.read([&](auto& reader) { return store::next_due(reader, group_.kinds); });
    const Time now = runner_.clock_.now();
    if (due && *due <= now) {
      found = runner_.claim(group_, limit);
    } else if (due) {
      sleep = std::min(sleep, *due - now);
    }
  } catch (const std::exception& failure) {
    failed = true;
    // Once, not each second: the operator needs the cause, not a flood.
    if (!store_failed_)
      log::error("work", "queue cannot be read", {{"group", group_.name}, {"why", failure.what()}});
  }
  lock.lock();
  if (store_failed_ && !failed) log::info("work", "queue can be read again", {{"group", group_.name}});
  store_failed_ = failed;
  if (!found.empty() && !back) not_before_ = {};
  ready_.insert(ready_.end(), found.begin(), found.end());
  next_look_ = std::chrono::steady_clock::now() + sleep;
}

void GroupLanes::work_next(std::unique_lock<std::mutex>& lock) {
  const model::Job job = ready_.front();
  ready_.pop_front();
  const auto self = running_.insert(running_.end(), {std::chrono::steady_clock::now()});
  lock.unlock();
  try {
    runner_.work(job, [this] { return pause_before_storing_again(); });
  } catch (const std::exception& failure) {
    // We end and its outcome could not be stored: the next worker runs it again.
    log::error("work", "outcome not stored", {{"job", job.id}, {"why", failure.what()}});
  }
  runner_.wake();  // what was done may have made work for any group
  lock.lock();
  if (self->slow) --slow_;
  running_.erase(self);
}

// A full disk and a locked store pass; work that was done is not done again for that.
bool GroupLanes::pause_before_storing_again() {
  std::unique_lock lock(mutex_);
  return !stop_.wait_for(lock, longest_sleep, [this] { return stopping_; });
}

}  // namespace earshot::work
