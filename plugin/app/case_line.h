// How the commands about cases are spelt.
#pragma once
#include <functional>
#include <string>

#include "app/case_commands.h"

namespace CLI {
class App;
}

namespace earshot::app {

// As every command has them.
void add_site(CLI::App* command, std::string& site);
void add_json(CLI::App* command, GlobalOptions& global);

// What their options set; lives as long as the parse, like the two that are handed over with it.
struct CaseLine {
  CasesOptions cases;
  CaseOptions one;
  PromisesOptions promises;
  MuteOptions mute;
  PreviewOptions preview;
};
void add_case_commands(CLI::App& app, CaseLine& line, GlobalOptions& global, std::function<int()>& chosen);
// Below the command `staff`.
void add_preview(CLI::App& staff, CaseLine& line, GlobalOptions& global, std::function<int()>& chosen);

}  // namespace earshot::app
