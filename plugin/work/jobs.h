// What each kind of job does: the list of everything that happens later.
#pragma once
#include <functional>

#include "names/matcher.h"
#include "net/fetcher.h"
#include "net/mailer.h"
#include "store/books.h"
#include "work/job_table.h"

namespace earshot::linkback {
class HostTurns;
}
namespace earshot::markup {
class Templates;
}

namespace earshot::work {

// One site as jobs need it. Both live as long as the tools.
struct SiteDesk {
  const model::Site& site;
  const names::Matcher& matcher;
};

struct Tools {
  db::Database& database;
  model::IdMint& mint;
  const Clock& clock;
  net::Fetcher& web;
  net::Mailer* mailer;  // nullptr: no mail is configured, alerts wait
  net::Mailbox from;
  const markup::Templates& templates;
  std::function<const SiteDesk*(model::SiteId)>
      desk_of;  // nullptr: the site left the configuration, its jobs wait
  linkback::HostTurns* source_turns =
      nullptr;  // how often one owner's hosts are asked for pages; nullptr: no limit
};

// `tools` must outlive the table.
JobTable make_job_table(const Tools& tools);

// The watching of a site begins: its poll, its sweep, the tending of its linkbacks, cases and what was read
// elsewhere, and the look-out for names that many speak of are due now; and the roster may have changed while
// nobody looked.
void begin_watching(const store::Books& books);

}  // namespace earshot::work
