// What `earshot check` says of a site's webhook: did the last call succeed, or has it ended itself?
#include "app/check_trials.h"
#include "exchange/hook.h"
#include "store/site_store.h"

namespace earshot::app {

void check_webhook(const setup::Config& config, const model::Site& written, setup::Findings& found) {
  const auto& url = written.webhook.url->text();
  if (written.webhook.secret.empty())
    found.warning("messages to " + url + " are not signed",
                  "set webhook_secret, so that the receiver can tell them from forged ones");
  const auto database = store_to_check(config);
  if (!database || !database->has_table("publication")) return;
  const auto trouble = database->read([&](db::Reader& reader) -> std::optional<exchange::HookTrouble> {
    const auto known = store::find_site(reader, written.name);
    if (!known) return std::nullopt;
    auto site = written;
    site.id = known->id;
    return exchange::hook_trouble(reader, site);
  });
  if (!trouble) {
    found.ok(url + " takes what it is told");
  } else if (trouble->ended) {
    found.wrong(
        url + " " + trouble->what,
        "mend it, then tell it what it missed: earshot queue --replay-hooks DAY --site " + written.name);
  } else {
    found.warning(url + " " + trouble->what, "it is tried again; earshot queue --jobs shows when");
  }
}

}  // namespace earshot::app
