// From the kind of a job to the function that does it, and which threads do which kinds.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/job.h"

namespace earshot::work {

// Called with no transaction open. An exception means: log it, and try again after back_off(tries).
using JobFunction = std::function<model::JobOutcome(const model::Job&)>;
// Kinds that are not in the table are left in the queue, for a program that knows them.
using JobTable = std::map<model::JobKind, JobFunction>;

// Lanes are threads. Kinds in different groups never wait for each other.
struct Group {
  std::string name;
  std::vector<model::JobKind> kinds;
  int lanes = 1;
  int slow_lanes = 0;  // so many more, one for each lane that a slow stranger holds
  int batch = 1;       // jobs claimed at once for each idle lane
  Duration lease = std::chrono::minutes(5);
  bool steps_back = false;  // while visitors keep the program busy, only few of its jobs run
};

// Verifying waits for strangers' servers and must hold up neither mail nor polling; scanning needs the
// processor only.
std::vector<Group> default_groups();

// For jobs that failed (model/job.h).
using model::back_off;

}  // namespace earshot::work
