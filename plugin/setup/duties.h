// Who looks after what, as the operator wrote it: routes, groups, deputies, and how soon answers are wanted.
#pragma once
#include "model/site.h"
#include "setup/toml_file.h"

namespace earshot::setup {

// [[group]], [[route]] and the absences of [[person]]; people and companies are in `roster` already. Names
// that nobody bears, deputies in a circle and the like are faults of the file.
void read_duties(TomlFile& file, model::Roster& roster);

// claim_hours and answer_within of a site.
void read_patience(TomlFile& file, const Section& section, model::Site& site);
// "" = no fallback, or somebody of the roster; else what is wrong.
std::string fallback_fault(const model::Site& site);

}  // namespace earshot::setup
