#include "outreach/audience.h"

#include <algorithm>

#include "base/text.h"
#include "store/case_store.h"

namespace earshot::outreach {
namespace {

using People = std::vector<std::string>;

bool can_be_told(const model::Site& site, const std::string& id, Time now) {
  const auto* person = site.roster.person(id);
  return person && person->staff_at(now) && !person->email.empty();
}

void add(People& people, const std::string& id) {
  if (std::ranges::find(people, id) == people.end()) people.push_back(id);
}

People told_of(db::Reader& reader, const model::Site& site, const model::Case* of_case,
               const std::vector<model::Agreement>& items, Time now) {
  People out;
  const auto take = [&](const std::string& id) {
    if (can_be_told(site, id, now)) add(out, id);
  };
  if (of_case) {
    for (const auto& person : store::people_told(reader, site.id, of_case->id)) take(person);
  }
  for (const auto& item : items) {
    for (const auto& line : store::alerts_about(reader, site.id, item.item_kind, item.item_id))
      take(line.alert.person);
  }
  return out;
}

// "Customer support", "PR", "pr lead": a word of it.
bool has_role(const model::Person& person, std::string_view wanted) {
  const std::string role = folded(person.role);
  for (std::size_t at = role.find(wanted); at != std::string::npos; at = role.find(wanted, at + 1)) {
    const bool begins = at == 0 || role[at - 1] == ' ' || role[at - 1] == '-' || role[at - 1] == '/';
    const std::size_t end = at + wanted.size();
    const bool ends = end == role.size() || role[end] == ' ' || role[end] == ',' || role[end] == '/';
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace

Audience audience_for(db::Reader& reader, const model::Site& site, const model::Case* of_case,
                      const std::vector<model::Agreement>& items, Time now) {
  if (of_case && can_be_told(site, of_case->owner, now)) return {{of_case->owner}, "you have the case"};
  if (auto told = told_of(reader, site, of_case, items, now); !told.empty())
    return {std::move(told), "you were told of it before"};
  People helpers, everybody;
  for (const auto& person : site.roster.people) {
    if (!can_be_told(site, person.id, now)) continue;
    everybody.push_back(person.id);
    if (has_role(person, "support") || has_role(person, "pr")) helpers.push_back(person.id);
  }
  if (!helpers.empty()) return {std::move(helpers), "your role is to hear of what has no owner"};
  return {std::move(everybody), "it has no owner, and nobody's role is support"};
}

}  // namespace earshot::outreach
