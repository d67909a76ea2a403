// hear, answered: one page elsewhere that somebody points us to, and who of the staff answered there.
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "app/commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "outreach/scan.h"
#include "outside/conversation.h"
#include "outside/hear.h"
#include "store/case_store.h"
#include "store/mention_store.h"
#include "store/outside_store.h"

namespace earshot::app {
namespace {

using model::ItemKind;
using nlohmann::ordered_json;

// What is in the books of the page after it was scanned.
struct Outcome {
  std::vector<store::Hit> hits;
  std::vector<store::AlertLine> alerts;  // also those of a linkback from the same page
};

Outcome outcome_of(db::Reader& reader, const model::Site& site, model::RowId id) {
  Outcome out{store::mentions_in(reader, site.id, ItemKind::outside, id), {}};
  auto records = store::twins_of(reader, site.id, ItemKind::outside, id);
  records.emplace_back(ItemKind::outside, id);
  for (const auto& [kind, record] : records) {
    for (auto& line : store::alerts_about(reader, site.id, kind, record))
      out.alerts.push_back(std::move(line));
  }
  return out;
}

void print_json_outcome(const outside::HeardPage& page, const Outcome& outcome,
                        const std::set<model::RowId>& before) {
  ordered_json found = ordered_json::array(), told = ordered_json::array();
  for (const auto& [mention, passage] : outcome.hits) {
    found.push_back({{"kind", word(mention.kind)},
                     {"id", mention.whom},
                     {"text", mention.text},
                     {"certainty", mention.sure ? "sure" : "probable"},
                     {"alert", mention.alerts},
                     {"rule", mention.rule},
                     {"why", mention.why}});
  }
  for (const auto& [alert, delivery] : outcome.alerts) {
    told.push_back({{"person", alert.person},
                    {"case", alert.case_id},
                    {"before", before.contains(alert.id)},
                    {"mail", word(delivery.state)},
                    {"why", alert.why}});
  }
  print_json({{"url", page.url},
              {"id", page.id},
              {"title", page.title},
              {"new", page.fresh},
              {"changed", page.changed},
              {"found", found},
              {"told", told}});
}

void print_outcome(const model::Site& site, const outside::HeardPage& page, const Outcome& outcome,
                   const std::set<model::RowId>& before) {
  std::printf("%s %s  “%s”\n",
              page.fresh     ? "heard"
              : page.changed ? "heard again, it changed:"
                             : "heard again, unchanged:",
              page.url.c_str(), page.title.c_str());
  for (const auto& [mention, passage] : outcome.hits) {
    std::printf("  found  %s %s: “%s” (%s%s)\n", std::string(word(mention.kind)).c_str(),
                mention.whom.c_str(), mention.text.c_str(), mention.why.c_str(),
                mention.alerts ? "" : "; alerts nobody");
  }
  for (const auto& [alert, delivery] : outcome.alerts) {
    std::printf("  told   %s%s: mail %s, case %lld\n", site.roster.name_of(alert.person).c_str(),
                before.contains(alert.id) ? " (before)" : "", std::string(word(delivery.state)).c_str(),
                static_cast<long long>(alert.case_id));
  }
  if (outcome.alerts.empty()) std::puts("  nobody of the staff had to be told");
}

}  // namespace

int hear(const GlobalOptions& global, const HearOptions& options) {
  const auto url = Url::parse(options.url);
  if (!url || url->has_credentials()) {
    std::fprintf(stderr, "earshot hear: %s is no http or https address that may be asked\n",
                 options.url.c_str());
    return 2;
  }
  SiteSet sites(setup::read_config(global.config_path), command_patience);
  const auto& site = sites.site(options.site);
  const auto books = sites.books(site);
  if (isatty(STDERR_FILENO) == 1) std::fprintf(stderr, "reading %s …\n", url->text().c_str());
  const auto page = outside::hear_page(books, sites.web(), *url);
  if (!page) {
    std::fprintf(stderr, "%s was not heard: %s\n", url->text().c_str(), page.error().c_str());
    return 1;
  }
  const auto look = [&] {
    return sites.database().read([&](db::Reader& reader) { return outcome_of(reader, site, page->id); });
  };
  std::set<model::RowId> before;
  for (const auto& line : look().alerts) before.insert(line.alert.id);
  outreach::scan_item(books, sites.matcher(site), ItemKind::outside, page->id);
  const auto outcome = look();
  if (global.json) {
    print_json_outcome(*page, outcome, before);
  } else {
    print_outcome(site, *page, outcome, before);
  }
  return 0;
}

int answered(const GlobalOptions& global, const HearOptions& options) {
  const auto url = Url::parse(options.url);
  if (!url) {
    std::fprintf(stderr, "earshot answered: %s is no http or https address\n", options.url.c_str());
    return 2;
  }
  SiteSet sites(setup::read_config(global.config_path), command_patience);
  const auto& site = sites.site(options.site);
  if (const auto why = unknown_person(site, options.person); !why.empty()) return wrong_use(why);
  const auto* person = site.roster.person(options.person);
  const auto books = sites.books(site);
  const auto done =
      sites.database().write([&](db::Tx& tx) { return outside::confirm_answer(tx, books, *url, *person); });
  if (!done) {
    std::fprintf(stderr, "%s: %s\n", url->text().c_str(), done.error().c_str());
    return 1;
  }
  const std::string state(word(done->state));
  if (global.json) {
    print_json({{"url", url->text()},
                {"person", person->id},
                {"level", word(model::AnswerLevel::confirmed)},
                {"case", done->case_id},
                {"state", state},
                {"seen", done->comment_seen}});
  } else {
    std::printf("confirmed: %s answered there%s; case %lld is %s\n", person->name.c_str(),
                done->comment_seen ? "" : " (the comment itself was not seen yet)",
                static_cast<long long>(done->case_id), state.c_str());
  }
  return 0;
}

}  // namespace earshot::app
