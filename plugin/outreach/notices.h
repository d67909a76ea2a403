// What a person is told about a case beside its items.
#pragma once
#include <optional>
#include <string>

#include "model/alert.h"
#include "store/books.h"

namespace earshot::outreach {

// How often a case that nobody answers climbs.
inline constexpr int highest_level = 2;

// What of a case readers see: the passage of its last alert whose item is public, else its root.
struct ShownPart {
  std::string passage, url;
};
// Nothing if readers see nothing of it (any more): nobody is told of such a case, and nothing of it is
// quoted.
std::optional<ShownPart> shown_part(db::Reader& reader, const model::Site& site, const model::Case& of);

// Nothing if readers see nothing of the case. Once for the same person, cause and moment of the case; the
// mail goes out when somebody is there to read it.
void give_notice(db::Tx& tx, const store::Books& books, const model::Case& of, model::NoticeKind what,
                 const std::string& person, const std::string& why);

}  // namespace earshot::outreach
