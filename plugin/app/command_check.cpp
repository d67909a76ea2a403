// check: tries what the set-up needs, says what is wrong and what to do about it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/check_trials.h"
#include "app/commands.h"
#include "app/site_set.h"

namespace earshot::app {
namespace {

constexpr std::chrono::seconds all_time{18};

void print(const setup::TrialRun::Told& told, bool json) {
  const auto& [trial, finding] = told;
  if (json) {
    const nlohmann::ordered_json line{{"level", word(finding.level)},
                                      {"site", trial->site},
                                      {"about", trial->about},
                                      {"text", finding.text},
                                      {"cure", finding.cure}};
    std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    return;
  }
  const auto place = (trial->site.empty() ? "" : trial->site + ": ") + trial->about;
  std::printf("%-8s %s: %s\n", std::string(word(finding.level)).c_str(), place.c_str(), finding.text.c_str());
  if (!finding.cure.empty()) std::printf("         → %s\n", finding.cure.c_str());
}

net::FetcherSettings settings_for(const setup::Config& config) {
  auto settings = fetcher_settings(config);
  for (const auto& [site, roster] : config.sites)  // the way round by the public address too
    settings.origins.push_back({std::string(site.url.host()), site.url.port()});
  return settings;
}

std::vector<setup::Trial> trials_for(const setup::Config& config, const CheckOptions& options,
                                     net::Fetcher& web) {
  std::vector<setup::Trial> out{
      {"", "store", [&](setup::Findings& found) { check_store(config, found); }},
      {"", "templates", [&](setup::Findings& found) { check_templates(config, found); }},
      {"", "mail", [&](setup::Findings& found) { check_mail(config, found); }},
      {"", "socket", [&](setup::Findings& found) { check_socket(config, options.socket, found); }},
  };
  for (const auto& one : config.sites) {
    const auto* site = &one.site;
    out.push_back({site->name, "roster", [site](setup::Findings& found) { check_roster(*site, found); }});
    using Ask = void (*)(const model::Site&, net::Fetcher&, setup::Findings&);
    const auto add = [&](const char* about, Ask ask) {
      out.push_back(
          {site->name, about, [site, &web, ask](setup::Findings& found) { ask(*site, web, found); }});
    };
    add("engine", check_engine);
    if (site->engine == model::Engine::wordpress) add("accounts", check_accounts);
    if (site->engine == model::Engine::feed) add("feeds", check_feeds);
    out.push_back({site->name, "telling",
                   [&config, site](setup::Findings& found) { check_telling(config, *site, found); }});
    if (site->webhook.url) {
      out.push_back({site->name, "webhook",
                     [&config, site](setup::Findings& found) { check_webhook(config, *site, found); }});
    }
    add("web server", check_prefix);
    add("discovery", check_discovery);
  }
  return out;
}

// A configuration that is refused is a finding too, for who reads records.
int tell_refusal(const setup::ConfigError& error) {
  const setup::Trial trial{"", "configuration", {}};
  std::istringstream lines(error.what());
  for (std::string line; std::getline(lines, line);)
    print({&trial, {setup::Level::wrong, line, "mend the file; see earshot.toml(5)"}}, true);
  return 1;
}

}  // namespace

int check(const GlobalOptions& global, const CheckOptions& options) {
  setup::Config config;
  try {
    config = setup::read_config(global.config_path);
  } catch (const setup::ConfigError& error) {
    if (global.json) return tell_refusal(error);
    throw;
  }
  const setup::Trial first{"", "configuration", {}};
  print({&first, {setup::Level::ok, global.config_path + " is sound", {}}}, global.json);
  net::CurlFetcher web(settings_for(config));
  setup::TrialRun run(trials_for(config, options, web));
  const bool all_ended = run.finish(all_time);
  bool wrong = false;
  for (const auto& told : run.told()) {
    print(told, global.json);
    wrong = wrong || told.finding.level == setup::Level::wrong;
  }
  std::fflush(stdout);
  // Threads that hang in a name server's silence cannot be ended, only left.
  if (!all_ended) std::_Exit(1);
  return wrong ? 1 : 0;
}

}  // namespace earshot::app
