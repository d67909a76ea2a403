// Names found in items, the cases they open, and who is told.
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

//  fresh ──► claimed ──► answered ──► waiting_again ──► …        closed ends each of them, a new item opens
//  it again
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
};

// Why somebody is told; precedence when several hold: first listed wins.
// gathering: others say the same; swell: a name is heard from more people than usual.
enum class AlertReason { impersonation, mention, company, gathering, swell };
template <>
struct Words<AlertReason> {
  static constexpr std::array<std::pair<AlertReason, std::string_view>, 5> table{
      {{AlertReason::impersonation, "impersonation"},
       {AlertReason::mention, "mention"},
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

}  // namespace earshot::model
