#include "telling/wishes.h"

#include <algorithm>
#include <array>

#include "base/log.h"
#include "outreach/item.h"
#include "store/case_store.h"
#include "store/event_store.h"
#include "store/letter_store.h"
#include "store/mute_store.h"
#include "store/wish_store.h"

namespace earshot::telling {
namespace {

// Whoever finds an old mail must still be able to say that it was enough.
constexpr std::chrono::days wish_good_for{400}, snooze_good_for{30};
constexpr std::chrono::days some_days{3};

enum class Wish { tomorrow, in_days, stop, stop_all, again, all_again, mute, unmute };
struct WishWords {
  Wish wish;
  std::string_view word, question, button, done, already;
};
constexpr std::array wish_words{
    WishWords{Wish::tomorrow,
              "later",
              "Remind you of this tomorrow morning?",
              "Yes, tomorrow morning",
              "You will be reminded tomorrow morning, if it still waits then.",
              {}},
    WishWords{Wish::in_days,
              "in-days",
              "Remind you of this in three days?",
              "Yes, in three days",
              "You will be reminded in three days, if it still waits then.",
              {}},
    WishWords{Wish::stop, "unsubscribe", "Hear no more of this conversation?", "No more mails about it",
              "You get no more mails about this conversation.", "You get no mails about it already."},
    WishWords{Wish::stop_all, "unsubscribe-all", "Get no more alerts by mail at all?", "No more alerts",
              "You get no more alerts by mail.", "You get no alerts by mail already."},
    WishWords{Wish::again, "hear-again", "Hear of this conversation again?", "Yes, tell me again",
              "From now on you hear of it again.", "You hear of it already."},
    WishWords{Wish::all_again, "hear-all-again", "Get alerts by mail again?", "Yes, tell me again",
              "From now on you get alerts again.", "You get alerts already."},
    WishWords{Wish::mute, "mute-writer", "Hear no more of what this writer writes?", "No more of this writer",
              "You hear no more of this writer.", "You hear nothing of this writer already."},
    WishWords{Wish::unmute, "hear-writer", "Hear of this writer again?", "Yes, tell me again",
              "From now on you hear of this writer again.", "You hear of this writer already."},
};

const WishWords* wish_called(std::string_view word) {
  const auto found = std::ranges::find(wish_words, word, &WishWords::word);
  return found == wish_words.end() ? nullptr : &*found;
}

std::string address(db::Reader& reader, const model::Site& site, Wish wish, model::RowId alert, Time until) {
  const auto& words = *std::ranges::find(wish_words, wish, &WishWords::wish);
  return site.public_url("act/" +
                         store::act_token(reader, site.id, {std::string(words.word), alert, 0, until}));
}

struct WishFacts {
  const WishWords* words = nullptr;
  model::Alert alert;
  model::Case of_case;
  const model::Person* person = nullptr;
  std::string source;               // whose writing it is: Item::source, "" if the item is gone
  std::optional<model::Mute> mute;  // of that writer, by that person

