#include "outreach/scan.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "base/text.h"
#include "outreach/copies.h"
#include "outreach/excerpt.h"
#include "outreach/gathering.h"
#include "outreach/item.h"
#include "outreach/notices.h"
#include "outreach/promises.h"
#include "outreach/rest.h"
#include "outreach/routing.h"
#include "outreach/told.h"
#include "outreach/whom.h"
#include "phrases/kinds.h"
#include "store/case_store.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/gathering_store.h"
#include "store/kind_store.h"
#include "store/mention_store.h"
#include "store/mute_store.h"
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

// What of an item says what its writer wants: no quotations, and of a page that links to us what stands near
// the link.
phrases::KindReading kind_of(const Item& item) {
  constexpr std::size_t near_bytes = 1500;
  if (!item.writer_person.empty()) return {};
  std::string_view text = item.text;
  if (item.kind == model::ItemKind::linkback) {
    const auto begin = item.likely_at - std::min(item.likely_at, near_bytes);
    text = cut(text.substr(std::min(begin, text.size())), 2 * near_bytes);
    return phrases::read_kind(text);
  }
  std::string own;
  std::size_t at = 0;
  for (const auto& [begin, end] : item.quoted) {
    if (begin > at) own.append(text.substr(at, begin - at)).append("\n");
    at = std::max(at, end);  // one may stand in another
  }
  return phrases::read_kind(own.append(text.substr(at)));
}

// Who has an alert of that record; not those whom nothing of it reached and whom it may reach yet.
void leave_out_told_of(db::Tx& tx, const store::Books& books, model::ItemKind kind, model::RowId id, bool own,
                       std::map<std::string, Reason>& people) {
  std::set<std::string> told, revivable;
  for (const auto& line : store::alerts_about(tx, books.site.id, kind, id))
    (store::may_revive(line.delivery) ? revivable : told).insert(line.alert.person);
  for (const auto& person : told)
    if (!own || !revivable.contains(person)) people.erase(person);
}

// Nobody hears of a page twice, be it that it links to us, stands in a watched feed, or both.
void leave_out_told(db::Tx& tx, const store::Books& books, const Item& item,
                    std::map<std::string, Reason>& people) {
  leave_out_told_of(tx, books, item.kind, item.id, true, people);
  auto records = item.twins;
  if (item.kind == model::ItemKind::linkback && !item.twins.empty()) {
    // Its page shows the comments too.
    for (const auto& comment : store::outside_comments(tx, books.site.id, item.root_kind, item.root_id))
      records.emplace_back(model::ItemKind::outside, comment.id);
  }
  for (const auto& [kind, id] : records) leave_out_told_of(tx, books, kind, id, false, people);
}

void set_kind_by_words(db::Tx& tx, const store::Books& books, const model::Case& of,
                       const phrases::KindReading& kind) {
  if (!of.kind_by.empty()) return;
  const auto stands = phrases::stronger({of.kind, of.kind_words}, kind);
  if (stands.kind != of.kind) store::set_kind(tx, books, of, stands.kind, stands.words, {});
}

void add_alert(db::Tx& tx, const store::Books& books, const Item& item, model::RowId case_id,
               const std::string& person, const Reason& reason) {
  model::Alert alert;
  alert.case_id = case_id;
  alert.person = person;
  alert.item_kind = item.kind;
  alert.item_id = item.id;
  alert.reason = reason.reason;
  alert.why = reason.why;
  alert.passage = reason.passage;
  send_alert(tx, books, alert);
}

// Nobody finds out by chance that a mail went to somebody else, or to nobody.
void report_failures(db::Tx& tx, const store::Books& books, const Whom& whom, std::string_view subject,
                     model::RowId id) {
  for (const auto& failure : whom.failures) {
    store::add_event(tx, books, subject, id, "routing failed", failure);
    log::warning("outreach", "routing failed", {{subject, id}, {"why", failure}});
  }
}

