#include "outreach/swell.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "base/log.h"
#include "outreach/audience.h"
#include "outreach/excerpt.h"
#include "outreach/told.h"
#include "outreach/voices.h"
#include "store/case_store.h"
#include "store/mention_store.h"
#include "store/swell_store.h"

namespace earshot::outreach {
namespace {

constexpr auto between_counts = std::chrono::hours(1);
constexpr int authors_read = 200;
constexpr std::size_t writers_named = 12;

int earlier_windows(const std::vector<int>& authors, int windows_of_history) {
  return std::min(windows_of_history, static_cast<int>(authors.size()) - 1);
}

std::string name_in_words(const model::Site& site, const store::HeardOf& heard) {
  const auto* company = heard.kind == model::WhomKind::company ? site.roster.company(heard.whom) : nullptr;
  return company ? company->name : heard.whom;
}

std::string in_tenths(double number) {
  const auto tenths = std::lround(number * 10);
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10));
}

std::string sentence(const model::Site& site, const store::HeardOf& heard, int history,
                     const std::vector<model::Agreement>& authors) {
  std::string out = "“" + name_in_words(site, heard) + "” is named by " +
                    std::to_string(heard.authors.front()) + " people within " +
                    std::to_string(site.swell.days) + " days";
  if (history >= windows_needed)
    out += ", where " + in_tenths(usual_authors(heard.authors, history)) + " are usual";
  return out + ": " + names_of(authors, writers_named);
}

// The words in which the item names it.
std::string passage_of(db::Reader& reader, const model::Site& site, const store::HeardOf& heard,
                       const model::Agreement& item) {
  for (const auto& [mention, passage] : store::mentions_in(reader, site.id, item.item_kind, item.item_id)) {
    if (mention.kind == heard.kind && mention.whom == heard.whom) return passage;
  }
  return {};
}

// The newest item that names it carries the alert; its conversation is the case.
void tell(db::Tx& tx, const store::Books& books, const store::HeardOf& heard, int history) {
  const auto authors = store::who_named(tx, books.site.id, heard.kind, heard.whom,
                                        books.now() - books.site.swell.window(), authors_read);
  if (authors.empty()) return;
  const auto& newest = authors.back();
  const auto item = read_item(tx, books.site, newest.item_kind, newest.item_id);
  if (!item) return;
  const auto opened = store::open_case(tx, books, item->root_kind, item->root_id, case_subject(*item), true);
  const auto audience = audience_for(tx, books.site, &opened, authors, books.now());
  const auto words = sentence(books.site, heard, history, authors);
  for (const auto& person : audience.people) {
    for (auto one = authors.rbegin(); one != authors.rend(); ++one) {
      model::Alert alert;
      alert.case_id = opened.id;
      alert.person = person;
      alert.item_kind = one->item_kind;
      alert.item_id = one->item_id;
      alert.reason = model::AlertReason::swell;
      alert.why = words + "; and " + audience.why;
      alert.passage = passage_of(tx, books.site, heard, *one);
      if (send_alert(tx, books, alert)) break;  // else this person knows the item: the one before it
    }
  }
  log::info("outreach", "swell", {{"name", heard.whom}, {"authors", std::int64_t{heard.authors.front()}}});
}

}  // namespace

double usual_authors(const std::vector<int>& authors, int windows_of_history) {
  const int earlier = earlier_windows(authors, windows_of_history);
  if (earlier <= 0) return 0;
  return static_cast<double>(std::accumulate(authors.begin() + 1, authors.begin() + 1 + earlier, 0)) /
         earlier;
}

bool swells(const std::vector<int>& authors, int windows_of_history, const model::SwellRules& rules) {
  const int now = authors.front();
  if (windows_of_history < windows_needed) return now >= 2 * rules.authors;
  return now >= rules.authors && now > 2 * usual_authors(authors, windows_of_history);
}

model::JobOutcome look_out(const store::Books& books) {
  const auto now = books.now();
  const auto window = books.site.swell.window();
  int history = 0;
  std::vector<store::HeardOf> rising;
  books.database.read([&](db::Reader& reader) {
    const auto first = store::heard_first(reader, books.site.id);
    if (first) history = static_cast<int>((now - *first) / window) - 1;
    for (auto& heard : store::heard_of(reader, books.site.id, now, window, windows_compared)) {
      const auto told = store::swell_told(reader, books.site.id, heard.kind, heard.whom);
      if (swells(heard.authors, history, books.site.swell) && (!told || *told <= now - window))
        rising.push_back(std::move(heard));
    }
  });
  for (const auto& heard : rising) {
    books.database.write([&](db::Tx& tx) {
      const auto told = store::swell_told(tx, books.site.id, heard.kind, heard.whom);
      if (told && *told > now - window) return;  // another worker was faster
      store::note_swell(tx, books, heard.kind, heard.whom, heard.authors.front(),
                        usual_authors(heard.authors, history));
      tell(tx, books, heard, history);
    });
  }
  return model::Again{now + between_counts, ""};
}

}  // namespace earshot::outreach
