#include "outreach/scan.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "base/text.h"
#include "outreach/excerpt.h"
#include "outreach/gathering.h"
#include "outreach/item.h"
#include "outreach/told.h"
#include "store/case_store.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/gathering_store.h"
#include "store/mention_store.h"
#include "store/name_rule_store.h"
#include "store/outside_store.h"

namespace earshot::outreach {
namespace {

bool stands_in(const std::vector<std::pair<std::size_t, std::size_t>>& ranges, std::size_t at) {
  return std::ranges::any_of(ranges,
                             [&](const auto& range) { return range.first <= at && at < range.second; });
}

bool is_namesake(const std::vector<store::NameRule>& rules, const model::Mention& mention) {
  return std::ranges::any_of(rules, [name = found_name(mention), &mention](const store::NameRule& rule) {
    return mention.kind == model::WhomKind::person && rule.person == mention.whom && rule.name == name;
  });
}

// Hits that a reader of this item would act on, with what stands around them.
std::vector<store::Hit> hits_in(const Item& item, const names::Matcher& matcher,
                                const std::vector<store::NameRule>& rules) {
  std::vector<store::Hit> hits;
  for (auto& mention : matcher.scan_plain(item.text, item.at, item.present)) {
    if (mention.alerts && stands_in(item.quoted, mention.begin)) {
      mention.alerts = false;
      mention.why += "; but it stands in a quotation";
    }
    if (mention.alerts && is_namesake(rules, mention)) {
      mention.alerts = false;
      mention.why += "; but in " + item.source_words + " it means somebody else, as the person said";
    }
    hits.push_back({mention, excerpt(item.text, mention.begin, mention.end)});
  }
  return hits;
}

struct Reason {
  model::AlertReason reason{};
  std::string why, passage;
  std::size_t distance = 0;  // from where the item speaks of us
};

// Who is to be told, and the best reason for each: the alarm about a borrowed name first, then the hit
// nearest to the link.
std::map<std::string, Reason> people_to_tell(const Item& item, const model::Site& site,
                                             const std::vector<store::Hit>& hits) {
  std::map<std::string, Reason> out;
  for (const auto& [mention, passage] : hits) {
    if (!mention.alerts || mention.kind != model::WhomKind::person || mention.whom == item.writer_person)
      continue;
    const auto distance =
        mention.begin > item.likely_at ? mention.begin - item.likely_at : item.likely_at - mention.begin;
    const auto known = out.find(mention.whom);
    if (known != out.end() && known->second.distance <= distance) continue;
    const auto why = "“" + squeeze(mention.text) + "” was read as your name (" + mention.why + ")";
    out[mention.whom] = {model::AlertReason::mention, why, passage, distance};
  }
  if (const auto* person = item.name_of.empty() ? nullptr : site.roster.person(item.name_of)) {
    out[person->id] = {
        model::AlertReason::impersonation,
        "the comment is signed \"" + item.writer + "\", but was written without " + person->name + "'s login",
        excerpt(item.text, 0, 0), 0};
  }
  return out;
}

// Nobody hears of a page twice, be it that it links to us, stands in a watched feed, or both.
void leave_out_told(db::Tx& tx, const store::Books& books, const Item& item,
                    std::map<std::string, Reason>& people) {
  auto records = item.twins;
  records.emplace_back(item.kind, item.id);
  for (const auto& [kind, id] : records) {
    for (const auto& line : store::alerts_about(tx, books.site.id, kind, id)) people.erase(line.alert.person);
  }
}

void tell(db::Tx& tx, const store::Books& books, const Item& item,
          const std::map<std::string, Reason>& people) {
  std::map<std::string, Reason> untold = people;
  leave_out_told(tx, books, item, untold);
  if (untold.empty()) return;
  const auto opened =
      store::open_case(tx, books, item.root_kind, item.root_id, case_subject(item), !item.answered);
  follow_conversation(tx, books, item);
  for (const auto& [person, reason] : untold) {
    model::Alert alert;
    alert.case_id = opened.id;
    alert.person = person;
    alert.item_kind = item.kind;
    alert.item_id = item.id;
    alert.reason = reason.reason;
    alert.why = reason.why;
    alert.passage = reason.passage;
    send_alert(tx, books, alert);
  }
}

// What stands in the item decided, not what others say.
bool is_of_item(model::AlertReason reason) {
  return reason != model::AlertReason::gathering && reason != model::AlertReason::swell;
}

void withdraw_what_no_longer_holds(db::Tx& tx, const store::Books& books, model::ItemKind kind,
                                   model::RowId id, const std::map<std::string, Reason>& people) {
  for (const auto& line : store::alerts_about(tx, books.site.id, kind, id)) {
    const bool waits = line.delivery.state == model::DeliveryState::pending && is_of_item(line.alert.reason);
    if (waits && !people.contains(line.alert.person)) store::withdraw_alert(tx, books, line.alert.id);
  }
}

// A page that links to us may be known already from a feed, or heard by hand: one conversation, one case.
void join_conversations(const store::Books& books, model::ItemKind kind, model::RowId id) {
  if (kind != model::ItemKind::linkback) return;
  const bool joins = books.database.read(
      [&](db::Reader& reader) { return store::has_outside_twin(reader, books.site.id, id); });
  if (joins) books.database.write([&](db::Tx& tx) { store::join_linkback(tx, books, id); });
}

}  // namespace

std::string found_name(const model::Mention& mention) {
  return folded(squeeze(mention.text));
}

model::JobOutcome scan_item(const store::Books& books, const names::Matcher& matcher, model::ItemKind kind,
                            model::RowId id) {
  join_conversations(books, kind, id);
  std::vector<store::NameRule> rules;
  std::vector<model::Agreement> agreements;
  const auto item = books.database.read([&](db::Reader& reader) {
    auto found = read_item(reader, books.site, kind, id);
    if (!found) return found;
    rules = store::name_rules_of_source(reader, books.site.id, found->source);
    agreements = agreements_of(reader, books.site, *found);
    return found;
  });
  if (!item) return model::Done{};
  const auto hits = hits_in(*item, matcher, rules);
  std::map<std::string, Reason> people;
  if (item->open) people = people_to_tell(*item, books.site, hits);

  books.database.write([&](db::Tx& tx) {
    store::put_mentions(tx, books, kind, id, hits);
    store::put_agreements(tx, books, kind, id, agreements);
    note_answer_to_all(tx, books, *item);
    withdraw_what_no_longer_holds(tx, books, kind, id, people);
    if (people.empty()) return;
    if (item->old) {
      store::add_event(tx, books, model::word(kind), id, "not alerted",
                       "written before Earshot stood beside the blog");
    } else {
      tell(tx, books, *item, people);
    }
  });
  return model::Done{};
}

namespace {

// Who answered last in the thread, and whether anybody in it still waits.
struct ThreadState {
  bool waits = false;
  std::string last_answerer;
};

ThreadState thread_state(db::Reader& reader, const model::Site& site, const model::Comment& root_of) {
  ThreadState out;
  const auto root = thread_root(reader, site, root_of);
  for (const auto& comment : store::comments_of_post(reader, site.id, root_of.post_id)) {
    if (comment.state != model::Visibility::open || !comment.needs_answer) continue;
    if (thread_root(reader, site, comment) != root) continue;
    if (!comment.wait.first_answer) {
      out.waits = true;
    } else {
      out.last_answerer = comment.wait.answered_by;
    }
  }
  return out;
}

}  // namespace

model::JobOutcome follow_case(const store::Books& books, model::RowId comment_id) {
  books.database.write([&](db::Tx& tx) {
    const auto comment = store::find_comment(tx, books.site.id, comment_id);
    if (!comment) return;
    const auto found =
        store::case_of(tx, books.site.id, model::ItemKind::comment, thread_root(tx, books.site, *comment));
    if (!found) return;
    const auto state = thread_state(tx, books.site, *comment);
    if (!state.waits && state.last_answerer.empty()) return;
    const auto to = state.waits ? model::CaseState::waiting_again : model::CaseState::answered;
    if (found->state == to || !model::may_move(found->state, to)) return;
    store::move_case(tx, books, *found, to, state.waits ? std::string() : state.last_answerer);
    log::info("outreach", "case", {{"case", found->id}, {"state", model::word(to)}});
  });
  return model::Done{};
}

}  // namespace earshot::outreach