  bool snoozes() const { return words->wish == Wish::tomorrow || words->wish == Wish::in_days; }
  bool about_all() const { return words->wish == Wish::stop_all || words->wish == Wish::all_again; }
  bool stops() const { return words->wish == Wish::stop || words->wish == Wish::stop_all; }
  bool about_writer() const { return words->wish == Wish::mute || words->wish == Wish::unmute; }
  model::RowId scope() const { return about_all() ? store::all_cases : alert.case_id; }
};

std::optional<WishFacts> wish_facts(db::Reader& reader, const model::Site& site, const store::ActLink& link) {
  WishFacts out;
  out.words = wish_called(link.word);
  const auto alert = out.words ? store::find_alert(reader, site.id, link.id) : std::nullopt;
  const auto of_case = alert ? store::find_case(reader, site.id, alert->case_id) : std::nullopt;
  if (!of_case) return std::nullopt;
  out.alert = *alert;
  out.of_case = *of_case;
  out.person = site.roster.person(alert->person);
  if (!out.about_writer()) return out;
  if (const auto item = outreach::read_item(reader, site, alert->item_kind, alert->item_id))
    out.source = item->source;
  for (const auto& mute : store::list_mutes(reader, site.id)) {
    if (mute.person == alert->person && mute.what == model::MuteKind::source && mute.value == out.source)
      out.mute = mute;
  }
  return out;
}

// Why it cannot be done, or was; "" if it can.
std::string obstacle(db::Reader& reader, const model::Site& site, const WishFacts& facts) {
  if (facts.snoozes()) {
    if (!facts.person) return "You are not on the roster any more. Nothing was changed.";
    if (!model::is_open(facts.of_case.state)) return "Meanwhile somebody saw to it. Nothing was changed.";
    const auto known = store::snooze_of(reader, site.id, facts.alert.person, facts.alert.case_id);
    return known ? "That is noted already: you will be reminded " + iso8601(known->until) + "." : "";
  }
  if (facts.about_writer()) {
    if (facts.source.empty()) return "What was written is gone. Nothing was changed.";
    return facts.mute.has_value() == (facts.words->wish == Wish::mute) ? std::string(facts.words->already)
                                                                       : "";
  }
  const bool silent = store::unsubscribed(reader, site.id, facts.alert.person, facts.scope()).has_value();
  return silent == facts.stops() ? std::string(facts.words->already) : "";
}

ActPage page_about(const WishFacts& facts, std::string words) {
  ActPage out;
  out.words = std::move(words);
  if (!facts.about_all()) out.title = facts.of_case.subject;
  return out;
}

void stop(db::Tx& tx, const store::Books& books, const WishFacts& facts) {
  store::unsubscribe(tx, books, facts.alert.person, facts.scope());
  store::withdraw_mails(tx, books, facts.alert.person, facts.scope());
  if (!facts.about_all())
    store::add_event(tx, books, "case", facts.of_case.id, "hears no more of it", {}, facts.alert.person);
  log::info("telling", "unsubscribed", {{"person", facts.alert.person}, {"case", facts.scope()}});
}

void snooze(db::Tx& tx, const store::Books& books, const WishFacts& facts) {
  const auto& manner = facts.person->manner;
  const Time until =
      facts.words->wish == Wish::tomorrow
          ? manner.zone.first(manner.zone.day(books.now()) + std::chrono::days{1} + manner.digest_at)
          : books.now() + some_days;
  store::snooze(tx, books, facts.alert.person, facts.of_case.id, until);
  store::add_event(tx, books, "case", facts.of_case.id, "snoozed", "until " + iso8601(until),
                   facts.alert.person);
}

}  // namespace

WishAddresses wish_addresses(db::Reader& reader, const model::Site& site, model::RowId alert, Time now,
                             bool all) {
  WishAddresses out;
  out.unsubscribe = address(reader, site, all ? Wish::stop_all : Wish::stop, alert, now + wish_good_for);
  if (all) return out;
  out.tomorrow = address(reader, site, Wish::tomorrow, alert, now + snooze_good_for);
  out.in_days = address(reader, site, Wish::in_days, alert, now + snooze_good_for);
  out.mute_writer = address(reader, site, Wish::mute, alert, now + snooze_good_for);
  return out;
}

bool is_wish(std::string_view word) {
  return wish_called(word) != nullptr;
}

std::optional<ActPage> show_wish(db::Reader& reader, const model::Site& site, const store::ActLink& link) {
  const auto facts = wish_facts(reader, site, link);
  if (!facts) return std::nullopt;
  auto out = page_about(*facts, obstacle(reader, site, *facts));
  if (!out.words.empty()) return out;
  out.words = facts->words->question;
  out.button = facts->words->button;
  return out;
}

std::optional<ActPage> do_wish(db::Tx& tx, const store::Books& books, const store::ActLink& link) {
  const auto facts = wish_facts(tx, books.site, link);
  if (!facts) return std::nullopt;
  auto out = page_about(*facts, obstacle(tx, books.site, *facts));
  const bool can = out.words.empty();
  out.done = can || model::is_open(facts->of_case.state) || !facts->snoozes();
  if (!can) return out;
  if (facts->snoozes()) {
    snooze(tx, books, *facts);
  } else if (facts->words->wish == Wish::mute) {
    store::add_mute(tx, books, {0, facts->alert.person, model::MuteKind::source, facts->source, {}});
    out.undo = address(tx, books.site, Wish::unmute, facts->alert.id, books.now() + wish_good_for);
  } else if (facts->words->wish == Wish::unmute) {
    store::remove_mute(tx, books.site.id, facts->mute->id);
  } else if (facts->stops()) {
    stop(tx, books, *facts);
    out.undo = address(tx, books.site, facts->about_all() ? Wish::all_again : Wish::again, facts->alert.id,
                       books.now() + wish_good_for);
  } else {
    store::subscribe_again(tx, books.site.id, facts->alert.person, facts->scope());
  }
  out.words = facts->words->done;
  return out;
}

bool unsubscribe_from_case(db::Tx& tx, const store::Books& books, model::RowId alert) {
  const auto facts = wish_facts(tx, books.site, {"unsubscribe", alert, 0, {}});
  if (facts) stop(tx, books, *facts);
  return facts.has_value();
}

}  // namespace earshot::telling
