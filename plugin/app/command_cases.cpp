// cases, namesakes, mutes: what waits for somebody of the staff, and what nobody wants to hear of.
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/case_commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "base/text.h"
#include "base/url.h"
#include "outreach/mutes.h"
#include "store/case_store.h"
#include "store/mute_store.h"
#include "store/name_rule_store.h"

namespace earshot::app {
namespace {

using nlohmann::ordered_json;

struct ListedCase {
  model::Case of;
  std::vector<std::string> told;
};

// Theirs, or free and they were told.
bool concerns(const ListedCase& line, const std::string& person) {
  if (!line.of.owner.empty()) return line.of.owner == person;
  return std::ranges::find(line.told, person) != line.told.end();
}

std::vector<ListedCase> read_lines(db::Reader& reader, const model::Site& site, const CasesOptions& options) {
  constexpr int most = 1000;
  std::vector<ListedCase> out;
  const auto state = model::from_word<model::CaseState>(options.state);
  for (auto& one : state ? store::cases_in_state(reader, site.id, *state, most)
                         : store::open_cases(reader, site.id, most)) {
    ListedCase line{std::move(one), {}};
    line.told = store::people_told(reader, site.id, line.of.id);
    if (options.mine.empty() || concerns(line, options.mine)) out.push_back(std::move(line));
  }
  return out;
}

std::string names_of(const model::Site& site, const std::vector<std::string>& people) {
  std::string out;
  for (const auto& person : people) out += (out.empty() ? "" : ", ") + site.roster.name_of(person);
  return out.empty() ? "nobody" : out;
}

void print(const model::Site& site, const ListedCase& line, Time now, bool json) {
  const auto& of = line.of;
  const std::string state(word(of.state)), kind(word(of.kind));
  if (json) {
    print_json({{"case", of.id},
                {"state", state},
                {"owner", of.owner.empty() ? ordered_json() : ordered_json(of.owner)},
                {"subject", of.subject},
                {"opened", iso8601(of.opened)},
                {"changed", iso8601(of.changed)},
                {"kind", kind},
                {"waits_since", of.waits() ? ordered_json(iso8601(of.waits_since)) : ordered_json()},
                {"told", line.told}});
    return;
  }
  const auto owner = of.owner.empty() ? std::string("nobody") : site.roster.name_of(of.owner);
  std::printf("%lld  %-13s  %-8s  %-16s  %-7s  told %s  %s\n", static_cast<long long>(of.id), state.c_str(),
              kind.c_str(), owner.c_str(), in_words(now - (of.waits() ? of.waits_since : of.changed)).c_str(),
              names_of(site, line.told).c_str(), of.subject.c_str());
}

}  // namespace

int cases(const GlobalOptions& global, const CasesOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  if (const auto why = unknown_person(site, options.mine); !why.empty()) return wrong_use(why);
  const auto lines =
      sites.database().read([&](db::Reader& reader) { return read_lines(reader, site, options); });
  for (const auto& line : lines) print(site, line, sites.clock().now(), global.json);
  if (lines.empty() && !global.json)
    std::puts(options.state.empty() && options.mine.empty() ? "no open cases" : "no such cases");
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

namespace {

// Why nothing could ever be of it; "" = something could.
std::string matches_nothing(const model::Roster& roster, model::MuteKind what, const std::string& value) {
  const bool controls =
      std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (controls)
    return "a line break or another control character stands in it, which no name has; write the name or the "
           "page of the writer, or a host";
  if (what == model::MuteKind::post && !Url::parse(value)) return "it is no address of a post";
  if (what != model::MuteKind::topic) return {};
  std::string known;
  for (const auto& company : roster.companies) {
    std::vector<std::string> things{company.id};
    things.insert(things.end(), company.products.begin(), company.products.end());
    things.insert(things.end(), company.topics.begin(), company.topics.end());
    for (const auto& thing : things) {
      if (folded(squeeze(thing)) == folded(squeeze(value))) return {};
      known += (known.empty() ? "" : ", ") + thing;
    }
  }
  return "the roster has no such company, product or topic; there are: " + known;
}

}  // namespace

int mute(const GlobalOptions& global, const MuteOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  if (const auto why = unknown_person(site, options.person); !why.empty()) return wrong_use(why);
  const auto what = *model::from_word<model::MuteKind>(options.what);
  const model::Mute made{0, options.person, what, outreach::mute_value(what, options.value), {}};
  if (made.value.empty()) return wrong_use("\"" + options.value + "\" names no " + options.what);
  if (const auto why = matches_nothing(site.roster, what, options.value); !why.empty())
    return wrong_use("\"" + squeeze(options.value) + "\": " + why);
  const auto id =
      sites.database().write([&](db::Tx& tx) { return store::add_mute(tx, sites.books(site), made); });
  if (global.json) {
    print_json({{"id", id}, {"person", made.person}, {"what", options.what}, {"value", made.value}});
  } else {
    std::printf("%s hears no more of the %s %s; `earshot unmute %lld` takes that back\n",
                site.roster.name_of(made.person).c_str(), options.what.c_str(), made.value.c_str(),
                static_cast<long long>(id));
  }
  return 0;
}

int unmute(const GlobalOptions& global, const MuteOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  const bool gone =
      sites.database().write([&](db::Tx& tx) { return store::remove_mute(tx, site.id, options.number); });
  if (!gone)
    std::fprintf(stderr, "nothing is muted by the number %lld; `earshot mutes` lists what is\n",
                 static_cast<long long>(options.number));
  return gone ? 0 : 1;
}

int mutes(const GlobalOptions& global, const MuteOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  const auto all =
      sites.database().read([&](db::Reader& reader) { return store::list_mutes(reader, site.id); });
  for (const auto& one : all) {
    const std::string what(word(one.what));
    if (global.json) {
      print_json({{"id", one.id},
                  {"person", one.person},
                  {"what", what},
                  {"value", one.value},
                  {"added", iso8601(one.added)}});
    } else {
      std::printf("%lld  %s hears nothing of the %s %s (since %s)\n", static_cast<long long>(one.id),
                  site.roster.name_of(one.person).c_str(), what.c_str(), squeeze(one.value).c_str(),
                  iso8601(one.added).c_str());
    }
  }
  if (all.empty() && !global.json) std::puts("nothing is muted");
  return 0;
}

}  // namespace earshot::app
