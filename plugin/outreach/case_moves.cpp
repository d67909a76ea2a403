#include "outreach/case_moves.h"

#include "outreach/case_words.h"
#include "store/case_store.h"

namespace earshot::outreach {
namespace {

using model::CaseState;

// Where a move leads from a state; the same state means that it cannot be done there.
CaseState target_of(HandMove move, CaseState from) {
  switch (move) {
    case HandMove::claim:
      return CaseState::claimed;
    case HandMove::close:
      return CaseState::closed;
    case HandMove::answered:
      return CaseState::answered;
    case HandMove::reopen:
      break;
  }
  // Who took it gives it back; what was done with is open again.
  return from == CaseState::claimed ? CaseState::fresh : CaseState::waiting_again;
}

bool is_staff(const store::Books& books, const std::string& id) {
  const auto* person = books.site.roster.person(id);
  return person && person->staff_at(books.now());
}

// Somebody who left still has it.
bool is_orphan(const store::Books& books, const model::Case& of) {
  return !of.owner.empty() && !is_staff(books, of.owner);
}

std::string not_staff(const store::Books& books, const std::string& id) {
  const auto* person = books.site.roster.person(id);
  const bool comes = person && person->from && books.now() < *person->from;
  return books.site.roster.name_of(id) + " is not on the staff " + (comes ? "yet" : "any more");
}

std::string obstacle(db::Reader& reader, const store::Books& books, const model::Case& of,
                     const HandMade& made, CaseState to) {
  const auto& site = books.site;
  if (made.move == HandMove::claim && !is_staff(books, made.person)) return not_staff(books, made.person);
  const auto state = state_in_words(site, of, store::events_of(reader, site.id, "case", of.id));
  if (made.move == HandMove::claim && of.state == CaseState::claimed)
    return of.owner == made.person ? "it is theirs already"
                                   : state + "; --reopen gives it back, then somebody else can take it";
  if (made.move == HandMove::reopen && is_orphan(books, of)) return {};
  if (made.move == HandMove::reopen && of.waits() && of.state != CaseState::claimed)
    return "it is open: " + state;
  if (of.state == to) return state + " already";
  if (!model::may_move(of.state, to)) return state + "; --reopen opens it first";
  return {};
}

}  // namespace

std::string move_by_hand(db::Tx& tx, const store::Books& books, const model::Case& of, const HandMade& made) {
  const auto to = target_of(made.move, of.state);
  if (auto why = obstacle(tx, books, of, made, to); !why.empty()) return why;
  if (!store::move_case(tx, books, of, to, made.person, made.words))
    return "somebody else moved it at the same moment; look again";
  if (made.move == HandMove::reopen && is_orphan(books, of)) store::drop_owner(tx, books.site.id, of.id);
  return {};
}

}  // namespace earshot::outreach
