// check: tries what the set-up needs, says what is wrong and what to do about it.
#include <cstdio>
#include <string>

#include "app/commands.h"
#include "app/site_set.h"
#include "store/site_store.h"

namespace earshot::app {
namespace {

// Prints one finding a line and remembers whether anything is broken.
class Findings {
 public:
  void good(const std::string& text) { std::printf("ok       %s\n", text.c_str()); }
  void advice(const std::string& text) { std::printf("advice   %s\n", text.c_str()); }
  void broken(const std::string& text) {
    std::printf("BROKEN   %s\n", text.c_str());
    broken_ = true;
  }
  bool any_broken() const { return broken_; }

 private:
  bool broken_ = false;
};

void check_store(SiteSet& sites, Findings& findings) {
  const auto* site = sites.sites().front();
  sites.database().write([&](db::Tx& tx) {
    store::put_setting(tx, site->id, "checked_at", std::to_string(micros(sites.clock().now())));
  });
  findings.good("the store can be written: " + sites.config().store_url);
}

void check_mail(const Config& config, Findings& findings) {
  if (config.mail.url.empty()) {
    findings.advice("no [mail] url: alerts are kept and wait until there is one");
  } else {
    // The address may hold a login, which has no business on a screen.
    const auto at = config.mail.url.rfind('@');
    const auto server = at == std::string::npos ? config.mail.url : "…" + config.mail.url.substr(at);
    findings.good("mail is meant to go to " + server + " as " + config.mail.from);
  }
}

void check_roster(const model::Site& site, Findings& findings) {
  if (site.roster.people.empty()) {
    findings.advice(site.name + ": the roster names nobody; give [[site]] roster = \"…/roster.toml\"");
    return;
  }
  for (const auto& person : site.roster.people) {
    if (person.email.empty())
      findings.advice(site.name + ": " + person.id + " has no email in the roster and gets no alerts");
    if (person.accounts.empty()) {
      findings.advice(site.name + ": " + person.id +
                      " has no accounts in the roster; their comments get no badge");
    }
  }
  findings.good(site.name + ": roster with " + std::to_string(site.roster.people.size()) + " people");
}

void check_engine(SiteSet& sites, const model::Site& site, Findings& findings) {
  net::FetchRequest request;
  request.url = site.origin ? *site.origin : site.url;
  request.host_header = site.url.authority();
  request.reach = net::Reach::own_origin;
  const auto answer = sites.web().fetch(request);
  if (!answer) {
    findings.broken(site.name + ": the blog does not answer at " + request.url.text() + ": " +
                    std::string(net::word(answer.error())) +
                    "; set [[site]] origin to where the engine listens");
    return;
  }
  if (answer->status >= 400) {
    findings.broken(site.name + ": the blog answers " + std::to_string(answer->status) + " at " +
                    request.url.text());
    return;
  }
  findings.good(site.name + ": the blog answers at " + request.url.text());
  const auto endpoint = site.public_url("pingback");
  if (answer->header("x-pingback") == endpoint) {
    findings.good(site.name + ": its pages name our endpoints");
  } else {
    findings.advice(site.name + ": its front page does not name " + endpoint +
                    " in X-Pingback (posts may); see the nginx snippet in README.md");
  }
}

}  // namespace

int check(const GlobalOptions& global) {
  Findings findings;
  SiteSet sites(read_config(global.config_path));
  findings.good("configuration: " + global.config_path);
  check_store(sites, findings);
  check_mail(sites.config(), findings);
  for (const auto* site : sites.sites()) {
    check_roster(*site, findings);
    check_engine(sites, *site, findings);
  }
  return findings.any_broken() ? 1 : 0;
}

}  // namespace earshot::app
