#include "names/shared_names.h"

#include <map>

#include "base/text.h"

namespace earshot::names {

std::vector<std::vector<std::string>> shared_full_names(const model::Roster& roster, Time at) {
  std::map<std::string, std::vector<std::string>> bearers;
  for (const auto& person : roster.people) {
    if (!person.to || at < *person.to) bearers[folded(squeeze(person.name))].push_back(person.id);
  }
  std::vector<std::vector<std::string>> out;
  for (auto& [name, ids] : bearers) {
    if (ids.size() > 1) out.push_back(std::move(ids));
  }
  return out;
}

}  // namespace earshot::names
