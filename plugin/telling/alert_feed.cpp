#include "telling/alert_feed.h"

#include "store/case_store.h"
#include "telling/alert_mail.h"

namespace earshot::telling {

std::string alert_feed(const store::Books& books, const markup::Templates& templates,
                       const std::string& person, const std::string& self) {
  constexpr int most = 50;
  markup::Filling page;
  Time newest = books.site.since;
  books.database.read([&](db::Reader& reader) {
    for (const auto id : store::latest_alerts(reader, books.site.id, person, most)) {
      const auto facts = read_alert_facts(reader, books, id);
      if (!facts || !holds(*facts)) continue;
      newest = std::max(newest, facts->alert.created);
      page.add("ALERT")
          .set("ID", "urn:earshot:alert:" + std::to_string(id))
          .set("TITLE", what_happened(*facts) + ": " + facts->of_case.subject)
          .set("WRITER", facts->item->writer.empty() ? "Somebody" : facts->item->writer)
          .set("WHEN", iso8601(facts->alert.created))
          .set("URL", facts->item->url)
          .set("PASSAGE", facts->alert.passage)
          .set("WHY", facts->alert.why)
          .set("STATE", model::word(facts->of_case.state))
          .set("OWNER",
               facts->of_case.owner.empty() ? "nobody" : books.site.roster.name_of(facts->of_case.owner))
          .set("CLAIM_URL", facts->act.claim)
          .set("CLOSE_URL", facts->act.close);
    }
    return 0;
  });
  page.set("PERSON", books.site.roster.name_of(person))
      .set("SITE", books.site.name)
      .set("SITE_URL", books.site.url.text())
      .set("SELF", self)
      .set("UPDATED", iso8601(newest));
  return templates.fill("reader/alerts.xml", page);
}

}  // namespace earshot::telling
