#include "outreach/gathering.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "base/text.h"
#include "markup/clean.h"
#include "outreach/audience.h"
#include "outreach/excerpt.h"
#include "outreach/told.h"
#include "outreach/voices.h"
#include "phrases/agreement.h"
#include "store/case_store.h"
#include "store/gathering_store.h"
#include "store/kind_store.h"
#include "store/linkback_store.h"
#include "store/trace_store.h"

namespace earshot::outreach {
namespace {

using model::Agreeing;
using model::Agreement;
using model::CaseState;
using model::ItemKind;

constexpr std::size_t links_read = 200, named_at_most = 12;
constexpr std::size_t around_words = 80;  // bytes on each side of "me too"
constexpr std::size_t near_link = 1500;   // bytes on each side of a page's link

Agreement written_by(const Item& item) {
  Agreement out;
  out.item_kind = item.kind;
  out.item_id = item.id;
  out.name = item.writer;
  out.account = item.account;
  out.page = item.writer_url;
  out.host = item.host;
  out.url = item.url;
  out.at = item.at;
  // Voices that gathered elsewhere before we came there are news all the same.
  const bool comment_elsewhere = item.kind == ItemKind::outside && item.id != item.root_id;
  out.old = comment_elsewhere ? item.old_conversation : item.old;
  return out;
}

// Other pages that pinged us, if the page links to them too.
void add_pages_linked_to(db::Reader& reader, const model::Site& site, const Item& item, const Agreement& from,
                         std::vector<Agreement>& out) {
  const auto page = store::find_source_page(reader, site.id, item.id);
  if (!page) return;
  const auto links = markup::read_plain_text(page->content_html).links;
  for (std::size_t i = 0; i < links.size() && i < links_read; ++i) {
    const auto url = Url::parse(links[i].href);
    if (!url || lies_below(*url, site.url)) continue;
    const auto known = store::linkbacks_from(reader, site.id, *url, 1);
    if (known.empty() || known.front() == item.id) continue;
    Agreement other = from;
    other.root_kind = ItemKind::linkback;
    other.root_id = known.front();
    if (std::ranges::find(out, other) == out.end()) out.push_back(std::move(other));
  }
}

// Whoever wrote the conversation's beginning; only to be told from those who agree.
Agreement author_of(const Item& root) {
  Agreement out = written_by(root);
  if (root.kind == ItemKind::post) out.host.clear();
  return out;
}

bool wants_something(model::CaseKind kind) {
  return kind == model::CaseKind::problem || kind == model::CaseKind::idea ||
         kind == model::CaseKind::question;
}

// Who links to a complaint stands by it; who links to news only passes them on, unless they complain. Of our
// own posts the case alone decides: that one speaks of a problem does not make its readers have it.
bool links_weigh(db::Reader& reader, const model::Site& site, ItemKind root_kind, model::RowId root) {
  const auto its = store::case_of(reader, site.id, root_kind, root);
  if (its && wants_something(its->kind)) return true;
  return root_kind != ItemKind::post &&
         wants_something(store::find_item_kind(reader, site.id, root_kind, root).kind);
}

std::vector<Agreement> voices_with(db::Reader& reader, const model::Site& site, const Item& root) {
  auto all = store::agreements_with(reader, site.id, root.kind, root.id);
  if (!links_weigh(reader, site, root.kind, root.id)) {
    std::erase_if(all, [&](const Agreement& one) {
      const auto its = store::find_item_kind(reader, site.id, one.item_kind, one.item_id);
      return one.how == Agreeing::link && its.kind != model::CaseKind::problem;
    });
  }
  return distinct_voices(all, author_of(root), site);
}

// Of a page what stands near its link.
std::optional<phrases::Span> agreement_in(const Item& item) {
  if (item.kind != ItemKind::linkback) return phrases::find_agreement(item.text, item.quoted);
  const std::size_t from = item.likely_at - std::min(item.likely_at, near_link);
  const std::size_t begin = character_start(item.text, std::min(from, item.text.size()));
  const auto near = cut(std::string_view(item.text).substr(begin), 2 * near_link);
  std::vector<phrases::Span> quoted;
  for (const auto& [first, last] : item.quoted) {
    if (last > begin) quoted.emplace_back(std::max(first, begin) - begin, last - begin);
  }
  auto found = phrases::find_agreement(near, quoted);
  if (found) found = {found->first + begin, found->second + begin};
  return found;
}

struct Telling {
  const store::Books& books;
  db::Tx& tx;
  const Item& root;
  const std::vector<Agreement>& voices;
};

std::string sentence(const Telling& t) {
  const auto days = t.books.site.gathering.days;
  return what_they_say(t.voices) + " within " + std::to_string(days) +
         " days: " + names_of(t.voices, named_at_most);
}

// The newest words that this person was not told of yet, else what they are about.
std::optional<Agreement> news_for(const Telling& t, const std::string& person) {
  const auto untold = [&](ItemKind kind, model::RowId id) {
    const auto lines = store::alerts_about(t.tx, t.books.site.id, kind, id);
    return std::ranges::none_of(lines,
                                [&](const store::AlertLine& line) { return line.alert.person == person; });
  };
  for (auto one = t.voices.rbegin(); one != t.voices.rend(); ++one) {
    if (untold(one->item_kind, one->item_id)) return *one;
  }
  if (!untold(t.root.kind, t.root.id)) return std::nullopt;
  return author_of(t.root);
}

void tell(const Telling& t) {
  const auto& site = t.books.site;
  const auto opened = store::open_case(t.tx, t.books, t.root.kind, t.root.id, case_subject(t.root), true);
  follow_conversation(t.tx, t.books, t.root);
  const auto audience = audience_for(t.tx, site, &opened, t.voices, t.books.now());
  if (audience.people.empty())
    log::warning("outreach", "others gather, and the roster has nobody to tell", {{"case", opened.id}});
  for (const auto& person : audience.people) {
    const auto news = news_for(t, person);
    if (!news) continue;
    model::Alert alert;
    alert.case_id = opened.id;
    alert.person = person;
    alert.item_kind = news->item_kind;
    alert.item_id = news->item_id;
    alert.reason = model::AlertReason::gathering;
    alert.why = sentence(t) + "; and " + audience.why;
    alert.passage = news->said.empty() ? excerpt(t.root.text, 0, 0) : news->said;
    send_alert(t.tx, t.books, alert);
  }
}

// Mails that did not leave yet, though fewer say it now.
void take_back(db::Tx& tx, const store::Books& books, const model::Gathering& one) {
  const auto its = store::case_of(tx, books.site.id, one.root_kind, one.root_id);
  if (!its) return;
  for (const auto& line : store::alerts_of_case(tx, books.site.id, its->id)) {
    if (line.alert.reason == model::AlertReason::gathering &&
        line.delivery.state == model::DeliveryState::pending)
      store::withdraw_alert(tx, books, line.alert.id);
  }
}

void count_anew(db::Tx& tx, const store::Books& books, model::Gathering one) {
  const auto& rules = books.site.gathering;
  const auto root = read_item(tx, books.site, one.root_kind, one.root_id);
  std::vector<Agreement> voices;
  if (root && root->open) voices = voices_with(tx, books.site, *root);
  one.voices = static_cast<int>(voices.size());
  one.hosts = distinct_hosts(voices);
  one.first = voices.empty() ? std::nullopt : std::optional(voices.front().at);
  one.last = voices.empty() ? std::nullopt : std::optional(voices.back().at);
  const auto lately = heard_lately(voices, books.now(), rules.window());
  if (crosses(voices, one, books.now(), rules)) {
    tell({books, tx, *root, lately});
    one.told_voices = static_cast<int>(lately.size());
    one.told = one.last;
  } else if (lately.size() < static_cast<std::size_t>(rules.voices) && one.told_voices > 0) {
    take_back(tx, books, one);
  }
  store::save_gathering(tx, books.site.id, one);
}

}  // namespace

std::vector<Agreement> agreements_of(db::Reader& reader, const model::Site& site, const Item& item) {
  std::vector<Agreement> out;
  if (!item.open || !item.writer_person.empty() || !item.name_of.empty()) return out;
  Agreement made = written_by(item);
  const bool links = item.kind == ItemKind::linkback;
  const auto words = links || item.speaks_to_id != 0 ? agreement_in(item) : std::nullopt;
  if (!links && !words) return out;
  made.how = words ? Agreeing::words : Agreeing::link;
  made.said = words ? excerpt(item.text, words->first, words->second, around_words)
                    : excerpt(item.text, item.likely_at, item.likely_at, around_words);
  if (item.speaks_to_id != 0) {
    made.root_kind = item.speaks_to;
    made.root_id = item.speaks_to_id;
    out.push_back(made);
    if (links) add_pages_linked_to(reader, site, item, made, out);
  }
  std::ranges::sort(out, {},
                    [](const Agreement& one) { return std::pair(one.root_id, model::word(one.root_kind)); });
  return out;
}

model::JobOutcome gather(const store::Books& books, model::RowId root) {
  books.database.write([&](db::Tx& tx) {
    for (const auto& one : store::gatherings_of(tx, books.site.id, root)) count_anew(tx, books, one);
  });
  return model::Done{};
}

void note_answer_to_all(db::Tx& tx, const store::Books& books, const Item& item) {
  if (item.writer_person.empty() || !item.open || item.old || item.kind == ItemKind::post) return;
  // In the thread of one of the voices, or beside them.
  std::set<model::RowId> roots{item.speaks_to_id};
  for (const auto& one : store::agreements_by(tx, books.site.id, item.root_kind, item.root_id))
    roots.insert(one.root_id);
  for (const auto root : roots) {
    for (const auto& one : store::gatherings_of(tx, books.site.id, root)) {
      const bool answers = one.told && item.at >= *one.told;
      const auto its = store::case_of(tx, books.site.id, one.root_kind, one.root_id);
      if (!answers || !its || its->state == CaseState::answered ||
          !model::may_move(its->state, CaseState::answered))
        continue;
      store::move_case(tx, books, *its, CaseState::answered, item.writer_person,
                       "answered where others gather");
    }
  }
}

std::optional<Gathered> read_gathered(db::Reader& reader, const model::Site& site, ItemKind root_kind,
                                      model::RowId root_id) {
  const auto root = read_item(reader, site, root_kind, root_id);
  if (!root || !root->open) return std::nullopt;
  return Gathered{case_subject(*root), root->url, voices_with(reader, site, *root)};
}

}  // namespace earshot::outreach