void tell(db::Tx& tx, const store::Books& books, const Item& item, const phrases::KindReading& kind,
          const Whom& whom) {
  auto untold = whom.people;
  leave_out_told(tx, books, item, untold);
  if (untold.empty()) return;
  // What a colleague says in it leaves nobody waiting.
  const bool new_item = item.writer_person.empty() && !item.answered;
  const auto of = store::open_case(tx, books, item.root_kind, item.root_id, case_subject(item), new_item);
  follow_conversation(tx, books, item);
  set_kind_by_words(tx, books, of, kind);
  if (!whom.then.empty() && of.next_level != whom.then)
    store::set_next_level(tx, books.site.id, of.id, whom.then);
  report_failures(tx, books, whom, "case", of.id);
  for (const auto& [person, reason] : untold) add_alert(tx, books, item, of.id, person, reason);
}

void tell_of_silence(db::Tx& tx, const store::Books& books, const Item& item, const Whom& whom) {
  for (const auto& [person, what] : whom.muted)
    store::add_event(tx, books, model::word(item.kind), item.id, "not alerted", "muted: " + what, person);
  if (whom.people.empty()) report_failures(tx, books, whom, model::word(item.kind), item.id);
}

// What stands in the item decided, not what others say.
bool is_of_item(model::AlertReason reason) {
  return reason != model::AlertReason::gathering && reason != model::AlertReason::swell;
}

void withdraw_what_no_longer_holds(db::Tx& tx, const store::Books& books, model::ItemKind kind,
                                   model::RowId id, const Whom& whom) {
  for (const auto& line : store::alerts_about(tx, books.site.id, kind, id)) {
    const bool waits = line.delivery.state == model::DeliveryState::pending && is_of_item(line.alert.reason);
    if (waits && !whom.people.contains(line.alert.person)) store::withdraw_alert(tx, books, line.alert.id);
  }
}

// An edit, or the person's word, took away the only reason for the case before anybody was told of it. What
// is merely hidden keeps its case: it may be public again.
void close_what_nobody_heard_of(db::Tx& tx, const store::Books& books, const Item& item) {
  if (!item.open) return;
  const auto of = store::case_of(tx, books.site.id, item.root_kind, item.root_id);
  if (!of || !of->waits() || !of->owner.empty()) return;
  const auto alerts = store::alerts_of_case(tx, books.site.id, of->id);
  const bool unheard = !alerts.empty() && std::ranges::all_of(alerts, [](const store::AlertLine& line) {
    return store::may_revive(line.delivery);
  });
  if (unheard)
    store::move_case(tx, books, *of, model::CaseState::closed, {},
                     "nothing in it is for anybody any more, and nobody had been told of it yet");
}

// Mails still to come quote what stands there now, not what was edited away.
void quote_present_text(db::Tx& tx, const store::Books& books, const Item& item, const Whom& whom) {
  constexpr std::string_view cut_mark = "…";
  if (!item.open) return;
  const auto text = squeeze(item.text);
  for (const auto& line : store::alerts_about(tx, books.site.id, item.kind, item.id)) {
    const auto now = whom.people.find(line.alert.person);
    if (is_of_item(line.alert.reason) && now != whom.people.end()) {
      store::set_passage(tx, books.site.id, line.alert.id, now->second.passage);
      continue;
    }
    std::string_view said = line.alert.passage;
    if (said.starts_with(cut_mark)) said.remove_prefix(cut_mark.size());
    if (said.ends_with(cut_mark)) said.remove_suffix(cut_mark.size());
    const auto at = std::min(item.likely_at, item.text.size());
    if (text.find(trim(said)) == std::string::npos)
      store::set_passage(tx, books.site.id, line.alert.id, excerpt(item.text, at, at));
  }
}

// A page that links to us may be known already from a feed, or heard by hand: one conversation, one case.
void join_conversations(const store::Books& books, model::ItemKind kind, model::RowId id) {
  if (kind != model::ItemKind::linkback) return;
  const bool joins = books.database.read(
      [&](db::Reader& reader) { return store::has_outside_twin(reader, books.site.id, id); });
  if (joins) books.database.write([&](db::Tx& tx) { store::join_linkback(tx, books, id); });
}

struct ReadItem {
  std::optional<Item> item;
  std::vector<store::NameRule> rules;
  std::vector<model::Agreement> agreements;
  Background background;
};

