// What a person is told about a case beside its items.
#pragma once
#include <string>

#include "model/alert.h"
#include "store/books.h"

namespace earshot::outreach {

// How often a case that nobody answers climbs.
inline constexpr int highest_level = 2;

// Once for the same person, cause and moment of the case; the mail goes out when somebody is there to read
// it.
void give_notice(db::Tx& tx, const store::Books& books, const model::Case& of, model::NoticeKind what,
                 const std::string& person, const std::string& why);

}  // namespace earshot::outreach
