// Who wrote a comment, by the word of people, and which pages are whose.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "model/post.h"
#include "store/books.h"

namespace earshot::store {

// `confirmed`: it is this person's. `contradicted`: it bears the person's name and is another's. `none`: a
// reader's, whatever the name.
struct IdentityWord {
  std::string person;  // roster id
  model::Identity identity = model::Identity::none;
  std::string who;       // who said so: a roster id, or "operator"
  std::string evidence;  // for people
};
// The latest word replaces the one before. Writes the event too; the caller sees to it that the conversation
// is matched anew.
void put_identity_word(db::Tx& tx, const Books& books, model::RowId comment, const IdentityWord& word);
std::map<model::RowId, IdentityWord> identity_words_in_post(db::Reader& reader, model::SiteId site,
                                                            model::RowId post);
std::optional<IdentityWord> identity_word(db::Reader& reader, model::SiteId site, model::RowId comment);

struct ProfileProof {
  std::string person;   // roster id
  std::string page;     // the address
  std::string partner;  // the other page, which names it and is named by it
};
std::vector<ProfileProof> profile_proofs(db::Reader& reader, model::SiteId site);
// These are all proofs there are of this person; says whether any page came or went.
bool set_profile_proofs(db::Tx& tx, const Books& books, const std::string& person,
                        const std::vector<ProfileProof>& proofs);

}  // namespace earshot::store
