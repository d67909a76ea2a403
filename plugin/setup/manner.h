// How a person wants to be told, as the roster says it.
#pragma once
#include "model/manner.h"
#include "setup/toml_file.h"

namespace earshot::setup {

// `otherwise` is the zone where the roster names none. Mistakes are faults of the file.
model::Manner read_manner(TomlFile& file, const Section& section, const model::Zone& otherwise);

}  // namespace earshot::setup
