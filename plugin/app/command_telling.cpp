// staff, outbox, mail-in: who is told, what did not reach them, what came back.
#include <array>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "base/log.h"
#include "store/feed_token_store.h"
#include "store/letter_store.h"
#include "store/mail_trouble_store.h"
#include "telling/deliver.h"
#include "telling/mail_in.h"

namespace earshot::app {
namespace {

using nlohmann::ordered_json;

// sysexits.h: a mail server that hears this tries again.
constexpr int temporary_failure = 75;

void print_person(const model::Site& site, const model::Person& person, bool json) {
  const bool active = person.staff_at(SystemClock().now());
  if (json) {
    print_json({{"site", site.name},
                {"id", person.id},
                {"name", person.name},
                {"company", person.company},
                {"email", person.email},
                {"accounts", person.accounts},
                {"first_name", model::word(person.first_name)},
                {"alerts", model::word(person.manner.pace)},
                {"staff_now", active}});
    return;
  }
  const auto& pace = person.manner.pace;
  const auto how = pace == model::Pace::at_once ? std::string() : "  alerts: " + std::string(word(pace));
  std::printf("%-16s %s%s%s%s\n", person.id.c_str(), person.name.c_str(), active ? "" : " (not staff now)",
              person.email.empty() ? "  no mail address: gets no alerts" : "", how.c_str());
}

std::string feed_of(SiteSet& sites, const model::Site& site, const std::string& person, bool renew) {
  const auto token = sites.database().write([&](db::Tx& tx) {
    auto known = renew ? std::string() : store::feed_token(tx, site.id, person);
    return known.empty() ? store::renew_feed_token(tx, site.id, person) : known;
  });
  return site.public_url("feed/" + token);
}

int print_feeds(SiteSet& sites, const model::Site& site, const StaffOptions& options, bool json) {
  if (const auto why = unknown_person(site, options.renew); !why.empty()) return wrong_use(why);
  for (const auto& person : site.roster.people) {
    if (!options.renew.empty() && person.id != options.renew) continue;
    const auto url = feed_of(sites, site, person.id, !options.renew.empty());
    if (json) {
      print_json({{"site", site.name}, {"id", person.id}, {"feed", url}});
    } else {
      std::printf("%-16s %s\n", person.id.c_str(), url.c_str());
    }
  }
  return 0;
}

void print_trouble(const store::MailTrouble& trouble, bool json) {
  if (json) {
    print_json({{"address", trouble.address},
                {"suspended", trouble.suspended ? ordered_json(iso8601(*trouble.suspended)) : ordered_json()},
                {"score", trouble.score},
                {"why", trouble.why}});
    return;
  }
  const auto since = trouble.suspended ? "suspended since " + iso8601(*trouble.suspended)
                                       : "came back, score " + std::to_string(trouble.score).substr(0, 3);
  std::printf("%s  %s: %s\n", trouble.address.c_str(), since.c_str(), trouble.why.c_str());
}

void print_letter(SiteSet& sites, const model::Site& site, const model::Letter& letter, bool json) {
  const auto alerts = sites.database().read(
      [&](db::Reader& reader) { return store::letter_alerts(reader, site.id, letter.id).size(); });
  if (json) {
    print_json({{"letter", letter.id},
                {"person", letter.person},
                {"channel", word(letter.channel)},
                {"form", word(letter.form)},
                {"alerts", alerts},
                {"state", word(letter.state)},
                {"due", iso8601(letter.due)},
                {"tries", letter.tries},
                {"trouble", word(letter.trouble)},
                {"message_id", letter.message_id},
                {"why", letter.last_error}});
    return;
  }
  const auto what = letter.state == model::DeliveryState::failed ? std::string("given up")
                    : letter.tries > 0                           ? "tries: " + std::to_string(letter.tries)
                                                                 : "leaves " + iso8601(letter.due);
  std::printf("%lld  %-16s %-8s %s%s, %s%s%s\n", static_cast<long long>(letter.id), letter.person.c_str(),
              std::string(word(letter.channel)).c_str(), std::string(word(letter.form)).c_str(),
              alerts > 1 ? (" of " + std::to_string(alerts)).c_str() : "", what.c_str(),
              letter.last_error.empty() ? "" : ": ", letter.last_error.c_str());
}

std::string read_all(std::istream& in, std::size_t most) {
  std::string out;
  std::array<char, 64 * 1024> buffer{};
  // To the end, though not all is kept: whoever writes must not be cut off.
  while (in.read(buffer.data(), buffer.size()), in.gcount() > 0) {
    const auto got = static_cast<std::size_t>(in.gcount());
    if (out.size() < most) out.append(buffer.data(), std::min(got, most - out.size()));
  }
  return out;
}

telling::HeardOutcome hear(SiteSet& sites, const std::string& name, const net::MimePart& mail) {
  telling::HeardOutcome outcome{telling::HeardMail::not_ours, "it answers no letter of ours"};
  for (const auto* site : sites.sites()) {
    if (!name.empty() && site->name != name) continue;
    outcome = telling::hear_mail(sites.books(*site), mail);
    if (outcome.what != telling::HeardMail::not_ours) break;
  }
  return outcome;
}

}  // namespace

int list_staff(const GlobalOptions& global, const StaffOptions& options) {
  if (options.feeds || !options.renew.empty()) {
    SiteSet sites(setup::read_config(global.config_path));
    return print_feeds(sites, sites.site(options.site), options, global.json);
  }
  // Needs no store: the roster alone is shown.
  const auto config = setup::read_config(global.config_path);
  for (const auto& [site, path] : config.sites) {
    if (!options.site.empty() && site.name != options.site) continue;
    for (const auto& person : site.roster.people) print_person(site, person, global.json);
  }
  return 0;
}

int outbox(const GlobalOptions& global, const OutboxOptions& options) {
  constexpr int most = 1000;
  constexpr std::chrono::days looked_back{14};
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  if (!options.forgive.empty()) {
    const auto books = sites.books(site);
    const bool was =
        sites.database().write([&](db::Tx& tx) { return telling::forgive(tx, books, options.forgive); });
    if (!was) std::fprintf(stderr, "nothing is held against %s\n", options.forgive.c_str());
    return was ? 0 : 1;
  }
  const auto troubles =
      sites.database().read([&](db::Reader& reader) { return store::mail_troubles(reader, site.id); });
  const auto letters = sites.database().read([&](db::Reader& reader) {
    return store::letters_to_look_at(reader, site.id, sites.clock().now() - looked_back, most);
  });
  for (const auto& trouble : troubles) print_trouble(trouble, global.json);
  for (const auto& letter : letters) print_letter(sites, site, letter, global.json);
  if (troubles.empty() && letters.empty() && !global.json) std::puts("nothing waits");
  return 0;
}

int mail_in(const GlobalOptions& global, const std::string& name) {
  try {
    const auto bytes = read_all(std::cin, net::MimeLimits{}.bytes);
    SiteSet sites(setup::read_config(global.config_path));
    if (!name.empty()) (void)sites.site(name);
    const auto outcome = hear(sites, name, net::read_mime(bytes));
    log::info("telling", "mail in", {{"what", model::word(outcome.what)}, {"why", outcome.why}});
    return 0;
  } catch (const std::exception& failure) {
    // The mail server keeps it and tries again: nothing is lost while the store or its configuration is ill.
    log::error("telling", "mail in: try again", {{"why", failure.what()}});
    return temporary_failure;
  }
}

}  // namespace earshot::app
