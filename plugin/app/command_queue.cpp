// queue, site, staff, backup: what the host looks at and decides from a shell.
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "base/token.h"
#include "exchange/hook.h"
#include "store/comment_store.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/moderation_store.h"
#include "store/site_store.h"

namespace earshot::app {
namespace {

using nlohmann::ordered_json;

void print_linkback(const model::Linkback& linkback, const model::SpamScore& score, const model::Site& site,
                    bool json) {
  const auto receipt = site.public_url("status/" + linkback.token);
  if (json) {
    print_json({{"id", linkback.id},
                {"state", model::word(linkback.state)},
                {"reason", model::word(linkback.reason)},
                {"protocol", model::word(linkback.protocol)},
                {"source", linkback.source},
                {"target", linkback.target},
                {"received", iso8601(linkback.received)},
                {"title", linkback.title},
                {"score", score.points},
                {"score_parts", score.parts},
                {"status", receipt}});
    return;
  }
  std::printf("%lld  %-9s %-10s %s\n    %s\n    -> %s\n", static_cast<long long>(linkback.id),
              std::string(model::word(linkback.state)).c_str(),
              std::string(model::word(linkback.protocol)).c_str(), iso8601(linkback.received).c_str(),
              linkback.source.c_str(), linkback.target.c_str());
  if (linkback.reason != model::Refusal::none)
    std::printf("    %s\n", std::string(model::sentence(linkback.reason)).c_str());
  if (!score.parts.empty()) std::printf("    spam score %d: %s\n", score.points, score.parts.c_str());
}

// One more than is shown is asked for: whether there is more shall not go unsaid.
int asked_rows(const QueueOptions& options) {
  return options.all ? std::numeric_limits<int>::max() : options.limit + 1;
}
template <class Lines>
void cut_to_limit(Lines& lines, const QueueOptions& options) {
  const auto most = static_cast<std::size_t>(options.limit);
  if (options.all || lines.size() <= most) return;
  lines.erase(lines.begin() + options.limit, lines.end());
  std::fprintf(stderr, "only the first %d are shown: --limit N for more, --all for all\n", options.limit);
}

int print_jobs(SiteSet& sites, const QueueOptions& options, bool json) {
  auto lines = sites.database().read(
      [&](db::Reader& reader) { return store::list_jobs(reader, asked_rows(options)); });
  cut_to_limit(lines, options);
  for (const auto& line : lines) {
    if (json) {
      print_json({{"kind", model::word(line.job.kind)},
                  {"subject", line.job.subject},
                  {"due", iso8601(line.due)},
                  {"running", line.running},
                  {"tries", line.job.tries},
                  {"last_error", line.last_error}});
    } else {
      std::printf("%s  %-14s %lld  %s%s\n", iso8601(line.due).c_str(),
                  std::string(model::word(line.job.kind)).c_str(), static_cast<long long>(line.job.subject),
                  line.running ? "runs now " : "", line.last_error.c_str());
    }
  }
  return 0;
}

int retry(SiteSet& sites, const model::Site& site) {
  const auto books = sites.books(site);
  const auto jobs = sites.database().write([&](db::Tx& tx) { return store::retry_jobs(tx, books); });
  std::printf("%lld jobs are tried at once\n", static_cast<long long>(jobs));
  return 0;
}

int replay_hooks(SiteSet& sites, const model::Site& site, const std::string& since) {
  const auto from = parse_iso8601(since);
  if (!from) {
    std::fprintf(stderr, "\"%s\" is no day or time; write 2026-01-31 or 2026-01-31T12:00:00Z\n",
                 since.c_str());
    return 2;
  }
  if (!site.webhook.url) {
    std::fprintf(stderr, "the site %s has no webhook in the configuration\n", site.name.c_str());
    return 1;
  }
  const auto books = sites.books(site);
  const auto messages =
      sites.database().write([&](db::Tx& tx) { return exchange::replay_hooks(tx, books, *from); });
  std::printf("%lld messages are sent once more\n", static_cast<long long>(messages));
  return 0;
}

}  // namespace

int queue(const GlobalOptions& global, const QueueOptions& options) {
  if (options.decides() || options.all_waiting || !options.host.empty()) return moderate(global, options);
  SiteSet sites(setup::read_config(global.config_path));
  if (options.jobs) return print_jobs(sites, options, global.json);
  const auto& site = sites.site(options.site);
  if (options.retry) return retry(sites, site);
  if (!options.replay_hooks.empty()) return replay_hooks(sites, site, options.replay_hooks);
  std::optional<model::LinkbackState> state;
  if (!options.state.empty()) {
    state = model::from_word<model::LinkbackState>(options.state);
    if (!state) {
      std::fprintf(
          stderr,
          "no state is named \"%s\": received, deferred, waiting, shown, hidden, junk, refused, gone\n",
          options.state.c_str());
      return 2;
    }
  }
  auto lines = sites.database().read(
      [&](db::Reader& reader) { return store::list_linkbacks(reader, site.id, state, asked_rows(options)); });
  cut_to_limit(lines, options);
  for (const auto& line : lines) {
    const auto score = sites.database().read(
        [&](db::Reader& reader) { return store::find_score(reader, site.id, line.id); });
    print_linkback(line, score, site, global.json);
  }
  if (lines.empty() && !global.json) std::puts("no linkbacks");
  return 0;
}

int list_sites(const GlobalOptions& global) {
  SiteSet sites(setup::read_config(global.config_path));
  for (const auto* site : sites.sites()) {
    const auto [swept, waits] = sites.database().read([&](db::Reader& reader) {
      return std::pair(store::setting(reader, site->id, "sweep_done_at"),
                       store::count_waiting(reader, site->id));
    });
    const auto last = swept ? iso8601(from_micros(std::stoll(*swept))) : std::string("never");
    if (global.json) {
      print_json({{"name", site->name},
                  {"url", site->url.text()},
                  {"engine", model::word(site->engine)},
                  {"since", iso8601(site->since)},
                  {"last_sweep", swept ? ordered_json(last) : ordered_json()},
                  {"waiting", waits}});
    } else {
      std::printf("%s  %s  %s\n    since %s, last complete look at the engine: %s, %lld comments wait\n",
                  site->name.c_str(), site->url.text().c_str(),
                  std::string(model::word(site->engine)).c_str(), iso8601(site->since).c_str(), last.c_str(),
                  static_cast<long long>(waits));
    }
  }
  return 0;
}

int list_places(const GlobalOptions& global) {
  for (const auto& place : setup::read_places(global.config_path)) {
    if (global.json) {
      print_json({{"name", place.name}, {"prefix", place.prefix}, {"url", place.url}});
    } else {
      std::printf("%s\t%s\t%s\n", place.name.c_str(), place.prefix.c_str(), place.url.c_str());
    }
  }
  return 0;
}

int site_token(const GlobalOptions& global, const std::string& name) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(name);
  const auto token = sites.database().write([&](db::Tx& tx) {
    auto known = store::setting(tx, site.id, "api.token").value_or("");
    if (known.empty()) store::put_setting(tx, site.id, "api.token", known = random_token());
    return known;
  });
  std::puts(token.c_str());
  return 0;
}

int backup(const GlobalOptions& global, const std::string& path) {
  if (std::filesystem::exists(path)) {
    std::fprintf(stderr, "%s exists already; name a new file\n", path.c_str());
    return 1;
  }
  SiteSet sites(setup::read_config(global.config_path));
  sites.database().backup(path);
  std::printf("%s written\n", path.c_str());
  return 0;
}

}  // namespace earshot::app
