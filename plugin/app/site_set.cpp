#include "app/site_set.h"

#include <sys/resource.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "store/figure_store.h"
#include "store/site_store.h"

namespace earshot::app {
namespace {

std::unique_ptr<db::Database> opened(const std::string& url, std::chrono::milliseconds patience) {
  auto database = db::open_database(url, patience);
  try {
    db::migrate(*database, store::migrations());
  } catch (const db::StoreFailure& failure) {
    if (failure.kind() != db::StoreFailure::Kind::other) throw;
    throw std::runtime_error(url + ": " + failure.what());  // the schema's own complaints name no file
  }
  return database;
}

std::unique_ptr<net::SmtpMailer> mailer_for(const setup::MailConfig& mail) {
  if (mail.url.empty()) return nullptr;
  net::SmtpSettings settings;
  settings.url = mail.url;
  settings.user = mail.user;
  settings.password = mail.password;
  return std::make_unique<net::SmtpMailer>(settings);
}

// Raised as far as a program may do that by itself and has a use for it.
std::size_t descriptor_limit() {
  constexpr rlim_t useful = 4096;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  if (limit.rlim_cur < useful) {
    const rlim_t before = std::exchange(limit.rlim_cur, std::min(useful, limit.rlim_max));
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
  }
  return static_cast<std::size_t>(limit.rlim_cur);
}

}  // namespace

net::FetcherSettings fetcher_settings(const setup::Config& config) {
  net::FetcherSettings settings;
  // A slow stranger holds a socket and little else; the others are for visitors and the store.
  constexpr std::size_t kept_free = 800, most = 1200;
  settings.at_once =
      std::clamp(descriptor_limit(), kept_free + settings.at_once, kept_free + most) - kept_free;
  settings.guard.allow = config.fetch_allow;
  for (const auto& [site, roster] : config.sites) {
    const auto& origin = site.origin ? *site.origin : site.url;
    settings.origins.push_back({std::string(origin.host()), origin.port()});
  }
  settings.user_agent =
      "Earshot/" EARSHOT_VERSION " (+" + config.sites.front().site.public_url("about") + "; Webmention)";
  return settings;
}

SiteSet::SiteSet(setup::Config config, std::chrono::milliseconds patience)
    : config_(std::move(config)),
      database_(opened(config_.store_url, patience)),
      templates_(config_.templates),
      web_(fetcher_settings(config_)),
      mailer_(mailer_for(config_.mail)),
      tools_{*database_,
             mint_,
             clock_,
             web_,
             mailer_.get(),
             config_.mail.from,
             templates_,
             [this](model::SiteId id) -> const work::SiteDesk* {
               for (const auto& blog : blogs_) {
                 if (blog.site.id == id) return &blog.desk;
               }
               return nullptr;
             },
             &source_turns_} {
  for (auto& site : config_.sites) blogs_.emplace_back(registered(site));
}

model::Site SiteSet::registered(setup::SiteConfig& written) {
  auto site = written.site;
  // Reading first: a plain CGI run must not wait for the disk to learn what it knows.
  const auto known = database_->read([&](db::Reader& reader) { return store::find_site(reader, site.name); });
  if (!known || known->url != site.url.text()) {
    site.id = database_->write(
        [&](db::Tx& tx) { return store::open_site(tx, site.name, site.url.text(), clock_.now()); });
    site.since =
        database_->read([&](db::Reader& reader) { return store::find_site(reader, site.name)->since; });
  } else {
    site.id = known->id;
    site.since = known->since;
  }
  const bool told = database_->read(
      [&](db::Reader& reader) { return store::schedule_is_known(reader, site.id, site.hours); });
  if (!told)
    database_->write([&](db::Tx& tx) { store::put_schedule(tx, site.id, site.hours, clock_.now()); });
  return site;
}

const model::Site& SiteSet::site(std::string_view name) const {
  std::string known;
  for (const auto& blog : blogs_) {
    if (blog.site.name == name || (name.empty() && blogs_.size() == 1)) return blog.site;
    known.append(known.empty() ? "" : ", ").append(blog.site.name);
  }
  throw setup::ConfigError(name.empty()
                               ? "several sites are configured, name one with --site: " + known
                               : "no site is named \"" + std::string(name) + "\"; there are: " + known);
}

std::vector<const model::Site*> SiteSet::sites() const {
  std::vector<const model::Site*> out;
  for (const auto& blog : blogs_) out.push_back(&blog.site);
  return out;
}

const names::Matcher& SiteSet::matcher(const model::Site& site) const {
  const auto* desk = tools_.desk_of(site.id);
  return desk->matcher;
}

}  // namespace earshot::app
