// Early warning: a company, product or topic is named by more people than usual.
#pragma once
#include <vector>

#include "model/job.h"
#include "model/site.h"
#include "store/books.h"

namespace earshot::outreach {

// What is usual is the mean of the earlier windows that lie in our time, up to eight.
inline constexpr int windows_compared = 9;
inline constexpr int windows_needed = 4;  // of history; with less, twice as many people must speak

double usual_authors(const std::vector<int>& authors, int windows_of_history);
// `authors`: in the last window, in the one before it …
bool swells(const std::vector<int>& authors, int windows_of_history, const model::SwellRules& rules);

// Job look_out, hourly: one alert for each name and window.
model::JobOutcome look_out(const store::Books& books);

}  // namespace earshot::outreach
