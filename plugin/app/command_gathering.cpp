// gathering: conversations with which several people agree, and who they are.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "outreach/gathering.h"
#include "outreach/voices.h"
#include "store/case_store.h"
#include "store/gathering_store.h"

namespace earshot::app {
namespace {

using nlohmann::ordered_json;

struct GatheringLine {
  outreach::Gathered gathered;
  std::vector<model::Agreement> lately;
  int before = 0;
  model::Gathering counts;
  std::optional<model::Case> its;
};

std::vector<GatheringLine> read_lines(db::Reader& reader, const model::Site& site, Time now, int least) {
  constexpr int most = 1000;
  const auto window = site.gathering.window();
  std::vector<GatheringLine> out;
  for (const auto& one : store::list_gatherings(reader, site.id, least, now - window, most)) {
    auto gathered = outreach::read_gathered(reader, site, one.root_kind, one.root_id);
    if (!gathered) continue;
    auto lately = outreach::heard_lately(gathered->voices, now, window);
    if (static_cast<int>(lately.size()) < least) continue;
    const int before = outreach::heard_before(gathered->voices, now, window);
    out.push_back({std::move(*gathered), std::move(lately), before, one,
                   store::case_of(reader, site.id, one.root_kind, one.root_id)});
  }
  return out;
}

void print_object(const model::Site& site, const GatheringLine& line) {
  ordered_json who = ordered_json::array();
  for (const auto& one : line.lately) {
    who.push_back({{"name", one.name},
                   {"host", one.host},
                   {"how", word(one.how)},
                   {"said", one.said},
                   {"url", one.url},
                   {"at", iso8601(one.at)}});
  }
  print_json({{"subject", line.gathered.subject},
              {"url", line.gathered.url},
              {"voices", line.lately.size()},
              {"hosts", outreach::distinct_hosts(line.lately)},
              {"threshold", site.gathering.voices},
              {"days", site.gathering.days},
              {"before", line.before},
              {"in_all", line.gathered.voices.size()},
              {"since", iso8601(line.lately.front().at)},
              {"case", line.its ? ordered_json(line.its->id) : ordered_json()},
              {"state", line.its ? ordered_json(word(line.its->state)) : ordered_json()},
              {"who", who}});
}

void print_text(const model::Site& site, const GatheringLine& line) {
  std::printf("%zu of %d voices in %d days (%d in the days before), since %s: %s\n  %s\n", line.lately.size(),
              site.gathering.voices, site.gathering.days, line.before,
              iso8601(line.lately.front().at).c_str(), line.gathered.subject.c_str(),
              line.gathered.url.c_str());
  if (line.its)
    std::printf("  case %lld is %s\n", static_cast<long long>(line.its->id),
                std::string(word(line.its->state)).c_str());
  for (const auto& one : line.lately) {
    std::printf("  - %s%s%s %s: %s\n    %s\n", one.name.empty() ? "somebody" : one.name.c_str(),
                one.host.empty() ? "" : " at ", one.host.c_str(),
                one.how == model::Agreeing::link ? "links to it" : "says", one.said.c_str(), one.url.c_str());
  }
}

}  // namespace

int gathering(const GlobalOptions& global, const GatheringOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  const Time now = sites.books(site).now();
  const auto lines = sites.database().read([&](db::Reader& reader) {
    return read_lines(reader, site, now, options.all ? 1 : site.gathering.voices);
  });
  for (const auto& line : lines) {
    if (global.json) {
      print_object(site, line);
    } else {
      print_text(site, line);
    }
  }
  if (lines.empty() && !global.json)
    std::puts(options.all ? "nobody agrees with anything lately"
                          : "nothing gathers now; --all shows also what has fewer voices");
  return 0;
}

}  // namespace earshot::app
