// Owns the live objects of a running program and hands them down. Members stand in the order of their birth.
#pragma once
#include <list>
#include <memory>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "linkback/receive.h"
#include "markup/template.h"
#include "model/ids.h"
#include "names/matcher.h"
#include "net/curl_fetcher.h"
#include "net/smtp_mailer.h"
#include "setup/config.h"
#include "store/books.h"
#include "web/fragment_cache.h"
#include "work/jobs.h"

namespace earshot::app {

// Whom the program may fetch from, and as whom it does.
net::FetcherSettings fetcher_settings(const setup::Config& config);

// How long the writes of a command wait for a server that writes all the time.
constexpr std::chrono::minutes command_patience{2};

class SiteSet {
 public:
  // Opens the store, brings its schema up to date and registers the sites. Throws db::StoreFailure.
  // `patience`: how long a write waits for other processes (db/database.h).
  explicit SiteSet(setup::Config config, std::chrono::milliseconds patience = db::default_patience);
  SiteSet(const SiteSet&) = delete;
  SiteSet& operator=(const SiteSet&) = delete;

  const setup::Config& config() const { return config_; }
  db::Database& database() { return *database_; }
  model::IdMint& mint() { return mint_; }
  const Clock& clock() const { return clock_; }
  const markup::Templates& templates() const { return templates_; }
  linkback::Intake& intake() { return intake_; }
  web::FragmentCache& fragments() { return fragments_; }
  net::CurlFetcher& web() { return web_; }
  const work::Tools& tools() const { return tools_; }

  // "" means the only site. Throws ConfigError naming the sites there are.
  const model::Site& site(std::string_view name) const;
  std::vector<const model::Site*> sites() const;
  const names::Matcher& matcher(const model::Site& site) const;
  store::Books books(const model::Site& site) { return {*database_, site, mint_, clock_}; }

 private:
  struct Blog {
    model::Site site;
    names::Matcher matcher;
    work::SiteDesk desk;
    explicit Blog(model::Site site_) : site(std::move(site_)), matcher(site.roster), desk{site, matcher} {}
    Blog(const Blog&) = delete;
  };
  model::Site registered(setup::SiteConfig& site);

  setup::Config config_;
  SystemClock clock_;
  model::IdMint mint_;
  std::unique_ptr<db::Database> database_;
  std::list<Blog> blogs_;
  markup::Templates templates_;
  linkback::Intake intake_;
  linkback::HostTurns source_turns_{30, 30};  // pages of one host, a minute
  web::FragmentCache fragments_;
  net::CurlFetcher web_;
  std::unique_ptr<net::SmtpMailer> mailer_;  // nullptr: no mail is configured
  work::Tools tools_;
};

}  // namespace earshot::app
