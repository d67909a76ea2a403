// promises: what staff promised in public, and what became of it.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/case_commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "base/url.h"
#include "outreach/item.h"
#include "store/promise_store.h"

namespace earshot::app {
namespace {

using nlohmann::ordered_json;

int no_such(std::int64_t id) {
  std::fprintf(stderr, "there is no open promise %lld; `earshot promises --all` lists them\n",
               static_cast<long long>(id));
  return 1;
}

int close(SiteSet& sites, const model::Site& site, const PromisesOptions& options) {
  const bool kept = options.kept != 0;
  if (!options.url.empty() && !Url::parse(options.url))
    return wrong_use("--url is no http or https address: " + options.url);
  const auto id = kept ? options.kept : options.drop;
  const bool done = sites.database().write([&](db::Tx& tx) {
    return store::close_promise(tx, sites.books(site), id,
                                kept ? model::PromiseState::kept : model::PromiseState::dropped,
                                options.by.empty() ? "host" : options.by, options.url);
  });
  return done ? 0 : no_such(id);
}

int put_off(SiteSet& sites, const model::Site& site, const PromisesOptions& options) {
  const auto to = parse_iso8601(options.date);
  if (options.date.empty()) return wrong_use("--move needs --date, the new day: 2026-01-31");
  if (!to)
    return wrong_use("--date is no day of the calendar: " + options.date + "; write one like 2026-01-31");
  if (*to <= sites.clock().now()) return wrong_use("--date lies behind us: " + options.date);
  const bool done =
      sites.database().write([&](db::Tx& tx) { return store::move_promise(tx, site.id, options.move, *to); });
  return done ? 0 : no_such(options.move);
}

void print(const model::Site& site, const model::Promise& one, const std::string& url, bool json) {
  const std::string state(word(one.state));
  if (json) {
    print_json({{"id", one.id},
                {"person", one.person},
                {"sentence", one.sentence},
                {"words", one.words},
                {"at", url},
                {"made", iso8601(one.created)},
                {"due", iso8601(one.due)},
                {"state", state},
                {"kept_url", one.kept_url.empty() ? ordered_json() : ordered_json(one.kept_url)},
                {"closed", one.closed ? ordered_json(iso8601(*one.closed)) : ordered_json()},
                {"closed_by", one.closed_by.empty() ? ordered_json() : ordered_json(one.closed_by)}});
    return;
  }
  std::printf("%lld  %-7s  by %s  %s: %s\n    %s%s%s\n", static_cast<long long>(one.id), state.c_str(),
              iso8601(one.due).c_str(), site.roster.name_of(one.person).c_str(), one.sentence.c_str(),
              url.c_str(), one.kept_url.empty() ? "" : "  kept by ", one.kept_url.c_str());
}

}  // namespace

int promises(const GlobalOptions& global, const PromisesOptions& options) {
  constexpr int most = 1000;
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  if (const auto why = unknown_person(site, options.by); !why.empty()) return wrong_use(why);
  if (options.kept != 0 || options.drop != 0) return close(sites, site, options);
  if (options.move != 0) return put_off(sites, site, options);
  if (!options.by.empty()) return wrong_use("--by says who kept or dropped one: it needs --kept or --drop");
  std::size_t listed = 0;
  sites.database().read([&](db::Reader& reader) {
    for (const auto& one : store::list_promises(reader, site.id, options.all, most)) {
      const auto item = outreach::read_item(reader, site, one.item_kind, one.item_id);
      print(site, one, item ? item->url : "", global.json);
      ++listed;
    }
  });
  if (listed == 0 && !global.json) std::puts("no promise is open");
  return 0;
}

}  // namespace earshot::app
