#include "outreach/audience.h"

#include <algorithm>

#include "base/text.h"
#include "outreach/routing.h"
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

// Each, or who stands in while they are away.
void take(People& to, const Routing& routing, const model::Site& site, Time now) {
  for (const auto& one : routing.receivers) {
    if (can_be_told(site, one.person, now)) add(to, one.person);
  }
}

People told_of(db::Reader& reader, const model::Site& site, const model::Case* of_case,
               const std::vector<model::Agreement>& items, Time now) {
  const Router router(site, now);
  People out;
  if (of_case) {
    for (const auto& person : store::people_told(reader, site.id, of_case->id))
      take(out, router.for_person(person), site, now);
  }
  for (const auto& item : items) {
    for (const auto& line : store::alerts_about(reader, site.id, item.item_kind, item.item_id))
      take(out, router.for_person(line.alert.person), site, now);
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
  const Router router(site, now);
  if (of_case && !of_case->owner.empty()) {
    People owner;
    take(owner, router.for_person(of_case->owner), site, now);
    if (!owner.empty()) {
      const bool self = owner.front() == of_case->owner;
      return {std::move(owner), self ? "you have the case" : "you stand in for who has the case"};
    }
  }
  if (auto told = told_of(reader, site, of_case, items, now); !told.empty())
    return {std::move(told), "you were told of it before"};
  People on_duty;
  take(on_duty, router.for_duty(), site, now);
  if (!on_duty.empty()) return {std::move(on_duty), "you are on duty for what has no owner"};
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
