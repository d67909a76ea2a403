// Is the author of a comment one of us? Only an account that the engine itself proves is proof, or a person's
// word; a name never is.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "model/post.h"
#include "model/site.h"
#include "store/identity_store.h"

namespace earshot::answers {

struct Author {
  std::string person;  // roster id, "" = a reader
  model::Identity identity = model::Identity::none;
  std::string why;  // for people; "" for a reader with a name of his own
};

// The roster's names in the form in which look-alikes are equal. Lives shorter than the site.
class StaffRoll {
 public:
  explicit StaffRoll(const model::Site& site, const std::vector<store::ProfileProof>& proofs = {});
  // Who the comment's author is by account and name alone: `confirmed` comes from people (by_word).
  Author classify(const model::Comment& comment) const;
  // As people said; their word goes before what is read off the comment.
  Author by_word(const model::Comment& comment, const store::IdentityWord& word) const;
  // Whose name it is where it is no person's: "Acme", "Acme Support". Null for any other.
  const model::Company* company_named(const std::string& name) const;

 private:
  Author by_account(const model::Comment& comment, const model::Person& person, Time when) const;
  const model::Person* owner_of_page(const model::Comment& comment) const;
  const model::Person* named(const std::string& name) const;
  Author by_company_name(const model::Comment& comment, Time when) const;
  Author by_name(const model::Comment& comment, const model::Person& person) const;

  const model::Site& site_;
  std::unordered_map<std::string, const model::Person*> names_;
  std::unordered_map<std::string, const model::Company*> companies_;
  std::unordered_map<std::string, const model::Person*> pages_;  // page_key of what is proven by rel=me
};

// For one comment; many are cheaper with a StaffRoll.
Author classify(const model::Site& site, const model::Comment& comment);

// "Ana Ruiz", "ana.ruiz", "АNА RUIZ" with Cyrillic letters and "Ana  Ru1z" give the same. "" for no letters
// at all.
std::string look_alike_key(std::string_view name);

// Does the comment count as the company's word?
inline bool is_staff(const model::Comment& comment) {
  return !comment.person.empty() &&
         (comment.identity == model::Identity::proven || comment.identity == model::Identity::confirmed);
}

// Does it bear the name of one of us who is not known to have written it?
inline bool is_unproven(const model::Comment& comment) {
  return comment.identity == model::Identity::claimed || comment.identity == model::Identity::contradicted;
}

}  // namespace earshot::answers
