// cases, namesakes: what waits for somebody of the staff, and which names do not mean whom.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "store/case_store.h"
#include "store/name_rule_store.h"

namespace earshot::app {
int cases(const GlobalOptions& global, const std::string& name) {
  constexpr int most = 1000;
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(name);
  const auto open =
      sites.database().read([&](db::Reader& reader) { return store::open_cases(reader, site.id, most); });
  for (const auto& one : open) {
    const std::string state(word(one.state));
    if (global.json) {
      print_json({{"case", one.id},
                  {"state", state},
                  {"owner", one.owner.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(one.owner)},
                  {"subject", one.subject},
                  {"opened", iso8601(one.opened)},
                  {"changed", iso8601(one.changed)}});
      continue;
    }
    const auto owner = one.owner.empty() ? std::string("nobody") : site.roster.name_of(one.owner);
    std::printf("%lld  %-13s  %-16s  since %s  %s\n", static_cast<long long>(one.id), state.c_str(),
                owner.c_str(), iso8601(one.changed).c_str(), one.subject.c_str());
  }
  if (open.empty() && !global.json) std::puts("no open cases");
  return 0;
}

int namesakes(const GlobalOptions& global, const NamesakeOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  if (options.forget != 0) {
    const bool gone = sites.database().write(
        [&](db::Tx& tx) { return store::remove_name_rule(tx, site.id, options.forget); });
    if (!gone)
      std::fprintf(stderr, "there is no namesake %lld; `earshot namesakes` lists them\n",
                   static_cast<long long>(options.forget));
    return gone ? 0 : 1;
  }
  const auto rules =
      sites.database().read([&](db::Reader& reader) { return store::list_name_rules(reader, site.id); });
  for (const auto& rule : rules) {
    if (global.json) {
      print_json({{"id", rule.id},
                  {"person", rule.person},
                  {"name", rule.name},
                  {"in", rule.source_words},
                  {"added", iso8601(rule.added)}});
    } else {
      std::printf("%lld  “%s” in %s is not %s (since %s)\n", static_cast<long long>(rule.id),
                  rule.name.c_str(), rule.source_words.c_str(), site.roster.name_of(rule.person).c_str(),
                  iso8601(rule.added).c_str());
    }
  }
  if (rules.empty() && !global.json) std::puts("nobody said of a name that it means somebody else");
  return 0;
}

}  // namespace earshot::app
