// Options, configuration, live objects, command: this file starts, the rooms work.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "app/commands.h"
#include "cgi/acceptor.h"
#include "db/database.h"
#include "setup/toml_file.h"

namespace {

// Records that a full disk swallowed must not look like none.
int told_to_the_end(int status) {
  std::cout.flush();
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout) return status;
  std::fprintf(stderr, "the output cannot be written to its end: %s\n", std::strerror(errno));
  return status == 0 ? 1 : status;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace earshot;
  try {
    if (argc == 1 && cgi::started_as_cgi()) {
      const char* path = std::getenv("EARSHOT_CONFIG");
      return app::serve_one_cgi_request(path ? path : app::GlobalOptions{}.config_path);
    }
    return told_to_the_end(app::run_command(argc, argv));
  } catch (const setup::ConfigError& error) {
    std::fprintf(stderr, "%s\n", error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "earshot: %s\n", error.what());
  }
  return 1;
}
