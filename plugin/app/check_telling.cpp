// What `earshot check` says of those who are to be told: addresses that take nothing, letters that were given
// up.
#include "app/check_trials.h"
#include "store/letter_store.h"
#include "store/mail_trouble_store.h"
#include "store/site_store.h"

namespace earshot::app {
namespace {

constexpr std::chrono::days looked_back{14};

struct Told {
  std::vector<store::MailTrouble> troubles;
  std::int64_t given_up = 0;
};

}  // namespace

void check_telling(const setup::Config& config, const model::Site& written, setup::Findings& found) {
  const auto database = store_to_check(config);
  if (!database || !database->has_table("letter")) return;
  const auto told = database->read([&](db::Reader& reader) {
    Told out;
    const auto known = store::find_site(reader, written.name);
    if (!known) return out;
    out.troubles = store::mail_troubles(reader, known->id);
    out.given_up = store::given_up_letters(reader, known->id, SystemClock().now() - looked_back);
    return out;
  });
  bool well = told.given_up == 0;
  for (const auto& trouble : told.troubles) {
    if (!trouble.suspended) continue;
    well = false;
    found.warning(
        "alerts to " + trouble.address + " wait since " + iso8601(*trouble.suspended) + ": " + trouble.why,
        "mend the address in the roster or at its server, then: earshot outbox --forgive " + trouble.address +
            " --site " + written.name);
  }
  if (told.given_up > 0)
    found.warning(std::to_string(told.given_up) + " letters of the last two weeks were given up",
                  "earshot outbox --site " + written.name + " says which and why");
  if (well) found.ok("no address is suspended, no letter was given up");
}

}  // namespace earshot::app
