// The trials of `earshot check`: each asks one thing of the set-up and says what to do when it is not right.
// They work beside a running server, change nothing, and end within a few seconds each.
#pragma once
#include <memory>
#include <string>

#include "db/database.h"
#include "net/fetcher.h"
#include "setup/config.h"
#include "setup/findings.h"

namespace earshot::app {

// nullptr when there is no store yet: a check makes none, it would belong to whoever checks.
std::unique_ptr<db::Database> store_to_check(const setup::Config& config);

void check_store(const setup::Config& config, setup::Findings& found);
void check_templates(const setup::Config& config, setup::Findings& found);
void check_mail(const setup::Config& config, setup::Findings& found);
// `path`: the socket that the web server is given.
void check_socket(const setup::Config& config, const std::string& path, setup::Findings& found);

void check_roster(const model::Site& site, setup::Findings& found);
void check_accounts(const model::Site& site, net::Fetcher& web, setup::Findings& found);
void check_engine(const model::Site& site, net::Fetcher& web, setup::Findings& found);
void check_feeds(const model::Site& site, net::Fetcher& web, setup::Findings& found);
void check_telling(const setup::Config& config, const model::Site& site, setup::Findings& found);
// Of sites that have one.
void check_webhook(const setup::Config& config, const model::Site& site, setup::Findings& found);
// From outside: through the web server at the blog's public address.
void check_prefix(const model::Site& site, net::Fetcher& web, setup::Findings& found);
void check_discovery(const model::Site& site, net::Fetcher& web, setup::Findings& found);

}  // namespace earshot::app
