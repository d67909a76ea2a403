// why: every decision about one address or receipt, from the books.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/decisions.h"
#include "app/print.h"
#include "app/site_set.h"
#include "store/comment_store.h"
#include "store/linkback_store.h"
#include "store/outside_store.h"
#include "store/post_address.h"
#include "store/post_store.h"
#include "store/trace_store.h"
#include "store/watched_feed_store.h"

namespace earshot::app {
namespace {

using nlohmann::ordered_json;

constexpr int most_linkbacks = 100;

std::string receipt_in(std::string_view about) {
  constexpr std::string_view place = "/status/", suffix = ".json";
  if (const auto at = about.rfind(place); at != std::string_view::npos)
    about.remove_prefix(at + place.size());
  if (about.ends_with(suffix)) about.remove_suffix(suffix.size());
  return std::string(about);
}

std::vector<Account> accounts_at(db::Reader& reader, const model::Site& site, const Url& url,
                                 const std::string& person) {
  std::vector<Account> out;
  for (const auto id : store::linkbacks_from(reader, site.id, url, most_linkbacks)) {
    if (const auto one = store::find_linkback(reader, site.id, id))
      out.push_back(account_of(reader, site, *one, person));
  }
  if (const auto item = store::find_outside_by_key(reader, site.id, store::outside_key(url)))
    out.push_back(account_of(reader, site, *item, person));
  if (const auto feed = store::find_feed_at(reader, site.id, url))
    out.push_back(account_of(reader, site, *feed, person));
  if (const auto comment = store::comment_at(reader, site, url)) {
    out.push_back(account_of(reader, site, *comment, person));
  } else if (lies_below(url, site.url)) {
    if (const auto post = store::post_at(reader, site, url.without_fragment()))
      out.push_back(account_of(reader, site, *post, person));
  }
  return out;
}

// A receipt, the number of a linkback, or the engine's number of a comment or post.
std::vector<Account> accounts_named(db::Reader& reader, const model::Site& site, const std::string& about,
                                    const std::string& person) {
  std::vector<Account> out;
  const auto add = [&](const auto& found) {
    if (found) out.push_back(account_of(reader, site, *found, person));
  };
  add(store::find_linkback_by_token(reader, site.id, receipt_in(about)));
  if (!out.empty()) return out;
  model::RowId number = 0;
  const auto parsed = std::from_chars(about.data(), about.data() + about.size(), number);
  if (parsed.ec == std::errc() && parsed.ptr == about.data() + about.size())
    add(store::find_linkback(reader, site.id, number));
  add(store::find_comment_by_engine_id(reader, site.id, about));
  add(store::find_post_by_engine_id(reader, site.id, about));
  return out;
}

std::vector<Account> accounts_for(db::Reader& reader, const model::Site& site, const WhyOptions& options) {
  const auto url = Url::parse(options.about);
  const bool receipt = options.about.starts_with(site.public_url("status/"));
  if (!url || receipt) return accounts_named(reader, site, options.about, options.person);
  return accounts_at(reader, site, *url, options.person);
}

void print(const Account& account, bool json) {
  if (!json) {
    std::printf("%s %lld  %s\n", account.kind.c_str(), static_cast<long long>(account.id),
                account.address.c_str());
  }
  for (const auto& one : account.decisions) {
    if (json) {
      const ordered_json line{{"about", account.kind},
                              {"id", account.id},
                              {"address", account.address},
                              {"at", one.at ? ordered_json(iso8601(*one.at)) : ordered_json()},
                              {"fact", one.fact},
                              {"person", one.person},
                              {"text", one.text}};
      std::puts(line.dump(-1, ' ', false, ordered_json::error_handler_t::replace).c_str());
    } else {
      std::printf("  %-20s  %-14s %s%s%s\n", one.at ? iso8601(*one.at).c_str() : "", one.fact.c_str(),
                  one.person.c_str(), one.person.empty() || one.text.empty() ? "" : ": ", one.text.c_str());
    }
  }
}

// What the door would say now: those whom it refuses leave no record.
void print_door(SiteSet& sites, const model::Site& site, const WhyOptions& options, bool json) {
  linkback::Claim claim;
  claim.source = options.about;
  claim.target = options.target;
  const auto outcome = sites.intake().would_say(sites.books(site), claim);
  Account account{"ping", 0, options.about, {}};
  if (outcome.accepted()) {
    account.decisions.push_back({{}, "taken in", "a ping to " + options.target + " would be verified", {}});
  } else {
    account.decisions.push_back(
        {{},
         "refused",
         std::string(word(outcome.refusal)) + ": " + std::string(sentence(outcome.refusal)),
         {}});
  }
  print(account, json);
}

// Somebody who left the roster may still stand in the books.
bool knows_of(const std::vector<Account>& accounts, const std::string& person) {
  return std::ranges::any_of(accounts, [&](const Account& account) {
    return std::ranges::any_of(account.decisions, [&](const Decision& one) {
      return one.person == person && one.fact != "no alert";
    });
  });
}

}  // namespace

int why(const GlobalOptions& global, const WhyOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  const auto accounts =
      sites.database().read([&](db::Reader& reader) { return accounts_for(reader, site, options); });
  if (const auto unknown = unknown_person(site, options.person);
      !unknown.empty() && !knows_of(accounts, options.person))
    return wrong_use(unknown);
  for (const auto& account : accounts) print(account, global.json);
  if (!options.target.empty()) {
    print_door(sites, site, options, global.json);
    return 0;
  }
  if (!accounts.empty()) return 0;
  std::fprintf(
      stderr,
      "nothing is known of %s\n"
      "(a ping that is refused at the door is answered with the reason and not kept; what would one be "
      "told now? earshot why %s --target POST)\n",
      options.about.c_str(), options.about.c_str());
  return 1;
}

}  // namespace earshot::app