ReadItem read(db::Reader& reader, const model::Site& site, model::ItemKind kind, model::RowId id) {
  ReadItem out{read_item(reader, site, kind, id), {}, {}, {}};
  if (!out.item) return out;
  out.rules = store::name_rules_of_source(reader, site.id, out.item->source);
  out.agreements = agreements_of(reader, site, *out.item);
  out.background.mutes = store::list_mutes(reader, site.id);
  out.background.of_case = store::case_of(reader, site.id, out.item->root_kind, out.item->root_id);
  if (out.background.of_case)
    out.background.company_told =
        store::company_was_told(reader, site.id, out.background.of_case->id, kind, id);
  return out;
}

}  // namespace

std::string found_name(const model::Mention& mention) {
  return folded(squeeze(mention.text));
}

std::vector<store::Hit> hits_in(const Item& item, const names::Matcher& matcher,
                                const std::vector<store::NameRule>& rules) {
  std::vector<store::Hit> hits;
  for (auto& mention : matcher.scan_plain(item.text, item.at, item.present)) {
    if (mention.alerts && stands_in(item.quoted, mention.begin)) {
      mention.alerts = false;
      mention.why += "; but it stands in a quotation, program text or a form";
    }
    if (mention.alerts && is_namesake(rules, mention)) {
      mention.alerts = false;
      mention.why += "; but in " + item.source_words + " it means somebody else, as the person said";
    }
    hits.push_back({mention, excerpt(item.text, mention.begin, mention.end)});
  }
  return hits;
}

model::JobOutcome scan_item(const store::Books& books, const names::Matcher& matcher, model::ItemKind kind,
                            model::RowId id) {
  join_conversations(books, kind, id);
  const auto found =
      books.database.read([&](db::Reader& reader) { return read(reader, books.site, kind, id); });
  if (!found.item) return model::Done{};
  const auto& item = *found.item;
  auto hits = hits_in(item, matcher, found.rules);
  books.database.read([&](db::Reader& reader) { quiet_copies(reader, books.site, item, hits); });
  const auto wants = kind_of(item);
  Whom whom;
  if (item.open) whom = whom_to_tell(item, books.site, hits, wants.kind, found.background, books.now());

  books.database.write([&](db::Tx& tx) {
    store::put_mentions(tx, books, kind, id, hits);
    store::put_item_kind(tx, books.site.id, kind, id, {wants.kind, wants.words});
    store::put_agreements(tx, books, kind, id, found.agreements);
    note_answer_to_all(tx, books, item);
    note_promises(tx, books, item);
    withdraw_what_no_longer_holds(tx, books, kind, id, whom);
    if (item.old) {
      if (!whom.people.empty())
        store::add_event(tx, books, model::word(kind), id, "not alerted", std::string(why_old(item)));
      return;
    }
    tell_of_silence(tx, books, item, whom);
    tell(tx, books, item, wants, whom);
    quote_present_text(tx, books, item, whom);
    note_whether_it_rests(tx, books, item);
    if (whom.people.empty() && whom.muted.empty()) close_what_nobody_heard_of(tx, books, item);
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
    // One whose post was closed waits no more, and nobody answered it.
    out.waits = out.waits || model::waits(comment);
    if (comment.wait.first_answer) out.last_answerer = comment.wait.answered_by;
  }
  return out;
}

void tell_of_lost_answer(db::Tx& tx, const store::Books& books, model::RowId case_id) {
  const auto of = *store::find_case(tx, books.site.id, case_id);
  if (of.owner.empty()) return;
  for (const auto& [person, how] : Router(books.site, books.now()).for_person(of.owner).receivers)
    give_notice(tx, books, of, model::NoticeKind::answer_lost, person,
                "the answer was taken away or changed, and what it answered waits again" +
                    (how.empty() ? how : "; " + how));
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
    if (!store::move_case(tx, books, *found, to, state.waits ? std::string() : state.last_answerer)) return;
    // This job comes when the answer of this very comment came or went.
    if (state.waits && !comment->wait.first_answer) tell_of_lost_answer(tx, books, found->id);
    log::info("outreach", "case", {{"case", found->id}, {"state", model::word(to)}});
  });
  return model::Done{};
}

}  // namespace earshot::outreach
