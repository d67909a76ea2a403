// Names found in items, the cases they open, who is told of them, and what staff promised.
#pragma once
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/ids.h"
#include "model/words.h"

namespace earshot::model {

// What a name can stand in; outside: a post or comment on somebody else's blog.
enum class ItemKind { post, comment, linkback, outside };
template <>
struct Words<ItemKind> {
  static constexpr std::array<std::pair<ItemKind, std::string_view>, 4> table{
      {{ItemKind::post, "post"},
       {ItemKind::comment, "comment"},
       {ItemKind::linkback, "linkback"},
       {ItemKind::outside, "outside"}}};
};

enum class WhomKind { person, company, product, topic };
template <>
struct Words<WhomKind> {
  static constexpr std::array<std::pair<WhomKind, std::string_view>, 4> table{{{WhomKind::person, "person"},
                                                                               {WhomKind::company, "company"},
                                                                               {WhomKind::product, "product"},
                                                                               {WhomKind::topic, "topic"}}};
};

// One hit. Offsets are bytes of the text that was scanned, half open.
struct Mention {
  WhomKind kind = WhomKind::person;
  std::string whom;  // id in the roster; for products and topics their name
  std::string text;
  std::size_t begin = 0, end = 0;
  bool sure = true;    // else probable
  bool alerts = true;  // would this hit alert?
  std::string rule, why;
};

// What somebody wants who writes; the stronger comes first. Decides about order and routing, never about
// whether a person who is named hears of it.
enum class CaseKind { problem, idea, question, praise, other };
template <>
struct Words<CaseKind> {
  static constexpr std::array<std::pair<CaseKind, std::string_view>, 5> table{
      {{CaseKind::problem, "problem"},
       {CaseKind::idea, "idea"},
       {CaseKind::question, "question"},
       {CaseKind::praise, "praise"},
       {CaseKind::other, "other"}}};
};
inline constexpr std::size_t case_kinds = Words<CaseKind>::table.size();

//  fresh ──► claimed ──► answered ──► waiting_again ──► …        closed ends each of them, a new item opens
//  it again; a claim that runs out is fresh again
enum class CaseState { fresh, claimed, answered, waiting_again, closed };
template <>
struct Words<CaseState> {
  static constexpr std::array<std::pair<CaseState, std::string_view>, 5> table{
      {{CaseState::fresh, "new"},
       {CaseState::claimed, "claimed"},
       {CaseState::answered, "answered"},
       {CaseState::waiting_again, "waiting again"},
       {CaseState::closed, "closed"}}};
};
struct CaseMove {
  CaseState from, to;
};
inline constexpr CaseMove case_moves[] = {
    {CaseState::fresh, CaseState::claimed},          {CaseState::fresh, CaseState::answered},
    {CaseState::fresh, CaseState::closed},           {CaseState::claimed, CaseState::fresh},
    {CaseState::claimed, CaseState::answered},       {CaseState::claimed, CaseState::closed},
    {CaseState::answered, CaseState::waiting_again}, {CaseState::answered, CaseState::closed},
    {CaseState::waiting_again, CaseState::claimed},  {CaseState::waiting_again, CaseState::answered},
    {CaseState::waiting_again, CaseState::closed},   {CaseState::closed, CaseState::waiting_again},
};
constexpr bool may_move(CaseState from, CaseState to) {
  for (const auto& move : case_moves) {
    if (move.from == from && move.to == to) return true;
  }
  return from == to;
}

struct Case {
  RowId id = 0;
  ItemKind root_kind = ItemKind::comment;
  RowId root_id = 0;
  CaseState state = CaseState::fresh;
  std::string owner;  // roster id, "" = nobody yet
  std::string subject;
  std::int64_t version = 0;
  Time opened{}, changed{};
  CaseKind kind = CaseKind::other;
  std::string kind_words;  // that decided
  std::string kind_by;     // roster id of who set it by hand, "" = the words did
  std::string next_level;  // whom its route names to be told if nobody answers: a person or a group
  Time waits_since{};      // since when somebody waits for an answer
  int level = 0;           // how far up it was told that nobody answers
  bool waits() const { return state != CaseState::answered && state != CaseState::closed; }
};
// Does somebody still have to see to it?
constexpr bool is_open(CaseState state) {
  return state != CaseState::answered && state != CaseState::closed;
}

// Why somebody is told; precedence when several hold: first listed wins. product, topic, company: who looks
// after them is told. gathering: others say the same; swell: a name is heard from more people than usual.
enum class AlertReason {
  impersonation,
  reply,
  addressed,
  assigned,
  mention,
  product,
  topic,
  company,
  gathering,
  swell
};
template <>
struct Words<AlertReason> {
  static constexpr std::array<std::pair<AlertReason, std::string_view>, 10> table{
      {{AlertReason::impersonation, "impersonation"},
       {AlertReason::reply, "reply"},
       {AlertReason::addressed, "addressed"},
       {AlertReason::assigned, "assigned"},
       {AlertReason::mention, "mention"},
       {AlertReason::product, "product"},
       {AlertReason::topic, "topic"},
       {AlertReason::company, "company"},
       {AlertReason::gathering, "gathering"},
       {AlertReason::swell, "swell"}}};
};

struct Alert {
  RowId id = 0, case_id = 0;
  std::string person;
  ItemKind item_kind = ItemKind::comment;
  RowId item_id = 0;
  AlertReason reason = AlertReason::mention;
  std::string why, passage;
  Time created{};
};

enum class DeliveryState { pending, sent, failed, withdrawn };
template <>
struct Words<DeliveryState> {
  static constexpr std::array<std::pair<DeliveryState, std::string_view>, 4> table{
      {{DeliveryState::pending, "pending"},
       {DeliveryState::sent, "sent"},
       {DeliveryState::failed, "failed"},
       {DeliveryState::withdrawn, "withdrawn"}}};
};

// What else a person is told about a case.
enum class NoticeKind { claim_ran_out, nobody_answers, answer_lost, promise_due };
template <>
struct Words<NoticeKind> {
  static constexpr std::array<std::pair<NoticeKind, std::string_view>, 4> table{
      {{NoticeKind::claim_ran_out, "claim ran out"},
       {NoticeKind::nobody_answers, "nobody answers"},
       {NoticeKind::answer_lost, "answer lost"},
       {NoticeKind::promise_due, "promise due"}}};
};

struct Notice {
  RowId id = 0, case_id = 0;  // case 0: a promise outside of any case
  std::string person;
  NoticeKind what = NoticeKind::claim_ran_out;
  std::int64_t cause = 0;  // version of the case, or the promise: the same cause is told once
  std::string why, passage, url;
  DeliveryState state = DeliveryState::pending;
  std::string message_id;
  Time created{};
};

enum class PromiseState { open, kept, dropped };
template <>
struct Words<PromiseState> {
  static constexpr std::array<std::pair<PromiseState, std::string_view>, 3> table{
      {{PromiseState::open, "open"}, {PromiseState::kept, "kept"}, {PromiseState::dropped, "dropped"}}};
};

struct Promise {
  RowId id = 0;
  std::string person;  // who promised
  ItemKind item_kind = ItemKind::comment;
  RowId item_id = 0;
  std::string sentence, words;  // words: those that decided
  Time due{};                   // guessed
  PromiseState state = PromiseState::open;
  std::string kept_url, closed_by;
  std::optional<Time> closed;
  bool reminded = false;
  Time created{};
};

enum class MuteKind { source, post, topic };
template <>
struct Words<MuteKind> {
  static constexpr std::array<std::pair<MuteKind, std::string_view>, 3> table{
      {{MuteKind::source, "source"}, {MuteKind::post, "post"}, {MuteKind::topic, "topic"}}};
};

struct Mute {
  RowId id = 0;
  std::string person;
  MuteKind what = MuteKind::source;
  std::string value;
  Time added{};
};

}  // namespace earshot::model
