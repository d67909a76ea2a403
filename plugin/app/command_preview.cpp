// staff preview: what a name would have matched lately, before it is saved in the roster.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/case_commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "base/text.h"
#include "names/matcher.h"
#include "names/word_lists.h"
#include "outreach/item.h"
#include "outreach/scan.h"
#include "store/comment_store.h"
#include "store/linkback_store.h"
#include "store/outside_store.h"
#include "store/post_store.h"

namespace earshot::app {
namespace {

using model::ItemKind;
using nlohmann::ordered_json;

constexpr std::string_view newcomer = "preview";
constexpr auto preview_span = std::chrono::hours(24 * 30);
constexpr int most_items = 20000;
constexpr std::size_t passages_shown = 10;

struct Match {
  std::string url, passage, rule, why;
  bool alerts = false;
};
struct Preview {
  std::size_t items_read = 0, items = 0, hits = 0, alerting = 0;
  std::vector<Match> first;
};

// The roster with somebody of that name in it; as an alias only, with a name that nobody writes.
model::Roster with_newcomer(model::Roster roster, const std::string& name, bool alias) {
  model::Person person;
  person.id = newcomer;
  person.name = alias ? "Xqvzj Qzxvj" : name;
  if (alias) person.aliases = {name};
  if (!roster.companies.empty()) person.company = roster.companies.front().id;
  roster.people.push_back(person);
  return roster;
}

void look_at(const outreach::Item& item, const names::Matcher& matcher, Preview& out) {
  ++out.items_read;
  bool any = false;
  for (const auto& [mention, passage] : outreach::hits_in(item, matcher, {})) {
    if (mention.kind != model::WhomKind::person || mention.whom != newcomer) continue;
    any = true;
    ++out.hits;
    out.alerting += mention.alerts;
    if (out.first.size() < passages_shown)
      out.first.push_back({item.url, passage, mention.rule, mention.why, mention.alerts});
  }
  out.items += any;
}

Preview look_back(db::Reader& reader, const model::Site& site, const names::Matcher& matcher, Time since) {
  Preview out;
  const auto look = [&](ItemKind kind, model::RowId id) {
    const auto item = outreach::read_item(reader, site, kind, id);
    if (!item || !item->open) return;
    if (kind != ItemKind::post || item->at >= since) look_at(*item, matcher, out);
  };
  for (const auto& comment : store::comments_since(reader, site.id, since, most_items))
    look(ItemKind::comment, comment.id);
  for (const auto& linkback :
       store::list_linkbacks(reader, site.id, model::LinkbackState::shown, most_items)) {
    if (linkback.received >= since) look(ItemKind::linkback, linkback.id);
  }
  for (const auto& outside : store::outside_since(reader, site.id, since, most_items))
    look(ItemKind::outside, outside.id);
  for (const auto& post : store::live_posts(reader, site.id)) look(ItemKind::post, post.id);
  return out;
}

std::vector<std::string> words_in(const std::string& name) {
  std::istringstream in(folded(squeeze(name)));
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

void warn_of_words(const std::string& name, std::vector<std::string>& out) {
  const auto words = words_in(name);
  if (words.size() == 1) out.push_back("a single word means many people; give the full name");
  for (const auto& word : words) {
    if (names::is_common_word(word)) out.push_back("“" + word + "” is a word of the language as well");
    if (words.size() == 1 && names::is_given_name(word))
      out.push_back("“" + word + "” is a first name that many people have");
  }
}

void warn_of_clashes(const model::Roster& roster, const std::string& name, std::vector<std::string>& out) {
  const auto plain = folded(squeeze(name));
  const auto words = words_in(name);
  const auto same = [&](const std::string& other, const std::string& whose) {
    if (folded(squeeze(other)) == plain) out.push_back("“" + other + "” is " + whose + " already");
  };
  for (const auto& person : roster.people) {
    same(person.name, "the name of " + person.id);
    for (const auto& alias : person.aliases) same(alias, "a spelling of " + person.id);
    for (const auto& handle : person.handles) same(handle, "a handle of " + person.id);
    const auto theirs = words_in(person.name);
    if (folded(squeeze(person.name)) == plain || words.size() < 2 || theirs.size() < 2) continue;
    if (theirs.back() == words.back()) out.push_back("the surname is also that of " + person.id);
    if (theirs.front() == words.front()) out.push_back("the first name is also that of " + person.id);
  }
  for (const auto& company : roster.companies) {
    same(company.name, "the company " + company.id);
    for (const auto& alias : company.aliases) same(alias, "a spelling of the company " + company.id);
    for (const auto& product : company.products) same(product, "a product");
    for (const auto& topic : company.topics) same(topic, "a topic");
  }
}

void print(const std::string& name, const Preview& preview, const std::vector<std::string>& warnings,
           bool json) {
  if (json) {
    ordered_json passages = ordered_json::array();
    for (const auto& one : preview.first)
      passages.push_back({{"url", one.url},
                          {"passage", one.passage},
                          {"alert", one.alerts},
                          {"rule", one.rule},
                          {"why", one.why}});
    print_json({{"name", name},
                {"items_read", preview.items_read},
                {"items", preview.items},
                {"hits", preview.hits},
                {"alerting", preview.alerting},
                {"warnings", warnings},
                {"passages", passages}});
    return;
  }
  std::printf("“%s” stands in %zu of the %zu items of the last 30 days: %zu times, %zu would alert\n",
              name.c_str(), preview.items, preview.items_read, preview.hits, preview.alerting);
  for (const auto& warning : warnings) std::printf("warning: %s\n", warning.c_str());
  for (const auto& one : preview.first)
    std::printf("%s  %s\n    %s (%s)\n", one.alerts ? "alerts" : "quiet ", one.passage.c_str(),
                one.url.c_str(), one.why.c_str());
}

}  // namespace

int preview_name(const GlobalOptions& global, const PreviewOptions& options) {
  const auto name = squeeze(options.name);
  if (name.empty()) {
    std::fputs("the name is empty\n", stderr);
    return 2;
  }
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  const names::Matcher matcher(with_newcomer(site.roster, name, options.alias));
  const auto preview = sites.database().read([&](db::Reader& reader) {
    return look_back(reader, site, matcher, sites.clock().now() - preview_span);
  });
  std::vector<std::string> warnings;
  warn_of_words(name, warnings);
  warn_of_clashes(site.roster, name, warnings);
  print(name, preview, warnings, global.json);
  return 0;
}

}  // namespace earshot::app
