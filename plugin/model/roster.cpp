#include "model/roster.h"

#include <algorithm>

namespace earshot::model {

const Person* Roster::person(std::string_view id) const {
  const auto found = std::ranges::find(people, id, &Person::id);
  return found == people.end() ? nullptr : &*found;
}

std::string Roster::name_of(std::string_view person_id) const {
  const auto* known = person(person_id);
  return known ? known->name : std::string(person_id);
}

const Person* Roster::person_with_account(std::string_view account) const {
  // Visitors have the empty account; it must never match a person.
  if (account.empty()) return nullptr;
  const auto found = std::ranges::find_if(
      people, [&](const Person& p) { return std::ranges::find(p.accounts, account) != p.accounts.end(); });
  return found == people.end() ? nullptr : &*found;
}

const Company* Roster::company(std::string_view id) const {
  const auto found = std::ranges::find(companies, id, &Company::id);
  return found == companies.end() ? nullptr : &*found;
}

const Group* Roster::group(std::string_view id) const {
  const auto found = std::ranges::find(groups, id, &Group::id);
  return found == groups.end() ? nullptr : &*found;
}

}  // namespace earshot::model
