// What people do with a case by hand: each either happens, or is refused with the reason and the cure.
#pragma once
#include <string>

#include "model/alert.h"
#include "store/books.h"

namespace earshot::outreach {

enum class HandMove { claim, close, answered, reopen };

struct HandMade {
  HandMove move{};
  std::string person;  // who takes or answered it; who says so of the others, "" = the host
  std::string words;   // why, where or by which way
};
// "" if it is done; else why it is not. Nothing is written then.
std::string move_by_hand(db::Tx& tx, const store::Books& books, const model::Case& of, const HandMade& made);

}  // namespace earshot::outreach
