// Options, configuration, live objects, command: this file starts, the rooms work.
#include <cstdio>
#include <cstdlib>

#include "app/commands.h"
#include "cgi/acceptor.h"
#include "db/database.h"
#include "setup/toml_file.h"

int main(int argc, char** argv) {
  using namespace earshot;
  try {
    if (argc == 1 && cgi::started_as_cgi()) {
      const char* path = std::getenv("EARSHOT_CONFIG");
      return app::serve_one_cgi_request(path ? path : app::GlobalOptions{}.config_path);
    }
    return app::run_command(argc, argv);
  } catch (const setup::ConfigError& error) {
    std::fprintf(stderr, "%s\n", error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "earshot: %s\n", error.what());
  }
  return 1;
}
