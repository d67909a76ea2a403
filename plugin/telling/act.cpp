#include "telling/act.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include "base/log.h"
#include "outreach/case_words.h"
#include "outreach/item.h"
#include "outreach/scan.h"
#include "store/case_store.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/mention_store.h"
#include "store/name_rule_store.h"
#include "telling/claim.h"
#include "telling/wishes.h"

namespace earshot::telling {
namespace {

using model::CaseState;

constexpr auto good_for = std::chrono::days(14);
constexpr std::string_view undo_word = "meant-after-all";
constexpr std::string_view yours_already = "It is yours already.", noted_already = "That is noted already.";

enum class Act { claim, close, not_me };
struct ActWords {
  Act act;
  std::string_view word, question, button, done;
};
constexpr std::array act_words{
    ActWords{Act::claim, "claim", "Will you answer this?", "I take it",
             "It is yours. The others who were told find your name behind their links."},
    ActWords{Act::close, "close", "Does this need no answer?", "It needs no answer", "The case is closed."},
    ActWords{Act::not_me, "not-me", "Is somebody else meant?", "That is not me",
             "Noted: in what this writer writes, that name means somebody else."},
};

const ActWords* words_of(std::string_view word) {
  const auto found = std::ranges::find(act_words, word, &ActWords::word);
  return found == act_words.end() ? nullptr : &*found;
}

// What a link is about, as it is now.
struct Facts {
  const ActWords* words = nullptr;
  model::Alert alert;
  model::Case of_case;
  std::vector<store::Event> history;  // of the case
  std::optional<outreach::Item> item;
  std::vector<store::Hit> hits;  // of this person's name in the item
  bool noted = false;            // that all of them mean somebody else
};

std::optional<Facts> facts_of(db::Reader& reader, const model::Site& site, const store::ActLink& link) {
  Facts out;
  out.words = words_of(link.word);
  const auto alert = out.words ? store::find_alert(reader, site.id, link.id) : std::nullopt;
  const auto of_case = alert ? store::find_case(reader, site.id, alert->case_id) : std::nullopt;
  if (!of_case) return std::nullopt;
  out.alert = *alert;
  out.of_case = *of_case;
  out.history = store::events_of(reader, site.id, "case", of_case->id);
  out.item = outreach::read_item(reader, site, alert->item_kind, alert->item_id);
  for (auto& hit : store::mentions_in(reader, site.id, alert->item_kind, alert->item_id)) {
    if (hit.mention.kind == model::WhomKind::person && hit.mention.whom == alert->person)
      out.hits.push_back(std::move(hit));
  }
  if (!out.item) return out;
  const auto rules = store::name_rules_of_source(reader, site.id, out.item->source);
  out.noted = std::ranges::all_of(out.hits, [&](const store::Hit& hit) {
    return std::ranges::any_of(rules, [&](const store::NameRule& rule) {
      return rule.person == alert->person && rule.name == outreach::found_name(hit.mention);
    });
  });
  return out;
}

// Why it cannot be done (any more); "" if it can.
std::string obstacle(const model::Site& site, const Facts& facts, const store::ActLink& link) {
  if (!site.roster.person(facts.alert.person))
    return "You are not on the roster any more. Nothing was changed.";
  if (facts.words->act == Act::not_me)
    return facts.hits.empty() || !facts.item ? "The name is no longer found there. Nothing was changed."
           : facts.noted                     ? std::string(noted_already)
                                             : "";
  const auto to = facts.words->act == Act::claim ? CaseState::claimed : CaseState::closed;
  const bool mine = facts.of_case.state == CaseState::claimed && facts.of_case.owner == facts.alert.person;
  if (mine) return facts.words->act == Act::claim ? std::string(yours_already) : "";
  const bool moved = facts.of_case.version != link.state;
  const bool others = facts.of_case.state == CaseState::claimed && facts.of_case.owner != facts.alert.person;
  if (moved || others || facts.of_case.state == to || !model::may_move(facts.of_case.state, to))
    return "Meanwhile " + outreach::state_in_words(site, facts.of_case, facts.history) +
           ". Nothing was changed.";
  return {};
}

ActPage page_about(const Facts& facts) {
  ActPage out;
  if (facts.item && facts.item->open) out.passage = facts.alert.passage;
  out.title = facts.of_case.subject;
  if (facts.item) out.url = facts.item->url;
  return out;
}

model::JobKind scan_of(model::ItemKind kind) {
  switch (kind) {
    case model::ItemKind::post:
      return model::JobKind::scan_post;
    case model::ItemKind::comment:
      return model::JobKind::scan_comment;
    case model::ItemKind::outside:
      return model::JobKind::scan_outside;
    case model::ItemKind::linkback:
      break;
  }
  return model::JobKind::scan_linkback;
}

void scan_again(db::Tx& tx, const store::Books& books, const std::string& person) {
  for (const auto& [kind, item] : store::items_to_tell(tx, books.site.id, person))
    store::add_job(tx, books, scan_of(kind), item, books.now());
}

std::string sorry_wrong_person(db::Tx& tx, const store::Books& books, const Facts& facts) {
  std::set<std::string> names;
  for (const auto& hit : facts.hits) names.insert(outreach::found_name(hit.mention));
  for (const auto& name : names) {
    store::add_name_rule(tx, books,
                         {0, facts.alert.person, name, facts.item->source, facts.item->source_words, {}});
  }
  const auto& one = facts.of_case;
  store::add_event(tx, books, "case", one.id, "somebody else is meant", facts.item->source_words,
                   facts.alert.person);
  store::withdraw_alert(tx, books, facts.alert.id);
  store::add_job(tx, books, scan_of(facts.alert.item_kind), facts.alert.item_id, books.now());
  scan_again(tx, books, facts.alert.person);
  const bool nobody_else = !store::others_were_told(tx, books.site.id, one.id, facts.alert.person);
  const bool untouched = one.state == CaseState::fresh || one.owner == facts.alert.person;
  if (nobody_else && untouched && one.state != CaseState::closed &&
      model::may_move(one.state, CaseState::closed))
    store::move_case(tx, books, one, CaseState::closed, facts.alert.person, "somebody else is meant");
  const auto rules = store::name_rules_of_source(tx, books.site.id, facts.item->source);
  const auto mine = std::ranges::find_if(rules, [&](const store::NameRule& rule) {
    return rule.person == facts.alert.person && names.contains(rule.name);
  });
  const store::ActLink undo{std::string(undo_word), mine->id, 0, books.now() + good_for};
  return books.site.public_url("act/" + store::act_token(tx, books.site.id, undo));
}

std::optional<ActPage> undo_page(db::Reader& reader, const model::Site& site, const store::ActLink& link) {
  ActPage out;
  const auto rule = store::find_name_rule(reader, site.id, link.id);
  out.words = rule ? "Does “" + rule->name + "” in " + rule->source_words + " mean you after all?"
                   : "That was taken back already.";
  if (rule) out.button = "Yes, that is me";
  return out;
}

}  // namespace

ActAddresses act_addresses(db::Reader& reader, const model::Site& site, const model::Alert& alert,
                           const model::Case& of_case, Time now) {
  const auto address = [&](Act act, std::int64_t state) {
    const auto& words = *std::ranges::find(act_words, act, &ActWords::act);
    return site.public_url(
        "act/" +
        store::act_token(reader, site.id, {std::string(words.word), alert.id, state, now + good_for}));
  };
  const auto wishes = wish_addresses(reader, site, alert.id, now);
  ActAddresses out;
  out.claim = address(Act::claim, of_case.version);
  out.close = address(Act::close, of_case.version);
  out.tomorrow = wishes.tomorrow;
  out.in_days = wishes.in_days;
  out.mute_writer = wishes.mute_writer;
  out.unsubscribe = wishes.unsubscribe;
  if (alert.reason == model::AlertReason::mention || alert.reason == model::AlertReason::addressed)
    out.not_me = address(Act::not_me, 0);
  if (alert.reason == model::AlertReason::impersonation && alert.item_kind == model::ItemKind::comment) {
    auto claim = claim_addresses(reader, site, alert.item_id, alert.person, now);
    out.mine = std::move(claim.mine);
    out.not_mine = std::move(claim.not_mine);
  }
  return out;
}

std::optional<ActPage> show_act(db::Reader& reader, const model::Site& site, const store::ActLink& link) {
  if (link.word == undo_word) return undo_page(reader, site, link);
  if (is_wish(link.word)) return show_wish(reader, site, link);
  if (is_claim(link)) return show_claim(reader, site, link);
  const auto facts = facts_of(reader, site, link);
  if (!facts) return std::nullopt;
  ActPage out = page_about(*facts);
  out.words = obstacle(site, *facts, link);
  if (out.words.empty()) {
    out.words = facts->words->question;
    out.button = facts->words->button;
  }
  return out;
}

std::optional<ActPage> do_act(db::Tx& tx, const store::Books& books, const store::ActLink& link) {
  if (is_wish(link.word)) return do_wish(tx, books, link);
  if (link.word == undo_word) {
    ActPage out;
    const auto rule = store::find_name_rule(tx, books.site.id, link.id);
    out.done = rule && store::remove_name_rules(tx, books.site.id, rule->person, rule->source);
    out.words = out.done ? "Taken back: from now on you hear of it again." : "That was taken back already.";
    return out;
  }
  if (is_claim(link)) return do_claim(tx, books, link);
  const auto facts = facts_of(tx, books.site, link);
  if (!facts) return std::nullopt;
  ActPage out = page_about(*facts);
  out.words = obstacle(books.site, *facts, link);
  if (!out.words.empty()) {
    out.done = out.words == yours_already || out.words == noted_already;
    return out;
  }
  switch (facts->words->act) {
    case Act::claim:
      out.done = store::move_case(tx, books, facts->of_case, CaseState::claimed, facts->alert.person);
      break;
    case Act::close:
      out.done = store::move_case(tx, books, facts->of_case, CaseState::closed, facts->alert.person,
                                  "needs no answer");
      break;
    case Act::not_me:
      out.undo = sorry_wrong_person(tx, books, *facts);
      out.done = true;
      break;
  }
  out.words = facts->words->done;
  log::info("outreach", "acted",
            {{"case", facts->of_case.id}, {"person", facts->alert.person}, {"act", facts->words->word}});
  return out;
}

}  // namespace earshot::telling
