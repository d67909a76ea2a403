// From items that agree to the distinct people and hosts behind them: not audience. The same person twice is
// one voice, one host's many pages are one, staff and their own pages are none.
#pragma once
#include <string>
#include <vector>

#include "model/agreement.h"
#include "model/site.h"

namespace earshot::outreach {

// The first agreement of each voice, in the order of `all` (by time). `author` wrote what they agree with,
// and cannot agree with it: only its name, account, page and host are looked at.
std::vector<model::Agreement> distinct_voices(const std::vector<model::Agreement>& all,
                                              const model::Agreement& author, const model::Site& site);
int distinct_hosts(const std::vector<model::Agreement>& voices);

// Of the voices those that were heard in the window that ends with `now`; how many were in the one before it.
std::vector<model::Agreement> heard_lately(const std::vector<model::Agreement>& voices, Time now,
                                           Duration window);
int heard_before(const std::vector<model::Agreement>& voices, Time now, Duration window);

// Are staff to be told now? When so many voices are heard within a window, and again when they are twice
// those of last time. A conversation that fell silent since may cross the threshold anew.
bool crosses(const std::vector<model::Agreement>& voices, const model::Gathering& known, Time now,
             const model::GatheringRules& rules);

// "Marie Lund, Joe Park and 2 more": at most `most` by name.
std::string names_of(const std::vector<model::Agreement>& voices, std::size_t most);
// "three people say the same", "two pages link to it".
std::string what_they_say(const std::vector<model::Agreement>& voices);

}  // namespace earshot::outreach
